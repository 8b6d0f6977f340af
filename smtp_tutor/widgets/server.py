"""You are the server: choose the reply to the client's line, and be told why another was right."""

import random
from typing import Any

import anywidget
import traitlets

from smtp_tutor.i18n import language, mark
from smtp_tutor.render.answer import as_answer
from smtp_tutor.session.drill import server_cases
from smtp_tutor.widgets.look import STYLE, script

LABELS = {
    "group": mark("You are the server"),
    "dialogue": mark("The dialogue so far"),
    "choose": mark("What do you answer?"),
    "next": mark("Next client"),
}
COUNT = mark("Client {number} of {total}.")
RIGHT = mark("Right. This is why:")
WRONG = mark("Not this one. {why}")
INSTEAD = mark("Right would have been “{reply}”. This is why:")


class Server(anywidget.AnyWidget):
    """Exercises in which the reader is the server. `seed` draws the order of the replies, `first` is the first exercise."""

    _esm = script("drill.js")
    _css = STYLE

    view = traitlets.Dict().tag(sync=True)
    labels = traitlets.Dict().tag(sync=True)
    lang = traitlets.Unicode("en").tag(sync=True)

    def __init__(self, lang: str = "en", seed: int = 1, first: int = 0, **options: Any) -> None:
        self._spoken = language(lang)
        self._draw = random.Random(seed)  # noqa: S311  # the order of choices is no secret
        self._number = first % len(server_cases())
        said = {key: self._spoken.say(label) for key, label in LABELS.items()}
        super().__init__(lang=lang, labels=said, **options)
        self._ask()
        self.on_msg(self._answered)

    def _ask(self) -> None:
        """Show an exercise."""
        case = server_cases()[self._number]
        self._choices = case.choices(self._draw)
        self.view = {
            "kind": "server",
            "count": self._spoken.say(COUNT, number=self._number + 1, total=len(server_cases())),
            "task": self._spoken.say(case.situation),
            "lines": [*case.dialogue, f"C: {case.line}"],
            "choices": [choice.reply for choice in self._choices],
            "feedback": [],
        }

    def _answered(self, _widget: object, content: dict[str, Any], _buffers: object = None) -> None:
        """A reply was chosen, or the next exercise asked for."""
        if content.get("kind") == "next":
            self._number = (self._number + 1) % len(server_cases())
            self._ask()
            return
        chosen = int(content.get("chosen", -1))
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
