"""A form that checks a certificate: what is typed from it, with its code, is genuine or not."""

from typing import Any

import anywidget
import traitlets

from smtp_tutor.certificate import PROVES, Unclear, check, read
from smtp_tutor.i18n import LANGUAGES, Language, language, mark
from smtp_tutor.render import certificate as page
from smtp_tutor.widgets.look import STYLE, script

LABELS = {
    "group": mark("Check a certificate"),
    "name": page.NAME,
    "score": page.SCORE,
    "date": page.DATE,
    "language": page.LANGUAGE,
    "seed": page.SEED,
    "code": page.CODE,
    "score_help": mark("For example 22 / 25"),
    "date_help": mark("For example 2026-11-22"),
    "check": mark("Check"),
}
GENUINE = mark("Genuine: this code belongs to exactly this name, score, date, language and test number.")
FALSE = mark(
    "Not genuine: this code belongs to something else. Compare each field with the certificate; "
    "one different character is enough."
)


class CheckCertificate(anywidget.AnyWidget):
    """A form with the fields of a certificate. `lang` is the language of the form."""

    _esm = script("certificate.js")
    _css = STYLE

    labels = traitlets.Dict().tag(sync=True)
    languages = traitlets.Dict().tag(sync=True)
    view = traitlets.Dict().tag(sync=True)
    lang = traitlets.Unicode("en").tag(sync=True)

    def __init__(self, lang: str = "en", **options: Any) -> None:
        self._spoken = language(lang)
        said = {key: self._spoken.say(label) for key, label in LABELS.items()}
        super().__init__(lang=lang, labels=said, languages=dict(LANGUAGES), **options)
        self.on_msg(self._asked)

    def _asked(self, _widget: object, content: dict[str, Any], _buffers: object = None) -> None:
        """The form was sent."""
        form = content.get("form")
        if content.get("kind") == "check" and isinstance(form, dict):
            self.view = verdict({str(key): str(value) for key, value in form.items()}, self._spoken)


def verdict(form: dict[str, str], spoken: Language) -> dict[str, Any]:
    """What to say to a form: `genuine` is "yes", "no", or "" where `field` cannot be read; `messages` in reading order."""
    found = read(form)
    if isinstance(found, Unclear):
        return {"genuine": "", "field": found.name.lower(), "messages": [spoken.say(found.value)]}
    genuine = check(*found)
    return {
        "genuine": "yes" if genuine else "no",
        "field": "",
        "messages": [spoken.say(GENUINE), spoken.say(PROVES)] if genuine else [spoken.say(FALSE)],
    }
