"""A learner's progress: an overview, and the buttons that save it to a file, add a file to it, and erase it."""

from typing import Any

import anywidget
import traitlets

from smtp_tutor.errors import ProgressFault
from smtp_tutor.i18n import language, mark
from smtp_tutor.lessons import lessons
from smtp_tutor.progress import Progress
from smtp_tutor.quiz import misconceptions
from smtp_tutor.render.progress import as_html
from smtp_tutor.widgets.look import STYLE, script

#: What the buttons say, here and on the front page.
KEEPING = {
    "save": mark("Save as a file"),
    "add": mark("Add from a file"),
    "erase": mark("Erase"),
    "erase_sure": mark("Erase all your progress in this browser? It cannot be brought back, unless you save it as a file first."),
    "erase_all": mark("Erase everything"),
    "keep": mark("Keep my progress"),
    "where": mark(
        "Your progress stays in this browser, on this device. A private window forgets it when you close it. "
        "To take it elsewhere, save it as a file and add that file there: what you have done in both places is kept."
    ),
    "file": mark("smtp-tutor-progress.json"),
    "saved": mark("Your progress is in the file that your browser has just saved."),
    "added": mark("What the file holds is now part of your progress."),
    "nothing_new": mark("Nothing was missing: you had all of this already."),
    "damaged": mark("The file is damaged. What could be read of it is now part of your progress; the rest could not be read."),
    "empty_file": ProgressFault.EMPTY.value,
    "other_file": ProgressFault.OTHER_FILE.value,
    "erased": mark("Your progress in this browser is erased."),
    "not_erased": mark("The browser could not erase what it keeps. You can erase this site's data in the browser's settings."),
    "full": mark(
        "There is no room left for this site in your browser, so your latest steps are kept only until you close this page. "
        "You can go on. Save your progress as a file before you close the page."
    ),
    "denied": mark(
        "Your browser does not let this page keep anything; a private window or a setting may be the reason. "
        "You can go on. Save your progress as a file before you close the page."
    ),
    "broken": mark(
        "Your browser's storage does not work at the moment, so your steps are kept only until you close this page. "
        "You can go on. Save your progress as a file before you close the page."
    ),
}
GROUP = mark("Your progress")


class ProgressPanel(anywidget.AnyWidget):
    """The overview with its buttons. `lang` is the language."""

    _esm = script("store.js", "keeping.js", "progress.js")
    _css = STYLE

    html = traitlets.Unicode("").tag(sync=True)
    labels = traitlets.Dict().tag(sync=True)
    lang = traitlets.Unicode("en").tag(sync=True)

    def __init__(self, lang: str = "en", **options: Any) -> None:
        self._spoken = language(lang)
        said = {key: self._spoken.say(label) for key, label in (KEEPING | {"group": GROUP}).items()}
        super().__init__(lang=lang, labels=said, **options)
        self._show([], 0)
        self.on_msg(self._told)

    def _told(self, _widget: object, content: dict[str, Any], _buffers: object = None) -> None:
        """The page has sent what it keeps."""
        if content.get("kind") == "progress":
            self._show(content["events"], content["now"])

    def _show(self, events: list[Any], now: int) -> None:
        """The overview of these events."""
        self.html = as_html(Progress.of(events), now, lessons(), misconceptions(), self._spoken)
