"""Find the fault: a dialogue that goes wrong, and a line to mark."""

from typing import Any, ClassVar

from smtp_tutor.i18n import mark
from smtp_tutor.session.drill import fault_cases
from smtp_tutor.widgets.drill import Drill

COUNT = mark("Dialogue {number} of {total}.")
RIGHT = mark("Found. {why}")
BEFORE = mark("This line is in order. The mistake comes later.")
AFTER = mark("This line only follows from the mistake, which comes earlier.")


class Fault(Drill):
    """Exercises in which the reader marks the wrong line. `first` is the first exercise."""

    LABELS: ClassVar = {
        "group": mark("Find the fault"),
        "dialogue": mark("The dialogue"),
        "choose": mark("Choose the line with the mistake."),
        "next": mark("Next dialogue"),
    }

    def __init__(self, lang: str = "en", first: int = 0, **options: Any) -> None:
        super().__init__(fault_cases(), lang, first, **options)

    def _ask(self) -> None:
        """Show an exercise."""
        case = fault_cases()[self._number]
        self.view = {
            "kind": "fault",
            "count": self._count(COUNT),
            "task": self._spoken.say(case.task),
            "lines": [],
            "choices": list(case.lines),
            "feedback": [],
        }

    def _chosen(self, chosen: int) -> None:
        """A line was marked."""
        case = fault_cases()[self._number]
        if not 0 <= chosen < len(case.lines):
            return
        say, found = self._spoken.say, chosen == case.fault - 1
        feedback = say(RIGHT, why=say(case.why)) if found else say(BEFORE if chosen < case.fault - 1 else AFTER)
        self.view = {**self.view, "feedback": [feedback], "chosen": chosen, "right": chosen if found else -1}
