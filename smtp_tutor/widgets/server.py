"""You are the server: choose the reply to the client's line, and be told why another was right."""

import random
from typing import Any, ClassVar

from smtp_tutor.i18n import mark
from smtp_tutor.render.answer import as_answer
from smtp_tutor.session.drill import server_cases
from smtp_tutor.widgets.drill import Drill

COUNT = mark("Client {number} of {total}.")
RIGHT = mark("Right. This is why:")
WRONG = mark("Not this one. {why}")
INSTEAD = mark("Right would have been “{reply}”. This is why:")


class Server(Drill):
    """Exercises in which the reader is the server. `seed` draws the order of the replies, `first` is the first exercise."""

    LABELS: ClassVar = {
        "group": mark("You are the server"),
        "dialogue": mark("The dialogue so far"),
        "choose": mark("What do you answer?"),
        "next": mark("Next client"),
    }

    def __init__(self, lang: str = "en", seed: int = 1, first: int = 0, **options: Any) -> None:
        self._draw = random.Random(seed)  # noqa: S311  # the order of choices is no secret
        super().__init__(server_cases(), lang, first, **options)

    def _ask(self) -> None:
        """Show an exercise."""
        case = server_cases()[self._number]
        self._choices = case.choices(self._draw)
        self.view = {
            "kind": "server",
            "count": self._count(COUNT),
            "task": self._spoken.say(case.situation),
            "lines": [*case.dialogue, f"C: {case.line}"],
            "choices": [choice.reply for choice in self._choices],
            "feedback": [],
        }

    def _chosen(self, chosen: int) -> None:
        """A reply was chosen."""
        if not 0 <= chosen < len(self._choices):
            return
        choice, right = self._choices[chosen], next(each for each in self._choices if each.right)
        say = self._spoken.say
        feedback = [say(RIGHT)] if choice.right else [say(WRONG, why=say(choice.why)), say(INSTEAD, reply=right.reply)]
        self.view = {
            **self.view,
            "feedback": feedback,
            "chosen": chosen,
            "right": self._choices.index(right),
            "html": as_answer(server_cases()[self._number].right, self.lang),
        }
