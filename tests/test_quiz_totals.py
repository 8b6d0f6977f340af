"""The bank as a whole: enough questions, of every kind, in every lesson.

Green only where the files of all lessons are there.
"""

from collections import Counter

import pytest

from smtp_tutor.quiz import Kind, bank, lessons, of_lesson
from tools.figures import figures

LESSONS = (
    "01-error-421", "02-first-digit", "03-second-digit", "04-third-digit", "05-enhanced-codes", "06-refused-550",
    "07-try-later", "08-speaking-smtp", "09-reading-a-bounce", "10-signing-in",
)  # fmt: skip
every_lesson = pytest.mark.parametrize("lesson", LESSONS)


def test_every_lesson_has_questions() -> None:
    """All ten, and no other."""
    assert lessons() == LESSONS


@every_lesson
def test_a_lesson_has_enough_to_practise(lesson: str) -> None:
    """At least 16 questions beside its guess, of at least seven kinds, one or two of them without end."""
    kinds = Counter(question.kind for question in of_lesson(lesson))
    assert kinds.total() >= 16
    assert len(kinds) >= 7
    assert 1 <= kinds[Kind.DECODE] <= 2


@every_lesson
def test_length_gives_nothing_away(lesson: str) -> None:
    """Among choices that are shuffled, the right one is not mostly the longest, nor mostly the shortest."""
    sides: Counter[str] = Counter()
    asked = [each for each in of_lesson(lesson) if each.kind in (Kind.ONE, Kind.NEXT) and not each.fixed]
    for question in asked:
        right = next(len(choice.text) for choice in question.choices if choice.right)
        wrong = [len(choice.text) for choice in question.choices if not choice.right]
        sides.update(longest=right > max(wrong), shortest=right < min(wrong))
    assert max(sides.values(), default=0) <= 0.6 * len(asked)


def test_the_bank_has_all_nine_kinds() -> None:
    """At least 150 questions, and each kind in at least four lessons."""
    assert len(bank()) >= 150
    for kind in Kind:
        assert len({question.lesson for question in bank().values() if question.kind is kind}) >= 4


def test_the_figures_add_up() -> None:
    """The table counts each question once, and each lesson."""
    found = figures()
    assert {*found} == {*LESSONS, "all"}
    assert found["all"]["questions"] == len(bank()) == sum(found[lesson]["questions"] for lesson in LESSONS)
    assert sum(found["all"][kind.value] for kind in Kind) == len(bank())
    assert found["all"]["mistakes"] >= 3 * 100
