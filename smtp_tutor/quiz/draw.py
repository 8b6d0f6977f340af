"""Drawing: the order in which a question is shown, the final test, and the timed drill.

Lives here: everything about questions that chance decides. Must not: make chance; a generator is passed in, and the same
one gives the same questions.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from smtp_tutor.quiz.bank import bank, lessons, of_lesson
from smtp_tutor.quiz.generate import concrete
from smtp_tutor.quiz.model import Draws, Kind, Question

#: The share of right answers that passes the final test.
PASS = 0.8
#: The kinds that can be answered in seconds.
SHORT = frozenset({Kind.ONE, Kind.CODE, Kind.BUILD, Kind.DECODE})
Item = TypeVar("Item")


def shuffled(items: Sequence[Item], draw: Draws) -> list[Item]:
    """The items in another order, which may be the same."""
    out = list(items)
    draw.shuffle(out)
    return out


def drawn(question: Question, draw: Draws) -> Question:
    """The question as it is shown: choices, pairs or steps in a drawn order; a DECODE question with a reply to read.

    Steps are never shown in the right order, nor the meanings of pairs beside their codes. DataError where no reply is
    clear enough for a DECODE question.
    """
    if question.kind is Kind.DECODE:
        question = concrete(question, draw)
    if question.kind in (Kind.MATCH, Kind.ORDER):
        return replace(question, order=_elsewhere(len(question.pairs or question.steps), draw))
    if question.kind is Kind.MARK or question.fixed:
        return question
    return replace(question, choices=tuple(shuffled(question.choices, draw)))


def _elsewhere(size: int, draw: Draws) -> tuple[int, ...]:
    """The numbers below `size`, at least 2, in any order but their own."""
    while True:
        order = tuple(shuffled(range(size), draw))
        if order != tuple(range(size)):
            return order


def final_test(draw: Draws, size: int = 25) -> tuple[Question, ...]:
    """`size` different questions, as evenly from all lessons as can be, in any order, drawn."""
    stems = shuffled(lessons(), draw)
    if not stems:
        return ()
    least, more = divmod(size, len(stems))
    chosen = [
        question for number, stem in enumerate(stems) for question in shuffled(of_lesson(stem), draw)[: least + (number < more)]
    ]
    return tuple(drawn(question, draw) for question in shuffled(chosen, draw))


def timed(draw: Draws) -> Iterator[Question]:
    """Short questions without end, drawn; none comes again before all have come."""
    short = [question for question in bank().values() if question.kind in SHORT and not question.guess]
    while short:
        for question in shuffled(short, draw):
            yield drawn(question, draw)
