"""What follows from a learner's events.

Lives here: `Progress`, computed from the events alone. Must not: keep anything that the events do not say, or read a clock.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from itertools import takewhile
from typing import Self

from smtp_tutor.progress import review
from smtp_tutor.progress.document import Event, merged


class LessonState(Enum):
    """How far a learner is with a lesson."""

    NEW = "new"
    BEGUN = "begun"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Test:
    """A final test that was taken: `seed` drew its questions, `right` of `total` were answered right, on `day` (`2026-11-22`)."""

    __test__ = False  # pytest would take the name for a test of its own

    seed: int
    right: int
    total: int
    passed: bool
    day: str


@dataclass(frozen=True, slots=True)
class Running:
    """A final test without a result: the ids of the questions answered so far, and the answers as the page sent them."""

    seed: int
    questions: tuple[str, ...]
    responses: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _Answer:
    question: str
    at: int
    right: bool
    hint: bool
    misconception: str


@dataclass(frozen=True, slots=True)
class Progress:
    """What a learner has done. `Progress.of(events)` makes it; the order of the events, and events twice, do not matter.

    `practised_days` are the dates (`2026-11-22`) with an answer, a test or a drill, in order. `tests` are in the order in
    which they were taken; `best_drill` is the most right answers in one timed drill. `answers` counts every answer
    given, `answers_right` the right ones among them.
    """

    practised_days: tuple[str, ...]
    tests: tuple[Test, ...]
    running: Running | None
    best_drill: int
    _begun: frozenset[str]
    _done: frozenset[str]
    _answers: tuple[_Answer, ...]

    @classmethod
    def of(cls, events: Iterable[object]) -> Self:
        """The progress that these events are. What is no event, or of a kind or form not known here, changes nothing."""
        ordered = merged(events)
        return cls(
            tuple(sorted({event["day"] for event in ordered if event["kind"] in {"answer", "test", "drill"}})),
            tuple(test for event in ordered if (test := _test(event))),
            _running(ordered),
            max((event["right"] for event in ordered if event["kind"] == "drill" and type(event.get("right")) is int), default=0),
            _lessons(ordered, "begun"),
            _lessons(ordered, "done"),
            tuple(answer for event in ordered if (answer := _answer(event))),
        )

    def lesson(self, stem: str) -> LessonState:
        """How far the learner is with a lesson. Done stays done, whatever is begun again."""
        if stem in self._done:
            return LessonState.DONE
        return LessonState.BEGUN if stem in self._begun else LessonState.NEW

    def right(self, question: str) -> bool:
        """Was this question ever answered right?"""
        return any(answer.right for answer in self._answers if answer.question == question)

    @property
    def best_test(self) -> Test | None:
        """The test with the largest share of right answers."""
        return max(self.tests, key=lambda test: test.right / test.total, default=None)

    @property
    def answers(self) -> int:
        """How many answers were given."""
        return len(self._answers)

    @property
    def answers_right(self) -> int:
        """How many answers were right."""
        return sum(answer.right for answer in self._answers)

    @property
    def asked(self) -> frozenset[str]:
        """The questions that were answered, by their ids."""
        return frozenset(answer.question for answer in self._answers)

    @property
    def known(self) -> frozenset[str]:
        """The questions that were ever answered right, by their ids."""
        return frozenset(answer.question for answer in self._answers if answer.right)

    def missed(self) -> tuple[str, ...]:
        """The questions whose last answer was wrong, the one missed last first."""
        last = {answer.question: answer for answer in self._answers}
        wrong = [answer for answer in last.values() if not answer.right]
        return tuple(answer.question for answer in sorted(wrong, key=lambda answer: (answer.at, answer.question), reverse=True))

    def due(self, now: int) -> tuple[str, ...]:
        """The questions to review at `now` (milliseconds since 1970, UTC), the most overdue first."""
        return tuple(question for at, question in self._times() if at <= now)

    def next_due(self, now: int) -> int | None:
        """When the next question after `now` becomes due, or None where none will. Both in milliseconds since 1970, UTC."""
        return next((at for at, _ in self._times() if at > now), None)

    def trips(self) -> tuple[tuple[str, int], ...]:
        """The misconceptions that led to wrong answers, each with how often; the most frequent first."""
        counts = Counter(answer.misconception for answer in self._answers if answer.misconception and not answer.right)
        return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))

    def _times(self) -> list[tuple[int, str]]:
        """Every answered question with the time at which it is to be asked again, the earliest first."""
        histories: dict[str, list[review.Answer]] = {}
        for answer in self._answers:
            rating = review.rating(right=answer.right, hint=answer.hint)
            histories.setdefault(answer.question, []).append((answer.at, rating))
        return sorted((review.due(tuple(history)), question) for question, history in histories.items())


def _lessons(events: Iterable[Event], kind: str) -> frozenset[str]:
    """The lessons named by the events of a kind."""
    named = (event.get("lesson") for event in events if event["kind"] == kind)
    return frozenset(lesson for lesson in named if isinstance(lesson, str))


def _answer(event: Event) -> _Answer | None:
    """The answer that an event tells of, or None."""
    question, right = event.get("question"), event.get("right")
    if event["kind"] != "answer" or not isinstance(question, str) or not isinstance(right, bool):
        return None
    trip = event.get("misconception")
    return _Answer(question, event["at"], right, event.get("hint") is True, trip if isinstance(trip, str) else "")


def _test(event: Event) -> Test | None:
    """The test that an event tells of, or None."""
    seed, right, total, passed = (event.get(key) for key in ("seed", "right", "total", "passed"))
    if event["kind"] != "test" or not (type(seed) is type(right) is type(total) is int and isinstance(passed, bool)):
        return None
    return Test(seed, right, total, passed, event["day"]) if 0 <= right <= total and total else None


def _running(events: Iterable[Event]) -> Running | None:
    """The test that was begun last, where no result of it is known and its answers stand in a row from the first."""
    given: dict[int, dict[int, tuple[str, object]]] = {}
    ended, last = set(), None
    for event in events:
        seed, number = event.get("seed"), event.get("number")
        if type(seed) is not int:
            continue
        if event["kind"] == "test":
            ended.add(seed)
        elif event["kind"] == "answer" and event.get("where") == "test" and type(number) is int:
            last = seed
            given.setdefault(seed, {}).setdefault(number, (str(event.get("question")), event.get("response")))
    if last is None or last in ended:
        return None
    row = [given[last][number] for number in takewhile(given[last].__contains__, range(len(given[last])))]
    return Running(last, tuple(question for question, _ in row), tuple(response for _, response in row))
