"""Questions about what mail servers say, and what an answer to one deserves.

Lives here: the way in for everything above: the bank, drawing, grading, the final test. Must not: show anything, or
remember who answered what.
"""

from smtp_tutor.quiz.bank import bank, guess_of, lessons, misconceptions, of_lesson
from smtp_tutor.quiz.draw import PASS, drawn, final_test, timed
from smtp_tutor.quiz.grade import grade, right_response, wrong_responses
from smtp_tutor.quiz.model import (
    Choice,
    Draws,
    Kind,
    Marked,
    Misconception,
    Pair,
    Place,
    Question,
    Response,
    Step,
    Verdict,
    Wrong,
)

__all__ = [
    "PASS",
    "Choice",
    "Draws",
    "Kind",
    "Marked",
    "Misconception",
    "Pair",
    "Place",
    "Question",
    "Response",
    "Step",
    "Verdict",
    "Wrong",
    "bank",
    "drawn",
    "final_test",
    "grade",
    "guess_of",
    "lessons",
    "misconceptions",
    "of_lesson",
    "right_response",
    "timed",
    "wrong_responses",
]
