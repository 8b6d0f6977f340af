"""The anatomy of a reply code: three large digits to turn, each lighting up with what it says."""

from typing import Any

import anywidget
import traitlets

from smtp_tutor import codes
from smtp_tutor.decode import decode
from smtp_tutor.i18n import language, mark
from smtp_tutor.render.html import as_html
from smtp_tutor.widgets.look import STYLE, script

LABELS = {
    "group": mark("A reply code, digit by digit"),
    "help": mark("Turn the digits: click the arrows, or press the arrow keys or a number key."),
    "first": mark("First digit: did it work?"),
    "second": mark("Second digit: what is it about?"),
    "third": mark("Third digit: which one exactly?"),
    "up": mark("Next value"),
    "down": mark("Previous value"),
}


class Anatomy(anywidget.AnyWidget):
    """Three digits that a learner turns to build any reply code from 100 to 599."""

    _esm = script("dial.js", "anatomy.js")
    _css = STYLE

    code = traitlets.Int(550, min=100, max=599).tag(sync=True)
    meanings: traitlets.List[dict[str, dict[str, str]]] = traitlets.List().tag(sync=True)
    html = traitlets.Unicode("").tag(sync=True)
    labels = traitlets.Dict().tag(sync=True)
    lang = traitlets.Unicode("en").tag(sync=True)

    def __init__(self, code: int = 550, lang: str = "en", **options: Any) -> None:
        spoken = language(lang)

        def said(meaning: codes.Meaning) -> dict[str, str]:
            return {"title": spoken.say(meaning.title), "meaning": spoken.say(meaning.meaning)}

        meanings: list[dict[str, dict[str, str]]] = [
            {str(digit): said(codes.first_digit(digit)) for digit in range(1, 6)},
            {str(digit): said(codes.second_digit(digit)) for digit in range(10)},
            {str(digit): said(codes.third_digit()) for digit in range(10)},
        ]
        words = {key: spoken.say(label) for key, label in LABELS.items()}
        super().__init__(code=code, lang=lang, labels=words, meanings=meanings, html=_explained(code, lang), **options)
        self.observe(self._turned, "code")

    def _turned(self, _change: object) -> None:
        self.html = _explained(self.code, self.lang)


def _explained(code: int, lang: str) -> str:
    return as_html(decode(str(code), lang))
