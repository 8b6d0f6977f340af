"""What the bank takes from its files, and what it refuses."""

from collections.abc import Callable
from typing import Any

import pytest

from smtp_tutor.errors import DataError
from smtp_tutor.quiz import Kind, bank, of_lesson
from smtp_tutor.quiz.bank import guess_of, read, together
from tests.quiz_samples import QUESTIONS, table

Change = Callable[[dict[str, Any]], object]


def entry(name: str, change: Change) -> dict[str, Any]:
    """The sample file with one question changed."""
    out = table()
    change(next(question for question in out["question"] if question["id"] == f"first-{name}"))
    return out


def every(question: dict[str, Any], key: str, value: object) -> None:
    """Say the same in all choices."""
    for choice in question["choice"]:
        choice[key] = value


def test_the_samples_are_of_every_kind() -> None:
    """What follows is tried on all nine."""
    assert {question.kind for question in QUESTIONS.values()} == {*Kind}
    assert all(question.lesson == "02-first-digit" for question in QUESTIONS.values())
    assert QUESTIONS["mark"].words == "452 4.2.2 <anna@example.com> Mailbox is full"


@pytest.mark.parametrize(
    ("name", "change", "problem"),
    [
        ("one", lambda q: q.update(kind="two"), "unknown kind: 'two'"),
        ("one", lambda q: q.update(explian="x"), "unknown keys for one: explian"),
        ("one", lambda q: q.update(answers=["550"]), "unknown keys for one: answers"),
        ("one", lambda q: q.update(fixed="yes"), "of the wrong type: fixed"),
        ("one", lambda q: q.update(ask=" "), "`ask` is missing"),
        ("one", lambda q: q.pop("explain"), "`explain` is missing"),
        ("one", lambda q: q.update(id="First"), "an id is words in lower case"),
        ("one", lambda q: q["choice"][0].pop("why"), "`why` is missing for: 2"),
        ("one", lambda q: q["choice"][0].update(why=" "), "choice 1: why is empty"),
        ("one", lambda q: q["choice"][0].update(text=5), "choice 1: text is of the wrong type"),
        ("one", lambda q: q["choice"][0].pop("text"), "choice 1: missing: text"),
        ("one", lambda q: q["choice"][0].update(wy="x"), "choice 1: unknown keys: wy"),
        ("one", lambda q: q.update(choice=["x"]), "choice 1: is not a table"),
        ("one", lambda q: q["choice"][0].update(right=True), "2 right choices, not 1"),
        ("one", lambda q: q["choice"][2].pop("right"), "0 right choices, not 1"),
        ("one", lambda q: q["choice"].pop(), "2 choices, not 3 to 4"),
        ("one", lambda q: every(q, "text", "x"), "two choices are the same: x"),
        ("one", lambda q: every(q, "why", "x"), "two reasons are the same: x"),
        ("one", lambda q: q["choice"][0].update(misconception="odd"), "unknown misconceptions: odd"),
        ("one", lambda q: q["fact"].update(code=600), "keys or values that nothing can be: code"),
        ("one", lambda q: q["fact"].update(severity="bad"), "nothing can be: severity"),
        ("one", lambda q: q["fact"].update(odd=1), "nothing can be: odd"),
        ("one", lambda q: q["fact"].update(reply_code=550), "speaks of a reply, and there is none"),
        ("one", lambda q: q.update(fact={"severity": "permanent"}), "the fact needs a `code`"),
        ("one", lambda q: q.update(fact={"reason": "virus"}), "the fact needs a `code` or an `enhanced`"),
        ("one", lambda q: q.update(fact={"enhanced": "5.1"}), "nothing can be: enhanced"),
        ("guess", lambda q: q.update(reply=""), "`reply` is missing"),
        ("several", lambda q: q["choice"][0].pop("right"), "1 right choices: at least two"),
        ("several", lambda q: every(q, "right", value=True), "4 right choices: at least two are right, and one wrong"),
        ("several", lambda q: q["choice"][0].pop("why"), "`why` is missing for: 421"),
        ("mark", lambda q: q.update(reply="452 full"), "so `reply` is not given"),
        ("mark", lambda q: q["part"][0].update(text=" "), "part 1: text is empty"),
        ("mark", lambda q: q["part"].pop(0), "2 parts, not 3 to 6"),
        ("code", lambda q: q.pop("answers"), "`answers` is missing"),
        ("code", lambda q: q.update(answers=[550]), "answers stand in quotes"),
        ("code", lambda q: q.update(answers=["55"]), "an answer is a code, and this is none: 55"),
        ("code", lambda q: q.update(answers=["599"]), "no table has 599"),
        ("code", lambda q: q.update(answers=["550", "5.1.1"]), "the answers are of two kinds"),
        ("code", lambda q: q["wrong"][0].update(answer="550"), "both right and wrong: 550"),
        ("code", lambda q: q["wrong"][0].update(answer="250"), "two answers are the same: 250"),
        ("code", lambda q: q["wrong"].pop(), "2 wrong answers, not 3 to 99"),
        ("enhanced", lambda q: q.update(answers=["5.9.99"]), r"no table has 5\.9\.99"),
        ("build", lambda q: q.update(answers=["452", "552"]), "`answers` is one code of three digits"),
        ("build", lambda q: q.update(answers=["5.2.2"]), "`answers` is one code of three digits"),
        ("build", lambda q: q["wrong"][0].update(answer="55"), "has three digits, and this has not: 55"),
        ("match", lambda q: q["pair"][0].update(right="Go on."), "two rights are the same"),
        ("match", lambda q: q["pair"][0].update(left="354"), "two lefts are the same"),
        ("match", lambda q: q["pair"].pop(), "2 pairs, not 3 to 5"),
        ("match", lambda q: q["pair"][0].update(right=True), "pair 1: right is of the wrong type"),
        ("order", lambda q: q.update(world="nowhere"), "unknown world: nowhere"),
        ("order", lambda q: q["step"].pop(), "3 steps, not 4 to 6"),
        ("order", lambda q: q["step"][0].pop("why"), "step 1: missing: why"),
        ("decode", lambda q: q.update(about="weather"), "`about` is one of severity"),
        ("decode", lambda q: q.update(codes=[999]), r"unknown codes: \[999\]"),
        ("decode", lambda q: q.update(ask="Why?"), "unknown keys for decode: ask"),
    ],
)  # fmt: skip
def test_what_is_not_well_made_is_refused(name: str, change: Change, problem: str) -> None:
    """The error names the file and the question, and says what is wrong."""
    with pytest.raises(DataError, match=rf"^first_digit\.toml: (first-{name}|First): .*{problem}"):
        read("first_digit.toml", entry(name, change))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda file: file.pop("lesson"), "header: `lesson` is missing"),
        (lambda file: file.update(lessons=1), "header: unknown keys: lessons"),
        (lambda file: file["question"].pop(0), "questions: exactly one says `guess = true`"),
        (lambda file: file["question"][1].update(guess=True), "questions: exactly one says `guess = true`"),
        (lambda file: file["question"][1].pop("id"), "question 2: an id is words"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_well_made_is_refused(change: Change, problem: str) -> None:
    """What belongs to no question is told of the file."""
    file = table()
    change(file)
    with pytest.raises(DataError, match=rf"^first_digit\.toml: {problem}"):
        read("first_digit.toml", file)


def test_ids_and_lessons_are_there_once() -> None:
    """Two files cannot share an id, nor a lesson."""
    other = table()
    other["lesson"] = "03-second-digit"
    with pytest.raises(DataError, match=r"second_digit\.toml: first-guess: this id is taken in lesson 02-first-digit"):
        together([("second_digit", other), ("first_digit", table())])
    for question in other["question"]:
        question["id"] = question["id"].replace("first", "second")
    found = together([("second_digit", other), ("first_digit", table())])
    assert [question.lesson for question in found.values()] == ["02-first-digit"] * 10 + ["03-second-digit"] * 10
    other["lesson"] = "02-first-digit"
    with pytest.raises(DataError, match=r"second_digit\.toml: header: first_digit\.toml has the same lesson"):
        together([("first_digit", table()), ("second_digit", other)])


def test_a_code_nobody_registered_may_be_the_point() -> None:
    """Then the question says so."""
    file = entry("code", lambda q: q.update(answers=["599"], unregistered=True))
    assert any(question.answers == ("599",) and question.unregistered for question in read("first_digit.toml", file))


def test_a_lesson_without_questions() -> None:
    """It has none to practise, and none to guess."""
    assert of_lesson("99-nothing") == ()
    with pytest.raises(KeyError):
        guess_of("99-nothing")
    assert bank() is bank()
