"""Find the fault: a dialogue that goes wrong, and a line to mark."""

from typing import Any

import anywidget
import traitlets

from smtp_tutor.i18n import language, mark
from smtp_tutor.session.drill import fault_cases
from smtp_tutor.widgets.look import STYLE, script

LABELS = {
    "group": mark("Find the fault"),
    "dialogue": mark("The dialogue"),
    "choose": mark("Choose the line with the mistake."),
    "next": mark("Next dialogue"),
}
COUNT = mark("Dialogue {number} of {total}.")
RIGHT = mark("Found. {why}")
BEFORE = mark("This line is in order. The mistake comes later.")
AFTER = mark("This line only follows from the mistake, which comes earlier.")


class Fault(anywidget.AnyWidget):
    """Exercises in which the reader marks the wrong line. `first` is the first exercise."""

    _esm = script("drill.js")
    _css = STYLE

    view = traitlets.Dict().tag(sync=True)
    labels = traitlets.Dict().tag(sync=True)
    lang = traitlets.Unicode("en").tag(sync=True)

    def __init__(self, lang: str = "en", first: int = 0, **options: Any) -> None:
        self._spoken = language(lang)
        self._number = first % len(fault_cases())
        said = {key: self._spoken.say(label) for key, label in LABELS.items()}
        super().__init__(lang=lang, labels=said, **options)
        self._ask()
        self.on_msg(self._answered)

    def _ask(self) -> None:
        """Show an exercise."""
        case = fault_cases()[self._number]
        self.view = {
            "kind": "fault",
            "count": self._spoken.say(COUNT, number=self._number + 1, total=len(fault_cases())),
            "task": self._spoken.say(case.task),
            "lines": [],
            "choices": list(case.lines),
            "feedback": [],
        }

    def _answered(self, _widget: object, content: dict[str, Any], _buffers: object = None) -> None:
        """A line was marked, or the next exercise asked for."""
        if content.get("kind") == "next":
            self._number = (self._number + 1) % len(fault_cases())
            self._ask()
            return
        case, chosen = fault_cases()[self._number], int(content.get("chosen", -1))
        if not 0 <= chosen < len(case.lines):
            return
        say, found = self._spoken.say, chosen == case.fault - 1
        feedback = say(RIGHT, why=say(case.why)) if found else say(BEFORE if chosen < case.fault - 1 else AFTER)
        self.view = {**self.view, "feedback": [feedback], "chosen": chosen, "right": chosen if found else -1}
