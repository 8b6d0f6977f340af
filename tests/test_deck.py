"""The widgets that ask questions, without a page: what they show, keep, and do after a reload."""

from typing import Any

import pytest

from smtp_tutor.progress import LessonState, Progress
from smtp_tutor.quiz import Kind, lessons, of_lesson, right_response, wrong_responses
from smtp_tutor.widgets.deck import Deck
from smtp_tutor.widgets.quiz import CORE, Guess, Practice
from smtp_tutor.widgets.review import Review
from smtp_tutor.widgets.timed import TimedDrill

DAY = 86_400_000
LESSON = "02-first-digit"


class Reader:
    """A page as a widget sees it: it keeps events, tells them back, and sends what is pressed."""

    def __init__(self, events: list[dict[str, Any]] | None = None, now: int = 1_800_000_000_000, problem: str = "") -> None:
        self.events = events if events is not None else []
        self.now = now
        self.problem = problem
        self.widget: Any = None

    def open(self, widget: Deck) -> Any:
        """Show the widget on the page."""
        self.widget = widget
        widget.send = self._keep
        self.tell()
        return widget

    def _keep(self, content: dict[str, Any], _buffers: object = None) -> None:
        assert content["kind"] == "keep"
        self.now += 1000
        number = len(self.events)
        self.events.append({"id": f"e{number}", "at": self.now, "day": "2026-11-22", **content["event"]})

    def tell(self) -> None:
        """Say what is kept."""
        self.press("progress", events=list(self.events), problem=self.problem)

    def press(self, kind: str, **content: object) -> Any:
        """Press a button; gives what is in view."""
        self.widget._handle_custom_msg({"kind": kind, "now": self.now, **content}, [])
        return self.widget.view

    def answer(self, right: bool = True) -> Any:
        """Answer the question in view."""
        question = self.widget._question
        response = right_response(question) if right else wrong_responses(question)[0][0]
        view = self.press("check", response=response)
        self.tell()
        return view

    @property
    def progress(self) -> Progress:
        """What the kept events say."""
        return Progress.of(self.events)

    def kept(self, kind: str) -> list[dict[str, Any]]:
        """The kept events of a kind."""
        return [event for event in self.events if event["kind"] == kind]


def does(view: dict[str, Any]) -> list[str]:
    """What the buttons in view do."""
    return [button["do"] for button in view["buttons"]]


@pytest.mark.parametrize("stem", lessons())
def test_a_lesson_is_done_when_its_core_was_right(stem: str) -> None:
    """Eight right answers; then more questions for those who like, until all were right."""
    reader = Reader()
    widget = reader.open(Practice(stem, seed=3))
    assert reader.kept("begun") == [reader.events[0]]
    for _ in range(CORE):
        assert does(reader.answer()) == ["next"]
        reader.press("next")
    assert widget.view["state"] == "end"
    assert reader.progress.lesson(stem) is LessonState.DONE
    reader.press("more")
    while widget.view["state"] == "ask":
        reader.answer()
        reader.press("next")
    assert does(widget.view) == ["again"]
    assert all(reader.progress.right(question.id) for question in of_lesson(stem))
    assert len(reader.kept("done")) == 1
    reader.press("again")
    assert widget.view["state"] == "ask"


def test_a_wrong_answer_is_told_why_and_comes_back() -> None:
    """The reader may try again, but only the first answer counts."""
    reader = Reader()
    widget = reader.open(Practice(LESSON, seed=3))
    first = widget.view["id"]
    expected = wrong_responses(widget._question)[0][1]
    view = reader.answer(right=False)
    assert view["verdict"] == "wrong" and view["open"] and expected in view["messages"]
    assert "show" in does(view)
    assert reader.answer()["verdict"] == "right"
    assert [event["right"] for event in reader.kept("answer")] == [False]
    asked = [first]
    while reader.press("next")["state"] == "ask":
        asked.append(widget.view["id"])
        reader.answer()
    assert asked.count(first) == 2
    assert reader.progress.lesson(LESSON) is LessonState.DONE


def test_a_hint_is_shown_and_noted() -> None:
    """Once; the answer is kept as one with a hint."""
    reader = Reader()
    widget = reader.open(Practice(LESSON, seed=3))
    widget._set = tuple(question for question in of_lesson(LESSON) if question.hint)
    reader.press("again")
    view = reader.press("hint")
    assert view["hint"] and "hint" not in does(view)
    reader.answer()
    assert reader.kept("answer")[0]["hint"] is True


def test_the_answer_can_be_shown() -> None:
    """It counts as not known, whichever kind it is, and the field is filled in."""
    for kind in (Kind.ONE, Kind.BUILD, Kind.MATCH, Kind.ORDER, Kind.SEVERAL):
        question = next(each for stem in lessons() for each in of_lesson(stem) if each.kind is kind)
        reader = Reader()
        widget = reader.open(Practice(question.lesson, seed=3))
        widget._set = (question,)
        reader.press("again")
        view = reader.press("show")
        assert view["verdict"] == "shown" and not view["open"]
        assert view["solution"] == right_response(widget._question)
        assert view["messages"] == [question.explain]
        assert reader.kept("answer")[0]["right"] is False
        assert reader.press("check", response=view["solution"]) == view


def test_nonsense_is_no_answer() -> None:
    """It is told what was expected, nothing is kept, and the question stays open."""
    reader = Reader()
    widget = reader.open(Practice(LESSON, seed=3))
    for response in (None, -1, 99, "x", [1, 2, 3], {"a": 1}, True):
        view = reader.press("check", response=response)
        assert view["verdict"] == "unclear" and view["open"] and view["messages"]
    reader.press("nonsense")
    assert widget.view == view
    assert not reader.kept("answer")


def test_a_reload_goes_on_where_the_reader_was() -> None:
    """A new widget with the events of the old one asks only what was not right yet."""
    reader = Reader()
    reader.open(Practice(LESSON, seed=3))
    done = []
    for _ in range(3):
        done.append(reader.widget.view["id"])
        reader.answer()
        reader.press("next")
    again = Reader(reader.events)
    widget = again.open(Practice(LESSON))
    assert widget.view["count"].startswith("3 of 8")
    assert widget.view["id"] not in done
    assert len(again.kept("begun")) == 1


def test_a_second_tab_does_not_take_the_question_away() -> None:
    """What another page kept is known, and the question in view stays in view."""
    reader = Reader()
    widget = reader.open(Practice(LESSON, seed=3))
    before = widget.view
    reader.events.append({"id": "x", "at": 5, "day": "2026-11-22", "kind": "done", "lesson": "01-error-421"})
    reader.tell()
    assert widget.view == before
    assert widget._progress.lesson("01-error-421") is LessonState.DONE


@pytest.mark.parametrize("problem", ["full", "denied", "broken", ""])
def test_trouble_with_the_storage_reaches_the_page(problem: str) -> None:
    """And the reader can go on."""
    reader = Reader(problem=problem)
    widget = reader.open(Practice(LESSON, seed=3))
    assert widget.trouble == problem
    assert reader.answer()["verdict"] == "right"


@pytest.mark.parametrize("stem", lessons())
def test_a_guess_is_answered_and_not_counted(stem: str) -> None:
    """It begins the lesson, has words for each choice, and keeps no answer."""
    reader = Reader()
    widget = reader.open(Guess(stem, seed=1))
    assert widget.view["state"] == "ask"
    assert reader.answer(right=False)["messages"]
    assert does(reader.answer()) == []
    assert [event["kind"] for event in reader.events] == ["begun"]


def test_the_same_seed_gives_the_same_questions() -> None:
    """And without one two readers differ."""
    views = [Reader().open(Practice(LESSON, seed=seed)).view for seed in (1, 1)]
    assert views[0] == views[1]
    drawn = {str(Reader().open(Practice(LESSON)).view["choices"]) for _ in range(20)}
    assert len(drawn) > 1


def test_what_was_missed_comes_back_in_the_review() -> None:
    """Sooner than what was known; when nothing is due the reader hears when something will be."""
    reader = Reader()
    widget = reader.open(Review(seed=1))
    assert widget.view["state"] == "end" and "Nothing to review yet" in widget.view["messages"][0]
    reader.open(Practice(LESSON, seed=3))
    missed = reader.widget.view["id"]
    reader.answer(right=False)
    reader.answer()
    for _ in range(4):
        reader.press("next")
        reader.answer()
    widget = reader.open(Review(seed=1))
    assert widget.view["state"] == "end" and "missed" in does(widget.view)
    reader.now += 30 * DAY
    widget = reader.open(Review(seed=1))
    assert widget.view["state"] == "ask" and widget.view["id"] == missed
    asked = []
    while widget.view["state"] == "ask":
        asked.append(widget.view["id"])
        reader.answer(right=len(asked) > 1)
        reader.press("next")
    assert len(asked) == 6 and asked[-1] == missed
    assert "Done for now." in widget.view["messages"]
    assert reader.press("look")["state"] == "end"
    reader.press("missed")
    assert widget.view["state"] == "end" or widget.view["id"] == missed


def test_a_drill_counts_until_the_time_is_up() -> None:
    """The page says when; what is left of an older run is not taken for it."""
    reader = Reader()
    widget = reader.open(TimedDrill(seed=1))
    assert does(widget.view) == ["one", "three", "calm"]
    view = reader.press("one")
    assert (view["seconds"], view["run"]) == (60, 1)
    assert does(view)[-1] == "stop"
    reader.answer()
    reader.press("next")
    reader.answer(right=False)
    assert reader.press("time", run=7)["state"] == "ask"
    view = reader.press("time", run=1)
    assert view["state"] == "start" and "1 of 2" in view["messages"][0]
    assert [(event["right"], event["total"], event["seconds"]) for event in reader.kept("drill")] == [(1, 2, 60)]
    reader.tell()
    view = reader.press("calm")
    assert "seconds" not in view
    assert "Your best so far: 1 right answer." in reader.press("stop")["messages"]
