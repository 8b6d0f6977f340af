"""Questions without end: a reply is drawn from the samples of our own rules, and asked about.

Lives here: choosing a reply, and the question about it. Must not: decide what a reply means; the decoder does.
"""

from smtp_tutor.quiz.model import Draws, Question


def concrete(question: Question, draw: Draws) -> Question:
    """A DECODE question with a reply, choices and their reasons."""
    draw.randrange(1)
    return question
