"""What both exercises on dialogues have in common: one case after the other, a choice, and what is said to it."""

from collections.abc import Sequence
from typing import Any, ClassVar

import anywidget
import traitlets

from smtp_tutor.i18n import language
from smtp_tutor.widgets.look import STYLE, script


class Drill(anywidget.AnyWidget):
    """Exercises in a row. A kind of exercise brings its cases and labels, shows one (`_ask`), and judges a choice (`_chosen`).

    `first` is the number of the first exercise, from 0.
    """

    _esm = script("drill.js")
    _css = STYLE

    view = traitlets.Dict().tag(sync=True)
    labels = traitlets.Dict().tag(sync=True)
    lang = traitlets.Unicode("en").tag(sync=True)

    LABELS: ClassVar[dict[str, str]]

    def __init__(self, cases: Sequence[object], lang: str = "en", first: int = 0, **options: Any) -> None:
        self._spoken = language(lang)
        self._total = len(cases)
        self._number = first % self._total
        super().__init__(lang=lang, labels={key: self._spoken.say(label) for key, label in self.LABELS.items()}, **options)
        self._ask()
        self.on_msg(self._answered)

    def _ask(self) -> None:
        """Show the exercise of `_number`."""
        raise NotImplementedError

    def _chosen(self, chosen: int) -> None:
        """Say something to the choice of that number, which may be none of those shown."""
        raise NotImplementedError

    def _count(self, sentence: str) -> str:
        """Which of how many exercises this is."""
        return self._spoken.say(sentence, number=self._number + 1, total=self._total)

    def _answered(self, _widget: object, content: dict[str, Any], _buffers: object = None) -> None:
        """A line was chosen, or the next exercise asked for."""
        if content.get("kind") == "next":
            self._number = (self._number + 1) % self._total
            self._ask()
        else:
            self._chosen(int(content.get("chosen", -1)))
