"""Questions without end: a reply is drawn from the samples of our own rules, and asked about.

Lives here: choosing a reply that is clear, and making the question about it from `data/readings.toml` and the tables of
meanings. Must not: decide what a reply means; the decoder does.
"""

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from smtp_tutor import codes, providers, reasons
from smtp_tutor.advice import ACTOR, Advice, advice
from smtp_tutor.decode import Answer, decode
from smtp_tutor.errors import DataError
from smtp_tutor.i18n import mark
from smtp_tutor.model import Actor, Category, Reason, Retry, Severity
from smtp_tutor.quiz.model import Choice, Draws, Marked, Question

FILE = "readings.toml"
#: How sure the decoder must be of the reason, so that learners are not asked to guess.
CLEAR = 0.9
#: How sure the words by themselves must be.
TELLING = 0.8
#: Rules whose words are in a language that the reader need not know.
_FOREIGN = re.compile("german|french|spanish|italian|romance|swahili|languages")
#: Whose addresses and pages are not our own.
_THEIRS = re.compile(r"https?://|@(?!example\.)")
#: A longer reply is not drawn, nor one in another script or of several lines.
LONGEST = 140
#: How many wrong choices a question has at most.
WRONG = 3
#: What is right for more replies than this is drawn no more often for it.
OFTEN = 12

#: What a reply asks about sending again, as choices.
RETRY = {
    Retry.NOT_NEEDED: mark("There is nothing to send again."),
    Retry.AUTOMATIC: mark("The sending server tries again by itself."),
    Retry.LATER: mark("Send it again once the recipient's side has changed something."),
    Retry.AFTER_CHANGE: mark("Send it again once your own side has changed something."),
}
BY_WORDS = mark("The words “{words}” tell the reason: “{title}”.")

#: The cases in which the code, who acts and what to do fit together so plainly that only one choice can be right.
_PLAIN = {
    (2, Actor.NOBODY, Retry.NOT_NEEDED),
    (3, Actor.NOBODY, Retry.NOT_NEEDED),
    (4, Actor.NOBODY, Retry.AUTOMATIC),
    (5, Actor.RECIPIENT, Retry.LATER),
    (5, Actor.YOU, Retry.AFTER_CHANGE),
    (5, Actor.YOUR_ADMIN, Retry.AFTER_CHANGE),
}
#: Reasons that overlap with others, or with which one more attempt may be worthwhile.
_VAGUE = {Reason.UNKNOWN, Reason.PROTOCOL, Reason.POLICY, Reason.CONTENT_REJECTED}

_NAMES = ("anna", "bert", "carl", "dora", "emil", "fay", "gita", "hugo", "ines", "jane", "kofi", "lena", "musa", "nok")
#: The name of a server, of a domain or of a block list.
_DOMAIN = re.compile(r"(?<![\w.-])(?:[a-z\d-]+\.)+[a-z]{2,}(?![\w-])")
_ADDRESS = re.compile(r"(?<![\w.])(192\.0\.2|198\.51\.100|203\.0\.113)\.\d{1,3}(?![\w.]\d)|(?<![\w.+-])[a-z]+(?=@example\.)")


@dataclass(frozen=True, slots=True)
class Mistake:
    """Why a value is not the right one. It is offered only where the right one is among `instead_of`; empty: always."""

    chosen: str
    instead_of: frozenset[str]
    why: str
    misconception: str


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((files("smtp_tutor") / "data" / FILE).read_text(encoding="utf-8"))


@cache
def _ask(about: str) -> str:
    return str(next(entry["ask"] for entry in _table()["ask"] if entry["about"] == about))


@cache
def mistakes(about: str) -> tuple[Mistake, ...]:
    """Every wrong choice that a question about this can have."""
    return tuple(
        Mistake(entry["chosen"], frozenset(entry.get("instead_of", ())), entry["why"], entry.get("misconception", ""))
        for entry in _table()["wrong"]
        if entry["about"] == about
    )


@dataclass(frozen=True, slots=True)
class Sample:
    """A reply to draw, its code, and the reason of the rule that it was written for; UNKNOWN where it refuses nothing."""

    text: str
    code: int
    reason: Reason


@cache
def samples() -> tuple[Sample, ...]:
    """Every reply to draw from: short, of one line, in Latin letters, and worded unlike the others."""
    rules = [rule for provider in providers.providers().values() for rule in provider.rules] + [*reasons.general_rules()]
    found = dict.fromkeys(_table()["replies"], Reason.UNKNOWN) | {rule.sample: rule.reason for rule in rules}
    usable = [
        Sample(text, int(text[:3]), reason)
        for text, reason in found.items()
        if len(text) <= LONGEST and text.isascii() and "\n" not in text and not _THEIRS.search(text)
        if re.match(r"[45][0-5]\d " if reason is not Reason.UNKNOWN else r"[23][0-5]\d ", text)
    ]
    usable.sort(key=lambda sample: _names_others(sample.text))  # of those that are alike, one without a real name stays
    return tuple({(wording(each.text), each.reason): each for each in reversed(usable)}.values())[::-1]


def wording(text: str) -> str:
    """The reply without the names and IP addresses in it. Dozens of block lists are named in one and the same sentence."""
    return _DOMAIN.sub("", _ADDRESS.sub("", text))


def _names_others(text: str) -> bool:
    return any("example" not in name.split(".") for name in _DOMAIN.findall(text))


def varied(text: str, draw: Draws) -> str:
    """The reply with other names and IP addresses, from the ranges for documentation; the same ones stay the same."""
    instead: dict[str, str] = {}

    def other(match: re.Match[str]) -> str:
        if match.group() not in instead:
            name = f"{match[1]}.{1 + draw.randrange(254)}" if match[1] else _NAMES[draw.randrange(len(_NAMES))]
            instead[match.group()] = name
        return instead[match.group()]

    return _ADDRESS.sub(other, text)


def _severity(sample: Sample) -> str:
    return codes.severity_of(sample.code).name.lower()


def _category(sample: Sample) -> str:
    category = codes.category_of(sample.code)
    return category.name.lower() if category is not None else ""


def _actor(sample: Sample) -> str:
    by = advice(sample.reason, codes.severity_of(sample.code))
    return by.actor.value if _agree(sample, by) else ""


def _retry(sample: Sample) -> str:
    by = advice(sample.reason, codes.severity_of(sample.code))
    return by.retry.value if _agree(sample, by) else ""


def _agree(sample: Sample, by: Advice) -> bool:
    vague = sample.code >= 400 and sample.reason in _VAGUE
    return not vague and (sample.code // 100, by.actor, by.retry) in _PLAIN


def _reason(sample: Sample) -> str:
    return "" if sample.reason in _VAGUE else sample.reason.value


#: What is right about a reply, by what is asked; "" where that would not be plain.
_RIGHT: dict[str, Callable[[Sample], str]] = {
    "severity": _severity,
    "category": _category,
    "actor": _actor,
    "retry": _retry,
    "reason": _reason,
}
#: What a value is called in a choice.
_TEXT: dict[str, Callable[[str], str]] = {
    "severity": lambda value: codes.first_digit(Severity[value.upper()]).title,
    "category": lambda value: codes.second_digit(Category[value.upper()]).title,
    "actor": lambda value: ACTOR[Actor(value)],
    "retry": lambda value: RETRY[Retry(value)],
    "reason": lambda value: advice(Reason(value), None).title,
}


def _explain(about: str, right: str, answer: Answer) -> str:
    if about == "severity":
        return codes.first_digit(Severity[right.upper()]).meaning
    if about == "category":
        return codes.second_digit(Category[right.upper()]).meaning
    if about == "retry":
        return answer.advice.when
    if about == "reason":
        return BY_WORDS
    return str(next(entry["explain"] for entry in _table()["right"] if (entry["about"], entry["value"]) == (about, right)))


@cache
def by_value(about: str) -> dict[str, tuple[Sample, ...]]:
    """The replies that can be asked about, by what is right."""
    out: dict[str, list[Sample]] = {}
    for sample in samples():
        out.setdefault(_RIGHT[about](sample), []).append(sample)
    return {value: tuple(found) for value, found in out.items() if value}


def concrete(question: Question, draw: Draws) -> Question:
    """A DECODE question with a reply, its choices in no order, and why. DataError where no reply with its codes is plain.

    What is right is drawn first, so that no answer is rare only because fewer servers say it.
    """
    found = {
        value: [sample for sample in group if not question.codes or sample.code in question.codes]
        for value, group in by_value(question.about).items()
    }
    values = [value for value, group in found.items() for _ in group[:OFTEN]]
    draw.shuffle(values)
    for right in dict.fromkeys(values):
        draw.shuffle(found[right])
        for sample in found[right]:
            reply = varied(sample.text, draw)
            answers = decode(reply).answers
            if len(answers) == 1 and _plain(question.about, sample, answers[0]):
                return _about(replace(question, reply=reply), right, answers[0], draw)
    raise DataError(FILE, question.id, f"no plain reply about {question.about} has one of the codes {question.codes}")


def _plain(about: str, sample: Sample, answer: Answer) -> bool:
    """Does the decoder surely say of a reply what its rule does?"""
    if answer.warnings or answer.reply.code != sample.code:
        return False
    if sample.code < 400 or about in ("severity", "category"):
        return True
    by = advice(sample.reason, answer.severity)
    same = (answer.reason, answer.advice.actor, answer.advice.retry) == (sample.reason, by.actor, by.retry)
    return same and bool(_telling(answer)) and answer.judgement.confidence >= CLEAR


def _telling(answer: Answer) -> str:
    """The words that tell the reason to anyone, not only to those who know the provider; or ""."""
    spans = (piece.span for piece in answer.judgement.evidence if _general(piece, answer.reason))
    return next((span.of(answer.reply.source) for span in spans if span), "")


def _general(piece: reasons.Evidence, reason: Reason) -> bool:
    readable = piece.source is reasons.Source.WORDING and not _FOREIGN.search(piece.rule)
    return readable and piece.reason is reason and piece.confidence >= TELLING


def _about(question: Question, right: str, answer: Answer, draw: Draws) -> Question:
    """The question about its reply, of which `right` is the right value."""
    spoken_of = {piece.reason.value for piece in answer.judgement.evidence}
    wrong = [
        each
        for each in mistakes(question.about)
        if each.chosen != right and (not each.instead_of or right in each.instead_of)
        if question.about != "reason" or each.chosen not in spoken_of  # something in the reply speaks for it too
    ]
    draw.shuffle(wrong)
    name = _TEXT[question.about]
    return replace(
        question,
        ask=_ask(question.about),
        explain=_explain(question.about, right, answer),
        choices=(
            Choice(name(right), right=True),
            *(Choice(name(each.chosen), right=False, why=each.why, misconception=each.misconception) for each in wrong[:WRONG]),
        ),
        values={
            "first": question.reply[0],
            "second": question.reply[1],
            "title": Marked(advice(answer.reason, None).title),
            "words": _telling(answer),
        },
    )
