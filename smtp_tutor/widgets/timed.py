"""The timed drill: short questions against the clock, or without one.

Lives here: the run of one drill. Must not: measure time; the page has the clock, and says when it has run out.
"""

from typing import Any, ClassVar

from smtp_tutor.i18n import mark
from smtp_tutor.progress import drilled
from smtp_tutor.quiz import Verdict, timed
from smtp_tutor.widgets.deck import Deck

#: What the buttons start, in seconds; 0 is without a clock.
LENGTHS = {"one": 60, "three": 180, "calm": 0}
WELCOME = mark("How many replies can you read before the time is up? Choose a length. Without a clock it is the same exercise.")
BEST_ONE = mark("Your best so far: {number} right answer.")
BEST_MANY = mark("Your best so far: {number} right answers.")
COUNT = mark("{right} of {total} right.")
OVER = mark("Time is up: {right} of {total} answers were right.")
STOPPED = mark("{right} of {total} answers were right.")


class TimedDrill(Deck):
    """Short questions, one after the other, until the time is up or the reader stops."""

    TITLE = mark("Timed drill")
    WHERE = "drill"
    OWN_BUTTONS: ClassVar = {
        "one": mark("One minute"),
        "three": mark("Three minutes"),
        "calm": mark("Without a clock"),
        "stop": mark("Stop"),
    }

    def __init__(self, lang: str = "en", seed: int | None = None, **options: Any) -> None:
        self._right = self._total = self._seconds = self._run = 0
        super().__init__(lang, seed, **options)
        self._questions = timed(self._chance)

    def _started(self) -> None:
        self._welcome([])

    def _welcome(self, sentences: list[str]) -> None:
        """The choice of a length, after what is to be said first."""
        self._question = None
        best = self._progress.best_drill
        said = [self._spoken.count(BEST_ONE, BEST_MANY, best)] if best else []
        self._put(state="start", messages=[*sentences, self._spoken.say(WELCOME), *said], buttons=self._buttons(*LENGTHS))

    def _asked(self, do: str, content: dict[str, Any]) -> None:
        if do in LENGTHS:
            self._right = self._total = 0
            self._run += 1
            self._seconds = LENGTHS[do]
            self._follows()
        elif do == "stop" or (do == "time" and content.get("run") == self._run and self._question):
            self._over(STOPPED if do == "stop" else OVER)

    def _follows(self) -> None:
        self._pose(next(self._questions))

    def _put(self, **view: Any) -> None:
        """While a drill runs, its clock goes to the page too."""
        running = {"seconds": self._seconds, "run": self._run} if view["state"] == "ask" and self._seconds else {}
        super()._put(**view, **running)

    def _buttons(self, *names: str) -> list[dict[str, str]]:
        return super()._buttons(*names, *(["stop"] if self._question else []))

    def _first_answer(self, verdict: Verdict) -> None:
        self._total += 1
        self._right += verdict.right
        self._change(count=self._count())

    def _count(self) -> str:
        return self._spoken.say(COUNT, right=self._right, total=self._total)

    def _over(self, sentence: str) -> None:
        """Keep the result, and offer the next drill."""
        if self._total and self._seconds:
            self._keep(drilled(self._right, self._total, self._seconds))
        self._welcome([self._spoken.say(sentence, right=self._right, total=self._total)])
