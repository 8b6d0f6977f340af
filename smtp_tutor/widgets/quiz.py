"""The questions within a lesson: one to guess at before anything is told, and the practice after it."""

from collections import deque
from collections.abc import Iterable
from typing import Any, ClassVar

from smtp_tutor.i18n import mark
from smtp_tutor.progress import LessonState, done
from smtp_tutor.quiz import Question, Verdict, guess_of, of_lesson
from smtp_tutor.widgets.deck import Deck

#: How many questions complete a lesson. The others are there for those who want more.
CORE = 8
GUESS = mark("A guess, before anything is told. It is not counted.")
COUNT = mark("{done} of {total} answered right.")
DONE = mark("Done: you have answered all {total} questions of this lesson right.")
MORE_DONE = mark("You have answered every question of this lesson right: {total} of them.")
BACK = mark("A question that was answered wrong comes back until it is right at the first try.")


class Guess(Deck):
    """The question that opens a lesson. It is not kept as an answer: nobody has been told anything yet."""

    TITLE = mark("Guess first")

    def __init__(self, lesson: str, lang: str = "en", seed: int | None = None, **options: Any) -> None:
        self._lesson = lesson
        super().__init__(lang, seed, **options)

    def _started(self) -> None:
        """The only question."""
        self._begun(self._lesson)
        self._ask(guess_of(self._lesson))

    def _record(self, verdict: Verdict, _response: object) -> None:
        """A guess is not counted."""

    def _count(self) -> str:
        """That it is a guess."""
        return self._spoken.say(GUESS)

    def _change(self, **view: Any) -> None:
        """No question follows, so there is no button for the next."""
        if "buttons" in view:
            view["buttons"] = [button for button in view["buttons"] if button["do"] != "next"]
        super()._change(**view)


class Practice(Deck):
    """The questions of a lesson, until each of the first eight was right at its first try; then the rest for those who like."""

    TITLE = mark("Practice")
    OWN_BUTTONS: ClassVar = {
        "more": mark("More questions"),
        "again": mark("Practise again"),
    }

    def __init__(self, lesson: str, lang: str = "en", seed: int | None = None, **options: Any) -> None:
        self._lesson = lesson
        self._set: tuple[Question, ...] = of_lesson(lesson)[:CORE]
        self._left: deque[Question] = deque()
        super().__init__(lang, seed, **options)

    def _started(self) -> None:
        """Go on with what was not right yet."""
        self._begun(self._lesson)
        self._begin(question for question in self._set if not self._progress.right(question.id))

    def _begin(self, questions: Iterable[Question]) -> None:
        self._left = deque(questions)
        if self._left:
            self._ask(self._left[0])
        else:
            self._end()

    def _first_answer(self, verdict: Verdict) -> None:
        """A right one leaves the deck, a wrong one goes to its end."""
        first = self._left.popleft()
        if not verdict.right:
            self._left.append(first)
        elif not self._left and self._progress.lesson(self._lesson) is not LessonState.DONE:
            self._keep(done(self._lesson))
        self._change(count=self._count())

    def _follows(self) -> None:
        if self._left:
            self._ask(self._left[0])
        else:
            self._end()

    def _count(self) -> str:
        return self._spoken.say(COUNT, done=len(self._set) - len(self._left), total=len(self._set))

    def _end(self) -> None:
        """All of the set were right."""
        every = of_lesson(self._lesson)
        whole = len(self._set) == len(every)
        self._put(
            state="end",
            messages=[self._spoken.say(MORE_DONE if whole else DONE, total=len(self._set))],
            buttons=self._buttons(*([] if whole else ["more"]), "again"),
        )

    def _asked(self, do: str, _content: dict[str, Any]) -> None:
        """More questions, or the same once more."""
        if do == "more":
            self._set = of_lesson(self._lesson)
            self._begin(question for question in self._set[CORE:] if not self._progress.right(question.id))
        elif do == "again":
            self._begin(self._set)
