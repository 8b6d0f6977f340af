"""The worlds: each can be solved, each mistake is explained, and whatever a learner does, it goes on."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtp_tutor.decode import decode
from smtp_tutor.errors import DataError
from smtp_tutor.session import State
from smtp_tutor.session.missteps import MISSTEPS
from smtp_tutor.session.play import Play
from smtp_tutor.session.scenario import Goal, read_scenario, scenarios
from smtp_tutor.session.transcript import client_lines
from smtp_tutor.session.turns import Act
from smtp_tutor.session.world import read_world

WORLDS = scenarios()
E, M, R = "EHLO client.example.net", "MAIL FROM:<carl@example.net>", "RCPT TO:<anna@example.com>"
OVER = [E, M, R, "RCPT TO:<bert@example.com>", "RCPT TO:<cora@example.com>"]

#: Every misstep, with a world and a script that makes it in its last step.
MADE = [
    ("closed", "honest", ["QUIT", E]),
    ("closed", "honest", ["HANG UP", "NOOP"]),
    ("not_finished", "honest", [E, M, R, "DATA", "QUIT"]),
    ("not_finished", "honest", [E, M, R, "DATA", "HANG UP"]),
    ("not_finished", "policy", [E, M, R, "DATA", "SAY done"]),
    ("command_in_text", "honest", [E, M, R, "DATA", M]),
    ("dot_not_alone", "honest", [E, M, R, "DATA", " ."]),
    ("dot_not_alone", "honest", [E, M, R, "DATA", ".."]),
    ("only_quit", "block_list", [E]),
    ("again_unchanged", "no_such_user", [E, M, "RCPT TO:<ana@example.com>", "RCPT TO:<ana@example.com>"]),
    ("again_unchanged", "spam", [E, M, R, "DATA", "TEXT", M, R, "DATA", "TEXT"]),
    ("hello_again", "encryption", [E, "STARTTLS", M]),
    ("before_hello", "honest", [M]),
    ("mail_first", "honest", [E, R]),
    ("rcpt_first", "honest", [E, M, "DATA"]),
    ("rcpt_first", "honest", [E, "DATA"]),
    ("nobody_left", "no_such_user", [E, M, "RCPT TO:<ana@example.com>", "DATA"]),
    ("already_begun", "honest", [E, M, M]),
    ("text_too_early", "honest", [E, M, R, "Hello Anna"]),
    ("empty_line", "honest", [""]),
    ("unknown_word", "honest", ["HELLO client.example.net"]),
    ("space_after_colon", "honest", [E, "MAIL FROM: <carl@example.net>"]),
    ("no_brackets", "honest", [E, "MAIL FROM:carl@example.net"]),
    ("unknown_option", "honest", [E, f"{M} COLOUR=blue"]),
    ("encrypt_first", "encryption", [E, M]),
    ("log_in_first", "log_in", [E, "MAIL FROM:<anna@example.com>"]),
    ("password_in_clear", "submission", [E, "AUTH LOGIN"]),
    ("no_base64", "log_in", [E, "AUTH LOGIN", "anna!"]),
    ("wrong_password", "log_in", [E, "AUTH LOGIN", "YW5uYQ==", "YW5uYQ=="]),
    ("plain_hello", "log_in", ["HELO client.example.net"]),
    ("dropped_accepted", "too_many_recipients", [*OVER, "RSET"]),
    ("more_recipients", "too_many_recipients", [*OVER, "RCPT TO:<cora@example.com>"]),
    ("retried_at_once", "greylisting", [E, M, R, R]),
    ("retried_at_once", "greylisting", [E, M, R, "QUIT", "CONNECT", E, M, R]),
    ("waits_for_nothing", "no_such_user", [E, M, "RCPT TO:<ana@example.com>", "WAIT"]),
    ("gone_too_early", "honest", [E, M, R, "QUIT"]),
    ("gave_up_on_4yz", "greylisting", [E, M, R, "GIVE UP"]),
    ("gave_up", "honest", ["GIVE UP"]),
    ("said_unseen", "no_such_user", ["SAY unknown"]),
    ("wrong_recipient", "honest", [E, M, "RCPT TO:<bert@example.com>"]),
    ("sent_twice", "honest", [E, M, R, "DATA", "TEXT", M, R, "DATA", "TEXT"]),
]  # fmt: skip


@pytest.mark.parametrize("name", WORLDS)
def test_every_world_has_a_way(name: str) -> None:
    """Its own solution reaches the goal, makes no misstep, and not before its end."""
    scenario, play = WORLDS[name], Play(WORLDS[name])
    play.run(scenario.solution)
    assert play.reached
    assert not play.told
    half = Play(scenario)
    half.run(scenario.solution[: -2 if scenario.solution[-1] == "QUIT" else -1])
    assert not half.reached


def test_the_worlds_are_those_that_the_lessons_need() -> None:
    """Every kind of refusal has its world, in an order without gaps."""
    assert [scenario.order for scenario in WORLDS.values()] == list(range(1, len(WORLDS) + 1))
    codes = {reply.code for scenario in WORLDS.values() for turn in _solved(scenario.name).turns for reply in turn.replies}
    assert {450, 452, 550, 251, 551, 554, 521, 552, 421, 530, 235, 220, 556} - codes == {530}  # no way needs a refused MAIL
    assert any(turn.broke for turn in _solved("dying_server").turns)
    for scenario in WORLDS.values():
        assert scenario.story.endswith(".") and scenario.task.endswith(".") and scenario.hints
        assert all(verdict.why.endswith(".") for verdict in scenario.verdicts)


def _solved(name: str) -> Play:
    play = Play(WORLDS[name])
    play.run(WORLDS[name].solution)
    return play


@pytest.mark.parametrize(("name", "world", "script"), MADE, ids=lambda value: value if isinstance(value, str) else "")
def test_every_misstep_is_explained(name: str, world: str, script: list[str]) -> None:
    """It is told in the turn in which it is made."""
    play = Play(WORLDS[world])
    play.run(script[:-1])
    before = len(play.told)
    play.run(script[-1:])
    assert name in [told.misstep.name for told in play.told[before:]]


def test_no_misstep_is_left_untold() -> None:
    """The table of missteps and the scripts that make them are the same set, and every sentence is one."""
    assert {name for name, _, _ in MADE} == {row.name for row in MISSTEPS}
    assert all(row.why.endswith(".") for row in MISSTEPS)


@pytest.mark.parametrize("name", [name for name, scenario in WORLDS.items() if scenario.goal is Goal.EXPLAIN])
def test_a_wrong_verdict_is_answered_and_does_not_end_the_world(name: str) -> None:
    """Whoever picks a wrong reason is told why it is wrong, and can still pick the right one."""
    scenario = WORLDS[name]
    play = Play(scenario)
    play.run(scenario.solution[:-1])
    for verdict in scenario.verdicts:
        play.do(Act.SAY, verdict.name)
        assert play.verdict is verdict
        assert play.reached is verdict.right
        play.undo()
    play.run(scenario.solution[-1:])
    assert play.reached


def test_greylisting_needs_the_wait() -> None:
    """Without it the server says 450 again and again; with it, 250."""
    play = Play(WORLDS["greylisting"])
    play.run([E, M, R, R, R])
    assert [turn.code for turn in play.turns[-3:]] == [450, 450, 450]
    play.run(["WAIT", "CONNECT", E, M, R])
    assert play.turns[-1].code == 250


def test_a_broken_connection_is_seen() -> None:
    """The server that dies answers nothing; whoever connects again can deliver, once."""
    play = Play(WORLDS["dying_server"])
    play.run([E, M, R, "DATA", "TEXT"])
    assert play.turns[-1].broke
    assert (play.connected, play.reached, play.choices) == (False, False, [])
    play.run(["CONNECT", E, M, R, "DATA", "TEXT"])
    assert (play.reached, len(play.memory.delivered)) == (True, 1)


def test_undo_takes_back_one_thing() -> None:
    """A message typed at once is one thing; undoing everything leads to the greeting."""
    play = Play(WORLDS["honest"])
    play.run([E, M, R, "DATA"])
    states = play.transcript
    play.run(["TEXT"])
    assert play.reached
    assert play.undo()
    assert (play.transcript, play.reached, play.state) == (states, False, State.DATA)
    while play.undo():
        pass
    assert [turn.code for turn in play.turns] == [220]


def test_choices_lead_to_the_goal() -> None:
    """Picking only from what is offered delivers the message, also where a log-in or encryption is needed."""
    for name in ("honest", "log_in", "encryption", "submission", "moved_forwarded"):
        play = Play(WORLDS[name])
        for _ in range(20):
            if play.reached:
                break
            choice = next(each for each in play.choices if each not in ("DATA", "RSET") or play.state is State.RCPT)
            play.run([choice])
        assert play.reached, name


@pytest.mark.parametrize(("name", "first"), [("honest", "MAIL"), ("encryption", "STARTTLS"), ("log_in", "STARTTLS|AUTH")])
def test_after_the_greeting_the_command_that_is_needed_comes_first(name: str, first: str) -> None:
    """A beginner's first server offers encryption too, but does not need it."""
    play = Play(WORLDS[name])
    play.run(["EHLO client.example.net"])
    assert re.match(first, play.choices[0])
    assert {"STARTTLS"} < set(play.choices)


def test_a_transcript_is_decoded_and_can_be_replayed() -> None:
    """What the decoder is given from here, it reads as a transcript; what is pasted from there, is said again here."""
    play = _solved("no_such_user")
    decoding = decode(play.transcript)
    assert decoding.decisive is not None
    assert (decoding.decisive.reply.code, decoding.decisive.found.command) == (550, "RCPT")
    again = Play(WORLDS["no_such_user"])
    again.run(client_lines(play.transcript))
    assert again.transcript == play.transcript


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("S: 220 hi\nC: EHLO a\nS: 250 hi\nC: .\nC: \nC: QUIT", ["EHLO a", ".", "", "QUIT"]),
        ("=== Trying\n<-  220 hi\n -> EHLO a\n<-  250 hi\n -> QUIT\n", ["EHLO a", "QUIT"]),
        ("220 hi\nEHLO a\n250 hi\nQUIT\n221 bye\n", ["EHLO a", "QUIT"]),
        ("send: 'ehlo a\\r\\n'\nreply: b'250 x'\nsend: 'quit\\r\\n'", ["ehlo a", "quit"]),
        ("> EHLO a\r\n< 250 x", ["EHLO a"]),
        ("", []),
    ],
)
def test_reads_what_the_client_said(text: str, lines: list[str]) -> None:
    """With the marks of several programs, and without any."""
    assert client_lines(text) == lines


def test_a_field_that_worlds_do_not_have_is_told() -> None:
    """A mistake in the data names its file."""
    with pytest.raises(DataError, match=r"worlds/x\.toml: server: unknown fields: colour"):
        read_world({"colour": "blue"}, "worlds/x.toml", "server")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"goal": "win"}, "'win' is not a valid Goal"),
        (
            {"verdict": [{"name": "a", "text": "b", "why": "c", "right": True}]},
            "one verdict is right where the goal is to explain",
        ),
        ({"order": None}, "KeyError: 'order'"),
    ],
)
def test_a_world_that_is_not_of_the_form_is_told(change: dict[str, Any], problem: str) -> None:
    """The error names the file and what is wrong."""
    entry: dict[str, Any] = {
        "order": 1, "title": "T", "story": "S.", "task": "T.", "sender": "a@example.com", "recipients": [], "goal": "deliver",
        "hints": [], "solution": [],
    }  # fmt: skip
    entry |= change
    with pytest.raises(DataError, match=re.escape(problem)):
        read_scenario("odd", {key: value for key, value in entry.items() if value is not None})


WORDS = [E, M, R, "DATA", ".", "QUIT",
         "RSET", "STARTTLS", "AUTH LOGIN", "YW5uYQ==", "*", "", "x", "TEXT", "WAIT", "CONNECT", "HANG UP",
         "GIVE UP", "SAY wrong", "SAY unknown", "SAY policy", "BDAT 3", "HELO a"]  # fmt: skip


@given(st.sampled_from(sorted(WORLDS)), st.lists(st.sampled_from(WORDS) | st.text(max_size=20), max_size=25))
def test_whatever_a_learner_does_it_goes_on(name: str, script: list[str]) -> None:
    """Nothing raises, every reply has its turn, and the same actions give the same again after an undo."""
    play = Play(WORLDS[name])
    play.run(script)
    assert play.state is None or play.state in State
    assert all(isinstance(choice, str) for choice in play.choices)
    shown = play.transcript, list(play.told), play.reached
    play.do(Act.TYPE, "NOOP")
    play.undo()
    assert (play.transcript, play.told, play.reached) == shown
