"""Drawing and grading questions of every kind."""

import random
import unicodedata
from collections import Counter
from dataclasses import replace
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtp_tutor.i18n import language
from smtp_tutor.quiz import PASS, Kind, Place, Question, drawn, final_test, grade, misconceptions, right_response, timed
from smtp_tutor.quiz import draw as drawing
from smtp_tutor.quiz.bank import read
from smtp_tutor.quiz.misread import (
    BASIC_TYPED,
    DETAIL_UNKNOWN,
    ENHANCED_TYPED,
    FIRST_RANGE,
    NOT_A_CODE,
    NOT_ENHANCED,
    THIRD,
    typed_code,
)
from tests.quiz_samples import QUESTIONS, table

ENGLISH = language("en")
kinds = pytest.mark.parametrize("name", QUESTIONS)
shown = st.builds(
    lambda name, seed: drawn(QUESTIONS[name], random.Random(seed)), st.sampled_from([*QUESTIONS]), st.integers(0, 50)
)
json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.integers(-2, 6) | st.floats() | st.text() | st.just("5" * 100_000),
    lambda inner: st.lists(inner, max_size=7) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=12,
)
#: The zero of every script, full-width among them.
ZEROS = [chr(n) for n in range(0x10000) if unicodedata.decimal(chr(n), -1) == 0]
numbers = st.lists(st.integers(-1, 6), max_size=7)


@given(question=shown, response=json | numbers | st.integers(-2, 6) | st.from_regex(r"\s*\d{0,4}[. ]?\d{0,3}\.?\d{0,4}\s*"))
def test_no_answer_breaks_it(question: Question, response: object) -> None:
    """Whatever comes gets a verdict with something to read; only an answer has places, and only a right one is right."""
    verdict = grade(question, response, ENGLISH)
    assert verdict.messages and all(verdict.messages)
    assert verdict.understood or not (verdict.right or verdict.places or verdict.misconception)
    assert not verdict.right or (all(place.right for place in verdict.places) and not verdict.misconception)
    assert verdict.misconception in {"", *misconceptions()}
    assert grade(question, response, ENGLISH) == verdict


@kinds
@pytest.mark.parametrize("response", [None, True, False, -1, 99, 1.0, "", "x", [], [9], [True], [None], ["1"], {}, [[0]], "0"])
def test_what_is_no_answer_is_not_counted(name: str, response: object) -> None:
    """Of the wrong type, out of range or empty: the message says what was expected."""
    verdict = grade(drawn(QUESTIONS[name], random.Random(1)), response, ENGLISH)
    assert not verdict.understood and not verdict.right
    assert len(verdict.messages) == 1 and verdict.messages[0].endswith(".")


@pytest.mark.parametrize(
    ("name", "response"),
    [
        ("several", [0, 0]),
        ("several", [0, 1, 2, 3, 0]),
        ("match", [0, 1]),
        ("match", [0, 1, -1]),
        ("match", [0, 1, 3]),
        ("order", [0, 1, 2, 2]),
        ("order", [0, 1, 2]),
        ("order", [1, 2, 3, 4]),
    ],
)
def test_half_an_answer_is_not_counted(name: str, response: list[int]) -> None:
    """Something twice, or something left out."""
    assert not grade(QUESTIONS[name], response, ENGLISH).understood


@kinds
def test_a_seed_is_an_order(name: str) -> None:
    """The same seed gives the same question, others give others, and nothing is lost."""
    question = QUESTIONS[name]
    orders = [drawn(question, random.Random(seed)) for seed in range(40)]
    assert orders == [drawn(question, random.Random(seed)) for seed in range(40)]
    still = question.fixed or question.kind in (Kind.MARK, Kind.CODE, Kind.BUILD)
    assert all(each == question for each in orders) if still else len({str(each) for each in orders}) > 3
    if question.kind is not Kind.DECODE:
        assert all(Counter(each.choices) == Counter(question.choices) for each in orders)
    if question.kind in (Kind.MATCH, Kind.ORDER):
        size = len(question.pairs or question.steps)
        assert all(sorted(each.order) == [*range(size)] != [*each.order] for each in orders)


def test_every_place_is_as_likely() -> None:
    """The right choice stands at each place about as often."""
    places = Counter(right_response(drawn(QUESTIONS["guess"], random.Random(seed))) for seed in range(300))
    assert sorted(places) == [0, 1, 2] and min(places.values()) > 60


def test_choices() -> None:
    """The place that was chosen is ticked, and no other is given away."""
    question = QUESTIONS["one"]
    wrong = grade(question, 1, ENGLISH)
    assert (wrong.places, wrong.messages) == ((Place(1, right=False),), ("A `4` holds only for now.",))
    assert wrong.misconception == "permanent_as_transient"
    assert grade(question, 2, ENGLISH).messages == ("A `5` is final.",)


def test_several_choices() -> None:
    """What was taken wrongly is told first, then what was missed; each choice has its tick."""
    verdict = grade(QUESTIONS["several"], [1, 3], ENGLISH)
    assert [place.right for place in verdict.places] == [False, True, True, False]
    assert verdict.messages == ("`354` asks for the message.", "`421` refuses for now.")
    assert verdict.misconception == "intermediate_as_error"
    assert grade(QUESTIONS["several"], [1, 0], ENGLISH).right


def test_pairs() -> None:
    """Each left has its tick, wherever the meanings are shown."""
    question = replace(QUESTIONS["match"], order=(2, 0, 1))
    assert right_response(question) == [1, 2, 0]
    verdict = grade(question, [1, 0, 2], ENGLISH)
    assert [place.right for place in verdict.places] == [True, False, False]
    assert verdict.messages == ("`354` asks for the message.", "`421` holds only for now.")


def test_steps() -> None:
    """Each place has its tick; steps with the same words can stand for each other."""
    question = replace(QUESTIONS["order"], order=(3, 2, 1, 0))
    assert right_response(question) == [3, 2, 1, 0]
    verdict = grade(question, [3, 1, 2, 0], ENGLISH)
    assert [place.right for place in verdict.places] == [True, False, False, True]
    assert verdict.messages == ("The server takes the sender.", "The recipient follows.")
    twin = replace(question, steps=tuple(replace(step, text=step.text[:6]) for step in question.steps))
    assert grade(twin, [3, 0, 1, 2], ENGLISH).right


@pytest.mark.parametrize("name", ["code", "enhanced", "build"])
@given(data=st.data())
def test_digits_of_every_script(name: str, data: st.DataObject) -> None:
    """A right code is right in the digits of any script and width, with spaces around and between."""
    zero = data.draw(st.sampled_from(ZEROS))
    answer = QUESTIONS[name].answers[-1]
    typed = "".join(chr(ord(zero) + int(char)) if char.isdigit() else char for char in answer)
    around = data.draw(st.sampled_from(["", " ", "\n", "`", "\u3000"]))
    assert grade(QUESTIONS[name], f"{around}{typed}{around}", ENGLISH).right


@pytest.mark.parametrize(
    ("text", "answers", "code"),
    [
        ("5 5 0", ["550"], "550"),
        ("550.", ["550"], "550"),
        ("\uff15\uff15\uff10", ["550"], "550"),
        ("๕๕๐", ["550"], "550"),
        ("५.१.१", ["5.1.1"], "5.1.1"),
        ("5\uff0e1\uff0e1", ["5.1.1"], "5.1.1"),
        ("5 1 1", ["5.1.1"], "5.1.1"),
        ("5,1,1", ["5.1.1"], "5.1.1"),
        ("5 1 1", ["511"], "511"),
        ("5.01.1", ["5.1.1"], "5.1.1"),
        ("#5.1.1", ["5.1.1"], "#5.1.1"),
        ("5" * 1000, ["550"], ""),
    ],
)
def test_typed_codes(text: str, answers: list[str], code: str) -> None:
    """What people and keyboards put around and between digits does not count."""
    assert typed_code(text, answers) == code


FIRST_4 = misconceptions()["transient_as_permanent"].text
FIRST_5 = misconceptions()["permanent_as_transient"].text
FIRST_3 = misconceptions()["intermediate_as_done"].text
ERROR_3 = misconceptions()["intermediate_as_error"].text
CONNECTION = misconceptions()["connection_as_mailbox"].text
SYNTAX = misconceptions()["syntax_as_mailbox"].text


@pytest.mark.parametrize(
    ("right", "typed", "said"),
    [
        ("550", "450", [FIRST_5]),
        ("452", "552", [FIRST_4]),
        ("354", "254", [FIRST_3, "No standard defines `254`."]),
        ("354", "554", [ERROR_3]),
        ("354", "454", [ERROR_3]),
        ("250", "550", ["A code that begins with `5` says “No, and trying again will not help”. That does not fit here."]),
        ("550", "150", ["A code that begins with `1` says “Heard, but waiting for a yes or no”. That does not fit here.",
                        "No standard defines `150`."]),
        ("550", "750", [FIRST_RANGE.format(digit=7)]),
        ("550", "050", [FIRST_RANGE.format(digit=0)]),
        ("421", "451", [CONNECTION]),
        ("550", "500", [SYNTAX]),
        ("550", "510", ["The first digit is right. A second digit `1` stands for “Information”, and that is not asked here."]),
        ("550", "571", ["No mail standard uses `7` as the second digit."]),
        ("550", "421", [FIRST_5, "The second digit does not fit either: `2` stands for “About the connection”."]),
        ("550", "552", [THIRD.format(code=552, title="Storage limit exceeded")]),
        ("550", "559", ["The first two digits are right. The third tells the exact case, and no standard defines `559`."]),
        ("5.1.1", "4.1.1", [FIRST_5]),
        ("5.1.1", "2.1.1", ["An enhanced code that begins with `2` says “Success”. That does not fit here."]),
        ("5.1.1", "3.1.1", ["The first number of an enhanced code is `2`, `4` or `5`."]),
        ("5.1.1", "5.2.1", ["The first number is right. A second number `2` stands for “Mailbox”, and that is not asked here."]),
        ("5.1.1", "4.2.1", [FIRST_5, "The second number does not fit either: `2` stands for “Mailbox”."]),
        ("5.1.1", "5.1.99", [DETAIL_UNKNOWN.format(code="5.1.99")]),
        ("5.1.1", "4.1.99", [FIRST_5, "No standard defines `4.1.99`."]),
        ("5.1.1", "5.9.1", ["No mail standard uses `9` as the second number."]),
    ],
)  # fmt: skip
def test_a_wrong_code_is_read_digit_by_digit(right: str, typed: str, said: list[str]) -> None:
    """Each wrong digit is told by what it would have said, as far as that helps."""
    kind = "enhanced" if "." in right else "code"
    verdict = grade(replace(QUESTIONS[kind], answers=(right,), wrongs=()), typed, ENGLISH)
    assert verdict.understood and not verdict.right
    assert list(verdict.messages) == said
    parts = zip(right.split(".") if "." in right else right, typed.split(".") if "." in typed else typed, strict=True)
    assert [place.right for place in verdict.places] == [one == two for one, two in parts]


@given(right=st.integers(200, 599), typed=st.integers(0, 999))
def test_every_three_digits_are_read(right: int, typed: int) -> None:
    """There is something to say about each wrong code, one sentence a digit, and one more."""
    verdict = grade(replace(QUESTIONS["code"], answers=(str(right),), wrongs=()), f"{typed:03}", ENGLISH)
    assert verdict.right is (right == typed)
    assert 1 <= len(verdict.messages) <= 3 and len({*verdict.messages}) == len(verdict.messages)


@pytest.mark.parametrize(
    ("right", "typed", "said"),
    [
        ("550", "55", NOT_A_CODE),
        ("550", "5500", NOT_A_CODE),
        ("550", "550 5.1.1", NOT_A_CODE),
        ("550", "full", NOT_A_CODE),
        ("550", "5.1.1", ENHANCED_TYPED),
        ("5.1.1", "550", BASIC_TYPED),
        ("5.1.1", "5.1", NOT_ENHANCED),
        ("5.1.1", "5.1.1.1", NOT_ENHANCED),
    ],
)
def test_what_is_no_code_of_the_kind_is_not_counted(right: str, typed: str, said: str) -> None:
    """The message says which kind is asked for."""
    question = replace(QUESTIONS["code"], answers=(right,), wrongs=())
    verdict = grade(question, typed, ENGLISH)
    assert not verdict.understood and verdict.messages == (said,)


def test_a_mistake_that_was_foreseen_has_its_own_words() -> None:
    """They come before what the digits would say, even where the form is another."""
    verdict = grade(QUESTIONS["code"], "450", ENGLISH)
    assert verdict.messages == ("`450` would hold only for now.",)
    assert [place.right for place in verdict.places] == [False, True, True]
    assert grade(QUESTIONS["code"], "5.1.1", ENGLISH).messages == ("This is the enhanced code that often stands behind it.",)
    assert grade(QUESTIONS["code"], "5.1.1", ENGLISH).understood


def test_of_several_right_codes_the_nearest_counts() -> None:
    """A code that shares two digits with one of them is compared to that one."""
    question = replace(QUESTIONS["code"], answers=("421", "550"), wrongs=())
    assert [place.right for place in grade(question, "552", ENGLISH).places] == [True, True, False]


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> dict[str, Question]:
    """A bank of ten lessons with the questions of the samples in each."""
    out: dict[str, Question] = {}
    for number in range(1, 11):
        file = table() | {"lesson": f"{number:02}-lesson"}
        for question in file["question"]:
            question["id"] = f"l{number}-{question['id']}"
        out |= {question.id: question for question in read("lesson.toml", file)}
    monkeypatch.setattr(drawing, "bank", lambda: out)
    monkeypatch.setattr(drawing, "lessons", lambda: tuple(dict.fromkeys(question.lesson for question in out.values())))
    monkeypatch.setattr(
        drawing, "of_lesson", lambda stem: tuple(each for each in out.values() if each.lesson == stem and not each.guess)
    )
    return out


def test_the_final_test_is_even(full: dict[str, Question]) -> None:
    """25 different questions, two or three of each lesson, none of those that open a lesson; the same seed gives the same."""
    tests = [final_test(random.Random(seed)) for seed in range(20)]
    for each in tests:
        assert len(each) == len({question.id for question in each}) == 25
        assert {*Counter(question.lesson for question in each).values()} == {2, 3}
        assert not any(question.guess for question in each)
        assert all(grade(question, right_response(question), ENGLISH).right for question in each)
    assert tests == [final_test(random.Random(seed)) for seed in range(20)]
    assert len({tuple(question.id for question in each) for each in tests}) == 20
    assert {question.id for each in tests for question in each} <= full.keys()
    assert len(final_test(random.Random(1), size=7)) == 7
    assert 0 < PASS < 1


def test_the_timed_drill_has_no_end(full: dict[str, Question]) -> None:
    """Short questions only; all of them come before one comes again."""
    short = [question for question in full.values() if question.kind in drawing.SHORT and not question.guess]
    found = [*islice(timed(random.Random(3)), 2 * len(short))]
    assert {question.id for question in found[: len(short)]} == {question.id for question in short}
    assert {question.kind for question in found} == {Kind.ONE, Kind.CODE, Kind.BUILD, Kind.DECODE}
    assert found == [*islice(timed(random.Random(3)), 2 * len(short))]


def test_without_questions_there_is_no_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is drawn from nothing."""
    monkeypatch.setattr(drawing, "bank", dict[str, Question])
    monkeypatch.setattr(drawing, "lessons", tuple[str, ...])
    assert final_test(random.Random(1)) == () and list(timed(random.Random(1))) == []
