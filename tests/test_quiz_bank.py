"""The questions of the bank: well made, answerable, explained, and true."""

import random
import re
from collections.abc import Iterator
from ipaddress import ip_address, ip_network

import pytest

from smtp_tutor import codes
from smtp_tutor.decode import decode
from smtp_tutor.i18n import language
from smtp_tutor.quiz import (
    Kind,
    Question,
    bank,
    drawn,
    grade,
    guess_of,
    lessons,
    misconceptions,
    of_lesson,
    right_response,
    wrong_responses,
)
from smtp_tutor.quiz.check import registered
from smtp_tutor.session.drill import said
from smtp_tutor.session.scenario import scenarios
from tests.quiz_samples import QUESTIONS

ENGLISH = language("en")
SEEDS = range(5)
#: The bank, and samples of every kind, on which the tests themselves are tried.
EVERY = (*QUESTIONS.values(), *bank().values())
MADE = tuple(question for question in EVERY if question.kind is not Kind.DECODE)
DOCUMENTATION = tuple(
    map(ip_network, ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "127.0.0.0/8", "2001:db8::/32", "::1/128"))
)
every = pytest.mark.parametrize("question", EVERY, ids=lambda question: question.id)
made = pytest.mark.parametrize("question", MADE, ids=lambda question: question.id)


def prose(question: Question) -> Iterator[str]:
    """Every text of a question that is for the reader, and no server's words."""
    yield from (question.ask, question.hint, question.explain)
    if question.kind is not Kind.MARK:
        yield from (choice.text for choice in question.choices)
    yield from (choice.why for choice in question.choices)
    yield from (wrong.why for wrong in question.wrongs)
    for pair in question.pairs:
        yield from (pair.left, pair.right, pair.why)
    for step in question.steps:
        yield from (step.text, step.why)


def sentences(question: Question) -> Iterator[str]:
    """The texts that are whole sentences."""
    yield from (question.hint, question.explain)
    yield from (choice.why for choice in question.choices)
    yield from (wrong.why for wrong in question.wrongs)
    yield from (pair.why for pair in question.pairs)
    yield from (step.why for step in question.steps)


@every
def test_the_right_answer_is_right(question: Question) -> None:
    """Whatever the order in which it is shown, and what is said then is why."""
    for seed in SEEDS:
        shown = drawn(question, random.Random(seed))
        verdict = grade(shown, right_response(shown), ENGLISH)
        assert verdict.understood and verdict.right
        assert verdict.messages == (shown.said(shown.explain, ENGLISH),)
        assert all(place.right for place in verdict.places) and verdict.places


@every
def test_every_mistake_is_explained_by_itself(question: Question) -> None:
    """Each wrong choice is graded wrong, and told its own sentence."""
    for seed in SEEDS:
        shown = drawn(question, random.Random(seed))
        mistakes = wrong_responses(shown)
        assert len({why for _, why in mistakes}) == len(mistakes) >= 2
        for response, why in mistakes:
            verdict = grade(shown, response, ENGLISH)
            assert verdict.understood and not verdict.right
            assert shown.said(why, ENGLISH) in verdict.messages
            assert not verdict.places or not all(place.right for place in verdict.places)


@every
def test_the_same_seed_shows_the_same(question: Question) -> None:
    """A test can be drawn again from its seed."""
    assert drawn(question, random.Random(7)) == drawn(question, random.Random(7))


@made
def test_facts_hold(question: Question) -> None:
    """What a question rests on is what the tables and the decoder say."""
    fact = dict(question.fact)
    if "enhanced" in fact:
        entry = codes.enhanced(codes.enhanced_code(fact["enhanced"]))
        for key in ("reason", "standing"):
            assert fact.pop(key, getattr(entry, key).value) == getattr(entry, key).value
    if "code" in fact:
        basic = codes.basic(fact["code"])
        for key in ("actor", "retry", "reason", "standing"):
            assert fact.get(key, getattr(basic, key).value) == getattr(basic, key).value
        assert fact.get("severity", basic.severity.name.lower()) == basic.severity.name.lower()
        category = None if basic.category is None else basic.category.name.lower()
        assert fact.get("category", category) == category
    if any(key.startswith("reply_") for key in fact):
        answer = decode(question.words).decisive
        assert answer
        found = {
            "reply_reason": answer.reason.value,
            "reply_code": answer.reply.code,
            "reply_enhanced": str(answer.status),
            "reply_actor": answer.advice.actor.value,
            "reply_retry": answer.advice.retry.value,
        }
        for key in found.keys() & fact.keys():
            assert fact[key] == found[key], key


@made
def test_codes_in_the_prose_are_defined(question: Question) -> None:
    """No sentence speaks of a code that nobody defines, unless the question is about that."""
    if question.unregistered:
        return
    for text in prose(question):
        for quoted in re.findall(r"`([^`]*)`", text):
            found = re.findall(r"^[1-5]\d\d(?=$|[ -])", quoted)
            found += re.findall(r"(?<![\w.])[245]\.\d{1,3}\.\d{1,3}(?![\w.])", quoted)
            for code in found:
                assert registered(code), f"{code} in: {text}"


@made
def test_prose_is_plain(question: Question) -> None:
    """Whole sentences, no marks but backticks in pairs, and addresses that are nobody's."""
    assert question.ask.endswith((".", "?"))
    for text in sentences(question):
        assert not text or text.endswith((".", "?", ".”", ".`")), text
    for text in (*prose(question), question.reply):
        assert text == text.strip() and (text is question.reply or "\n" not in text), text
        for address in re.findall(r"\b\d{1,3}(?:\.\d{1,3}){3}\b", text):
            assert any(ip_address(address) in network for network in DOCUMENTATION), address
        for domain in re.findall(r"@([\w.-]*\w)", text):
            assert re.search(r"(^|\.)example(\.(com|net|org))?$", domain), domain
    for text in prose(question):
        assert text.count("`") % 2 == 0 and not re.search(r"\*\*|\]\(|<b>|^#|  ", text), text


@made
def test_a_dialogue_to_put_in_order_is_what_a_server_says(question: Question) -> None:
    """Played in its world, the client's lines get the codes of the server's lines."""
    if question.kind is not Kind.ORDER or not question.world:
        return
    assert question.world in scenarios()
    lines = [line for step in question.steps for line in step.text.split("\n")]
    client = [line.removeprefix("C: ") for line in lines if line.startswith("C: ")]
    greeted = client[0].startswith(("EHLO", "HELO"))
    shown, _ = said(question.world, tuple(client if greeted else ["EHLO client.example.net", *client]))
    assert [answers(line) for line in finals(lines)] == [answers(line) for line in finals(shown)][-len(finals(lines)) :]


def finals(lines: list[str]) -> list[str]:
    """The lines of a dialogue without those of a reply that goes on."""
    return [line for line in lines if not re.match(r"S: \d\d\d-", line)]


def answers(line: str) -> str:
    """Of a server's line only the code counts."""
    return line[:6] if line.startswith("S: ") else line


def test_lessons_begin_with_a_guess() -> None:
    """Each lesson has one, and it is not among those for practice."""
    for lesson in lessons():
        guess = guess_of(lesson)
        assert guess.guess and guess.kind in (Kind.ONE, Kind.NEXT)
        assert guess not in of_lesson(lesson)
        assert bank()[guess.id] == guess
    assert sum(len(of_lesson(lesson)) + 1 for lesson in lessons()) == len(bank())


def test_misconceptions_are_told_in_whole_sentences() -> None:
    """Each has a title and a text of its own."""
    assert len({each.text for each in misconceptions().values()}) == len(misconceptions()) >= 12
    for each in misconceptions().values():
        assert each.text.endswith(".") and each.title
