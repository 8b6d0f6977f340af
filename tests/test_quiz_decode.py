"""Questions about drawn replies: whatever is drawn, one choice is right, and the tables say so."""

import random
import tomllib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtp_tutor import codes
from smtp_tutor.advice import advice
from smtp_tutor.decode import decode
from smtp_tutor.errors import DataError
from smtp_tutor.i18n import language
from smtp_tutor.model import Actor, Category, Reason, Retry, Severity
from smtp_tutor.quiz import Kind, Question, drawn, grade, misconceptions, right_response, wrong_responses
from smtp_tutor.quiz.check import ABOUTS
from smtp_tutor.quiz.generate import by_value, mistakes, samples, varied, wording

ENGLISH = language("en")
VALUES = {
    "severity": {each.name.lower() for each in Severity},
    "category": {each.name.lower() for each in Category},
    "actor": {each.value for each in Actor},
    "retry": {each.value for each in Retry},
    "reason": {each.value for each in Reason},
}
abouts = pytest.mark.parametrize("about", ABOUTS)
seeds = st.integers(0, 2**32)


def about_a_reply(about: str, *allowed: int) -> Question:
    """A question of the bank about a reply with one of these codes."""
    return Question("first-decode", Kind.DECODE, "02-first-digit", "", about=about, codes=allowed)


@abouts
@given(seed=seeds)
def test_one_choice_is_right(about: str, seed: int) -> None:
    """Three or four different choices in whole sentences or titles; each mistake has its own words."""
    question = drawn(about_a_reply(about), random.Random(seed))
    assert sum(choice.right for choice in question.choices) == 1
    assert 3 <= len({choice.text for choice in question.choices}) == len(question.choices) <= 4
    assert question.ask.endswith("?")
    verdict = grade(question, right_response(question), ENGLISH)
    assert verdict.right and verdict.messages[0].endswith(".")
    for response, why in wrong_responses(question):
        wrong = grade(question, response, ENGLISH)
        assert wrong.understood and not wrong.right
        assert wrong.messages == (question.said(why, ENGLISH),)
        assert wrong.messages[0].endswith(".") and "{" not in wrong.messages[0].replace(question.values["words"], "")
        assert wrong.misconception in {"", *misconceptions()}


@abouts
@given(seed=seeds)
def test_the_right_choice_is_what_the_decoder_says(about: str, seed: int) -> None:
    """The reply, read again, gives the right choice; and nothing in it contradicts itself."""
    question = drawn(about_a_reply(about), random.Random(seed))
    (answer,) = decode(question.reply).answers
    right = next(choice.text for choice in question.choices if choice.right)
    code = answer.reply.code
    assert code and not answer.warnings
    if about == "severity":
        assert right == codes.first_digit(code // 100).title
    elif about == "category":
        assert right == codes.second_digit(code // 10 % 10).title
    elif about == "reason":
        assert right == advice(answer.reason, None).title == question.values["title"] and answer.judgement.confidence >= 0.9
        assert question.values["words"] in question.reply
    else:
        assert code < 400 or answer.says_why


@abouts
def test_no_answer_is_rare(about: str) -> None:
    """Every value that can be right comes up, and so does every mistake in the table."""
    drawings = [drawn(about_a_reply(about), random.Random(seed)) for seed in range(300)]
    assert len({choice.text for each in drawings for choice in each.choices if choice.right}) == len(by_value(about))
    assert {choice.why for each in drawings for choice in each.choices} - {""} == {each.why for each in mistakes(about)}
    assert len({each.reply for each in drawings}) > 100


@abouts
def test_the_table_holds_values_that_there_are(about: str) -> None:
    """Each value is one of its enum, and no wrong one is offered twice beside the same right one."""
    for each in mistakes(about):
        assert {each.chosen, *each.instead_of} <= VALUES[about] and each.chosen not in each.instead_of
        assert each.misconception in {"", *misconceptions()}
    for right in by_value(about):
        chosen = [
            each.chosen for each in mistakes(about) if each.chosen != right and (not each.instead_of or right in each.instead_of)
        ]
        assert len(chosen) == len({*chosen}) >= 3


def test_nothing_in_the_table_is_about_anything_else() -> None:
    """A misspelt `about` would be lost without a word."""
    table = tomllib.loads((files("smtp_tutor") / "data" / "readings.toml").read_text(encoding="utf-8"))
    entries = [entry for key in ("ask", "right", "wrong") for entry in table[key]]
    assert {entry["about"] for entry in entries} == {*ABOUTS}
    assert {*table} == {"replies", "ask", "right", "wrong"}
    assert {entry["value"] for entry in table["right"]} == {*by_value("actor")}


@given(seed=seeds, allowed=st.lists(st.sampled_from([250, 354, 421, 450, 451, 452, 550, 552, 554]), min_size=1, unique=True))
def test_only_the_codes_that_are_allowed(seed: int, allowed: list[int]) -> None:
    """A question can be limited to the codes of its lesson."""
    question = drawn(about_a_reply("severity", *allowed), random.Random(seed))
    assert int(question.reply[:3]) in allowed


def test_where_no_reply_is_plain_it_is_told() -> None:
    """The error names the question."""
    with pytest.raises(DataError, match=r"first-decode: no plain reply about reason has one of the codes \(250,\)"):
        drawn(about_a_reply("reason", 250), random.Random(1))


def test_no_two_replies_differ_in_names_alone() -> None:
    """Dozens of block lists are named in one and the same sentence, which is drawn once, and with a name of ours."""
    worded = [(wording(sample.text), sample.reason) for sample in samples()]
    assert len({*worded}) == len(worded) > 700
    (blocked,) = [each.text for each in samples() if each.text.startswith("554 5.7.1 Service unavailable; Client host")]
    assert blocked.endswith("blocked using bl.example.org")
    assert wording("550 anna@example.com, 192.0.2.7: see bl.spamcop.net.") == "550 @, : see ."


def test_replies_that_refuse_nothing_are_read_so() -> None:
    """None of our own is a refusal, or contradicts itself."""
    own = [sample for sample in samples() if sample.reason is Reason.UNKNOWN]
    assert len(own) > 10
    for sample in own:
        (answer,) = decode(sample.text).answers
        assert not answer.warnings and answer.reply.code == sample.code < 400


@given(seed=seeds)
def test_names_and_addresses_vary(seed: int) -> None:
    """The same name or address stays the same; what is around it, and what is no address, stays as it is."""
    text = "550 jane@example.org 192.0.2.7: jane@example.org unknown, 10.2.0.192.1 and 192.0.2.7.4, j.jane@example.com"
    found = varied(text, random.Random(seed)).split()
    assert found[0] == "550" and found[1] == found[3] and found[1].endswith("@example.org")
    assert found[2].startswith("192.0.2.") and 1 <= int(found[2].rstrip(":").rsplit(".", 1)[1]) <= 254
    assert found[5:] == ["10.2.0.192.1", "and", "192.0.2.7.4,", "j.jane@example.com"]
