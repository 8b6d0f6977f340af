"""The final test as a reader takes it: passed and failed, gone on with after a reload, and certified."""

import re

import pytest

from smtp_tutor.certificate import Certificate, check
from smtp_tutor.progress import LessonState
from smtp_tutor.quiz import PASS, bank, lessons, right_response, wrong_responses
from smtp_tutor.widgets.final_test import LESSON, SIZE, FinalTest
from tests.test_deck import Reader, does


def take(reader: Reader, right: int) -> None:
    """Answer what is left of a test, so many of its questions right."""
    widget = reader.widget
    while widget.view["state"] == "ask":
        question = widget._question
        known = len(widget._responses) < right
        reader.press("check", response=right_response(question) if known else wrong_responses(question)[0][0])
        reader.tell()


def test_the_questions_are_drawn_over_all_lessons() -> None:
    """Two or three of each, none twice, and another test has others."""
    reader = Reader()
    widget = reader.open(FinalTest(seed=1))
    assert does(widget.view) == ["start"]
    reader.press("start")
    ids = [question.id for question in widget._questions]
    assert len({*ids}) == SIZE
    counts = {stem: sum(bank()[each].lesson == stem for each in ids) for stem in lessons()}
    assert max(counts.values()) - min(counts.values()) <= 1
    take(reader, 0)
    reader.press("start")
    assert {question.id for question in widget._questions} != {*ids}


@pytest.mark.parametrize("right", [0, 19, 20, 25])
def test_twenty_right_answers_pass(right: int) -> None:
    """At the end each question stands with why; only who passes is done and asked for a name."""
    reader = Reader()
    widget = reader.open(FinalTest(seed=2))
    reader.press("start")
    assert does(widget.view) == ["check"]
    take(reader, right)
    passed = right >= SIZE * PASS
    assert widget.view["state"] == ("passed" if passed else "failed")
    assert widget.view["messages"][0].find(str(right)) >= 0
    assert [row["right"] for row in widget.view["results"]] == [True] * right + [False] * (SIZE - right)
    assert all(row["messages"] for row in widget.view["results"])
    assert ("certificate" in does(widget.view)) is passed
    assert (reader.progress.lesson(LESSON) is LessonState.DONE) is passed
    assert [(test.right, test.total, test.passed) for test in reader.progress.tests] == [(right, SIZE, passed)]
    assert reader.press("certificate", name="Anna")["state"] == ("certified" if passed else "failed")


def test_the_certificate_holds_its_own_code() -> None:
    """A name is needed; what stands on the page checks, and with one thing changed it does not."""
    reader = Reader()
    widget = reader.open(FinalTest(seed=3))
    reader.press("start")
    take(reader, 22)
    assert reader.press("certificate", name="  ")["state"] == "passed"
    page = reader.press("certificate", name=" Añña <b>Example</b> ")["page"]["html"]
    assert "<b>" not in page and "Añña &lt;b&gt;Example" in page
    found = re.search(r"<code>([0-9A-Z-]{19})</code>", page)
    assert found
    certificate = Certificate("Añña <b>Example</b>", 22, SIZE, "2026-11-22", "en", widget._seed)
    assert check(certificate, found[1])
    assert not check(Certificate("Añña <b>Example</b>", 23, SIZE, "2026-11-22", "en", widget._seed), found[1])
    assert reader.kept("certificate")[0]["code"] == found[1]


def test_a_test_goes_on_after_a_reload() -> None:
    """With the same questions, and the answers that were given."""
    reader = Reader()
    first = reader.open(FinalTest(seed=4))
    reader.press("start")
    for _ in range(7):
        reader.press("check", response=right_response(first._question))
    again = Reader(reader.events)
    widget = again.open(FinalTest())
    assert does(widget.view) == ["resume", "start"]
    assert "7 of 25" in widget.view["messages"][1]
    again.press("resume")
    assert widget._question == first._question
    take(again, 25)
    assert widget.view["state"] == "passed"


def test_a_passed_test_can_be_certified_after_a_reload() -> None:
    """Nobody has to pass twice for a certificate; and a test whose result was not kept has it now."""
    reader = Reader()
    reader.open(FinalTest(seed=6))
    reader.press("start")
    take(reader, 21)
    again = Reader(reader.events)
    view = again.open(FinalTest()).view
    assert does(view) == ["start", "certificate"]
    assert "21 of 25" in view["messages"][1] and "2026-11-22" in view["messages"][1]
    assert again.press("certificate", name="Bert")["state"] == "certified"
    crashed = Reader([event for event in reader.events if event["kind"] not in {"test", "done"}])
    assert crashed.open(FinalTest()).view["state"] == "passed"
    assert [test.right for test in crashed.progress.tests] == [21]


def test_a_test_of_another_release_is_not_gone_on_with() -> None:
    """Its questions may have changed, and answers to others would be graded wrong."""
    reader = Reader()
    reader.open(FinalTest(seed=7))
    reader.press("start")
    reader.answer()
    reader.kept("answer")[0]["question"] = "a-question-of-long-ago"
    assert does(Reader(reader.events).open(FinalTest()).view) == ["start"]


def test_an_answer_that_is_none_is_not_taken() -> None:
    """The question stays, and what was expected is told."""
    reader = Reader()
    widget = reader.open(FinalTest(seed=5))
    reader.press("start")
    before = widget.view["id"]
    view = reader.press("check", response=None)
    assert view["verdict"] == "unclear" and view["id"] == before and view["messages"]
    assert not reader.kept("answer")
    reader.press("hint")
    reader.press("show")
    assert widget.view["id"] == before and not reader.kept("answer")
