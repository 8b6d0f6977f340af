"""The bank of questions: `data/quiz/*.toml`, one file a lesson, and the misconceptions that their choices name.

Lives here: reading those files into `Question`s, and finding them. Must not: judge whether a question is well made;
`check` does.
"""

from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Any

from smtp_tutor.errors import DataError
from smtp_tutor.quiz.check import keys_fit, problem
from smtp_tutor.quiz.model import Choice, Kind, Misconception, Pair, Question, Step, Wrong
from smtp_tutor.rules import tables

#: The file that holds no questions.
MISCONCEPTIONS = "misconceptions"


@cache
def misconceptions() -> dict[str, Misconception]:
    """Every misconception by its key, in the order of the file."""
    table = dict(tables("quiz"))[MISCONCEPTIONS]
    return {each["key"]: Misconception(each["key"], each["title"], each["text"]) for each in table["misconception"]}


def read(file: str, table: dict[str, Any]) -> tuple[Question, ...]:
    """The questions of one file, checked; DataError names the file, the question and what is wrong with it."""
    lesson = table.get("lesson")
    if not isinstance(lesson, str) or not lesson:
        raise DataError(file, "header", "`lesson` is missing")
    if unknown := sorted(table.keys() - {"lesson", "question"}):
        raise DataError(file, "header", f"unknown keys: {', '.join(unknown)}")
    out = tuple(_question(file, lesson, number, entry) for number, entry in enumerate(table.get("question", ()), 1))
    if sum(question.guess for question in out) != 1:
        raise DataError(file, "questions", "exactly one says `guess = true`")
    return out


def _question(file: str, lesson: str, number: int, entry: dict[str, Any]) -> Question:
    name = str(entry.get("id", f"question {number}"))
    if wrong := keys_fit(entry):
        raise DataError(file, name, wrong)
    parts = entry.get("choice", entry.get("part", ()))
    question = Question(
        id=name,
        kind=Kind(entry["kind"]),
        lesson=lesson,
        ask=entry.get("ask", ""),
        reply=entry.get("reply", ""),
        hint=entry.get("hint", ""),
        explain=entry.get("explain", ""),
        choices=tuple(
            Choice(each["text"], each.get("right", False), each.get("why", ""), each.get("misconception", "")) for each in parts
        ),
        answers=tuple(entry.get("answers", ())),
        wrongs=tuple(Wrong(each["answer"], each["why"], each.get("misconception", "")) for each in entry.get("wrong", ())),
        pairs=tuple(Pair(each["left"], each["right"], each["why"]) for each in entry.get("pair", ())),
        steps=tuple(Step(each["text"], each["why"]) for each in entry.get("step", ())),
        fixed=entry.get("fixed", False),
        about=entry.get("about", ""),
        codes=tuple(entry.get("codes", ())),
        world=entry.get("world", ""),
        fact=entry.get("fact", {}),
        guess=entry.get("guess", False),
        unregistered=entry.get("unregistered", False),
    )
    if wrong := problem(question, misconceptions().keys()):
        raise DataError(file, name, wrong)
    return question


def together(found: Iterable[tuple[str, dict[str, Any]]]) -> dict[str, Question]:
    """The questions of several files by id, lessons in order; DataError where two share an id or a lesson."""
    out: dict[str, Question] = {}
    files: dict[str, str] = {}
    for stem, table in sorted(found, key=lambda each: str(each[1].get("lesson"))):
        file = f"{stem}.toml"
        for question in read(file, table):
            if question.id in out:
                raise DataError(file, question.id, f"this id is taken in lesson {out[question.id].lesson}")
            if files.setdefault(question.lesson, file) != file:
                raise DataError(file, "header", f"{files[question.lesson]} has the same lesson")
            out[question.id] = question
    return out


@cache
def bank() -> dict[str, Question]:
    """Every question by its id, lessons in order and questions as in their file. DataError where one is not well made."""
    return together((stem, table) for stem, table in tables("quiz") if stem != MISCONCEPTIONS)


def lessons() -> tuple[str, ...]:
    """The lessons that have questions, in order."""
    return tuple(Counter(question.lesson for question in bank().values()))


def of_lesson(stem: str) -> tuple[Question, ...]:
    """The questions of a lesson for practice, easy first; none where the lesson has none."""
    return tuple(question for question in bank().values() if question.lesson == stem and not question.guess)


def guess_of(stem: str) -> Question:
    """The question that opens a lesson. KeyError where the lesson has no questions."""
    for question in bank().values():
        if question.lesson == stem and question.guess:
            return question
    raise KeyError(stem)
