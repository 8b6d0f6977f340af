"""The review: questions that come back after some days, those that were missed sooner.

Lives here: the run of one review. Must not: decide when a question is due; `smtp_tutor.progress` does.
"""

from collections import deque
from typing import Any, ClassVar

from smtp_tutor.i18n import mark
from smtp_tutor.quiz import Verdict, bank
from smtp_tutor.widgets.deck import Deck

#: How many questions one review holds at most.
SIZE = 12
DAY = 86_400_000  # milliseconds
COUNT_ONE = mark("{number} question is left today.")
COUNT_MANY = mark("{number} questions are left today.")
NEW = mark("Nothing to review yet. Answer some questions in a lesson, and they come back here after a while.")
NOTHING = mark("Nothing is due now. You know what you have learned; it comes back when it is time.")
SOON_ONE = mark("The next question comes back in {number} day.")
SOON_MANY = mark("The next question comes back in {number} days.")
SOON_HOURS = mark("The next question comes back within a day.")
DONE = mark("Done for now.")


class Review(Deck):
    """What is due today, the most overdue first."""

    TITLE = mark("Review")
    WHERE = "review"
    OWN_BUTTONS: ClassVar = {"missed": mark("Practise what was missed"), "look": mark("Look again")}

    def __init__(self, lang: str = "en", seed: int | None = None, **options: Any) -> None:
        self._left: deque[str] = deque()
        super().__init__(lang, seed, **options)

    def _started(self) -> None:
        self._begin(self._progress.due(self._now))

    def _begin(self, ids: tuple[str, ...]) -> None:
        known = bank()
        self._left = deque([each for each in ids if each in known][:SIZE])
        self._follows()

    def _first_answer(self, verdict: Verdict) -> None:
        """A wrong one comes again at the end."""
        first = self._left.popleft()
        if not verdict.right:
            self._left.append(first)
        self._change(count=self._count())

    def _follows(self) -> None:
        if self._left:
            self._ask(bank()[self._left[0]])
        else:
            self._end()

    def _count(self) -> str:
        return self._spoken.count(COUNT_ONE, COUNT_MANY, len(self._left))

    def _end(self) -> None:
        """Nothing is left: when the next comes, and what could be practised meanwhile."""
        say, nothing = self._spoken.say, not self._progress.answers
        sentences = [say(NEW)] if nothing else [say(DONE if self._question else NOTHING), *self._next()]
        missed = ["missed"] if self._progress.missed() else []
        self._put(state="end", messages=sentences, buttons=self._buttons(*missed, "look"))

    def _next(self) -> list[str]:
        due = self._progress.next_due(self._now)
        if due is None:
            return []
        days = round((due - self._now) / DAY)
        return [self._spoken.count(SOON_ONE, SOON_MANY, days) if days >= 1 else self._spoken.say(SOON_HOURS)]

    def _asked(self, do: str, _content: dict[str, Any]) -> None:
        if do == "missed":
            self._begin(self._progress.missed())
        elif do == "look":
            self._begin(self._progress.due(self._now))
