"""The widgets on dialogues, without a page: what they show, and what they do when a page asks."""

from typing import Any

import pytest

from smtp_tutor.session.drill import fault_cases, server_cases
from smtp_tutor.session.scenario import scenarios
from smtp_tutor.widgets.dialogue import Dialogue
from smtp_tutor.widgets.fault import Fault
from smtp_tutor.widgets.server import Server
from smtp_tutor.widgets.states import States


def ask(widget: Any, **content: object) -> dict[str, Any]:
    """What a page would send; gives what it would be shown."""
    widget._handle_custom_msg(content, [])
    view: dict[str, Any] = widget.view
    return view


@pytest.mark.parametrize("name", scenarios())
def test_a_world_is_shown_and_solved(name: str) -> None:
    """Title, story and task are there; the solution, sent line by line, reaches the goal."""
    widget = Dialogue(world=name)
    assert widget.view["title"] and widget.view["story"] and widget.view["task"]
    for word in scenarios()[name].solution:
        kind, text = {"WAIT": ("wait", ""), "CONNECT": ("connect", ""), "TEXT": ("message", "")}.get(word, ("type", word))
        if word.startswith("SAY "):
            kind, text = "say", word[4:]
        ask(widget, kind=kind, text=text)
    assert widget.view["reached"]


def test_a_reply_is_opened_digit_by_digit() -> None:
    """Why it was given, its section, and the explanation of its digits."""
    widget = Dialogue()
    ask(widget, kind="type", text="RCPT TO:<anna@example.com>")
    ask(widget, kind="open", turn=1, reply=0)
    assert widget.opened["id"] == "1-0"
    assert "RFC 5321, section 4.1.4" in widget.opened["html"]
    assert 'data-code="503"' in widget.opened["html"]
    ask(widget, kind="open", turn=0, reply=0)
    assert widget.opened["html"].count("<dt>") == 3
    assert "smtp-answer" not in widget.opened["html"]  # no advice about a delivery that has hardly begun
    ask(widget, kind="open", turn=1, reply=0)
    ask(widget, kind="open", turn=99, reply=0)
    assert widget.opened["id"] == "1-0"


def test_missteps_hints_and_undo_are_shown() -> None:
    """A misstep has its explanation in the log, a hint is added at each request, and undo takes the turn away."""
    widget = Dialogue(lang="en", choose=True)
    assert len(widget.worlds) == len(scenarios())
    view = ask(widget, kind="type", text="MAIL FROM:<carl@example.net>")
    assert any(entry["who"] == "misstep" for entry in view["log"])
    for number in range(1, 6):
        assert len(ask(widget, kind="hint")["hints"]) == min(number, 3)
    assert [entry["who"] for entry in ask(widget, kind="undo")["log"]] == ["server"]
    ask(widget, kind="explain")
    assert widget.opened["id"] == "all"
    assert ask(widget, kind="world", text="null_mx")["world"] == "null_mx"
    assert ask(widget, kind="nonsense")["world"] == "null_mx"


def test_a_transcript_is_replayed() -> None:
    """What the client said in it is said again here."""
    widget = Dialogue()
    text = ask(widget, kind="type", text="EHLO client.example.net\nMAIL FROM:<>\nQUIT")["transcript"]
    assert ask(Dialogue(), kind="replay", text=text)["transcript"] == text


def test_the_server_is_told_why() -> None:
    """The right reply is praised, a wrong one explained together with the right one; the next exercise follows."""
    widget = Server(seed=5)
    right = next(index for index, choice in enumerate(widget._choices) if choice.right)
    view = ask(widget, kind="choose", chosen=(right + 1) % 4)
    assert len(view["feedback"]) == 2 and view["right"] == right
    assert len(ask(widget, kind="choose", chosen=right)["feedback"]) == 1
    assert ask(widget, kind="choose", chosen=17)["right"] == right
    assert ask(widget, kind="next")["task"] == server_cases()[1].situation


def test_the_fault_is_told() -> None:
    """Before it, after it, and at it there is something to say."""
    widget = Fault()
    case = fault_cases()[0]
    said = [ask(widget, kind="choose", chosen=number)["feedback"][0] for number in (0, case.fault - 1, len(case.lines) - 1)]
    assert len(set(said)) == 3
    assert case.why in said[1]
    assert ask(widget, kind="next")["task"] == fault_cases()[1].task


def test_the_states_are_drawn_and_said() -> None:
    """A drawing, and the same in words."""
    widget = States()
    assert widget.html.startswith("<svg")
    assert "reading the message" in widget.words
