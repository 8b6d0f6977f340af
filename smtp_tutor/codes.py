"""The registry: what every reply code, enhanced code and digit means by itself.

Lives here: the tables of `data/digits.toml`, `data/reply_codes.toml` and `data/enhanced_codes.toml` as objects, and the
look-up that never fails, because a code nobody registered is explained from its digits.
Must not: know what a provider means by a code beyond what the tables say, or read the words of a reply.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from smtp_tutor.errors import DataError
from smtp_tutor.model import Actor, Category, EnhancedCode, Reason, Retry, Severity, Standing


@dataclass(frozen=True, slots=True)
class Meaning:
    """A title and what it means, in English; `source` names the RFC and section, or is empty."""

    title: str
    meaning: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class BasicCode:
    """A reply code of three digits and what it means by itself.

    `category` is None where the second digit is 6 to 9, which no standard assigns. `weight` (0 to 1) says how much the
    code alone tells about the reason. `commands` are those it can answer: `CONNECT` is the greeting, `ANY` all of them.
    """

    code: int
    severity: Severity
    category: Category | None
    title: str
    meaning: str
    actor: Actor
    steps: tuple[str, ...]
    retry: Retry
    reason: Reason
    weight: float
    standing: Standing
    source: str
    commands: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Use:
    """What one provider means by an enhanced code: more narrowly than the registry, or against it."""

    provider: str
    meaning: str
    reason: Reason
    weight: float
    against: bool = False


@dataclass(frozen=True, slots=True)
class EnhancedEntry:
    """An enhanced code, or a range of them, and what it means by itself. `code` may be `X.1.1`: any class."""

    code: str
    title: str
    meaning: str
    reason: Reason
    weight: float
    steps: tuple[str, ...]
    standing: Standing
    source: str
    basic: tuple[int, ...] = ()
    classes: tuple[int, ...] = ()
    provider: str = ""
    uses: tuple[Use, ...] = ()
    actor: Actor | None = None
    retry: Retry | None = None
    when: str = ""
    if_delayed: str = ""
    if_failed: str = ""

    def steps_for(self, severity: Severity | None) -> tuple[str, ...]:
        """What to do, with the first step that fits only a temporary, or only a permanent, refusal."""
        first = {Severity.TRANSIENT: self.if_delayed, Severity.PERMANENT: self.if_failed}.get(severity) if severity else ""
        return (first, *self.steps) if first else self.steps


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((files("smtp_tutor") / "data" / name).read_text(encoding="utf-8"))


def _basic(entry: dict[str, Any]) -> BasicCode:
    """One `[[code]]` of reply_codes.toml; DataError where a field is missing or its value unknown."""
    try:
        return BasicCode(
            code=entry["code"],
            severity=Severity[entry["severity"].upper()],
            category=None if entry["category"] == "outside" else Category[entry["category"].upper()],
            title=entry["title"],
            meaning=entry["meaning"],
            actor=Actor(entry["actor"]),
            steps=tuple(entry["steps"]),
            retry=Retry(entry["retry"]),
            reason=Reason(entry["reason"]),
            weight=entry["reason_confidence"],
            standing=Standing(entry["standing"]),
            source=entry["source"],
            commands=tuple(entry["commands"]),
        )
    except (KeyError, ValueError) as error:
        raise DataError("reply_codes.toml", str(entry.get("code")), f"{type(error).__name__}: {error}") from None


def _enhanced(entry: dict[str, Any], code: str) -> EnhancedEntry:
    """One `[[code]]` or `[[range]]` of enhanced_codes.toml; DataError where it is not of that form."""
    try:
        return EnhancedEntry(
            code=code,
            title=entry["title"],
            meaning=entry["meaning"],
            reason=Reason(entry["reason"]),
            weight=entry["reason_confidence"],
            steps=tuple(entry["steps"]),
            standing=Standing(entry.get("standing", "provider")),
            source=entry["source"],
            basic=tuple(entry.get("basic", ())),
            classes=tuple(entry.get("classes", ())),
            provider=entry.get("provider", ""),
            uses=tuple(
                Use(use["provider"], use["meaning"], Reason(use["reason"]), use["reason_confidence"], use.get("against", False))
                for use in entry.get("use", ())
            ),
            actor=Actor(entry["actor"]) if "actor" in entry else None,
            retry=Retry(entry["retry"]) if "retry" in entry else None,
            when=entry.get("when", ""),
            if_delayed=entry.get("if_delayed", ""),
            if_failed=entry.get("if_failed", ""),
        )
    except (KeyError, ValueError) as error:
        raise DataError("enhanced_codes.toml", code, f"{type(error).__name__}: {error}") from None


@cache
def all_basic() -> dict[int, BasicCode]:
    """Every reply code of the registry, by its number."""
    entries = [_basic(entry) for entry in _table("reply_codes.toml")["code"]]
    return {entry.code: entry for entry in entries}


@cache
def all_enhanced() -> dict[str, EnhancedEntry]:
    """Every enhanced code of the registry, by its spelling (`X.1.1`, `5.7.515`)."""
    return {entry["code"]: _enhanced(entry, entry["code"]) for entry in _table("enhanced_codes.toml")["code"]}


@cache
def all_ranges() -> tuple[tuple[EnhancedCode, EnhancedCode, EnhancedEntry], ...]:
    """The ranges of enhanced codes that providers use, as (first, last, entry)."""
    return tuple(
        (
            enhanced_code(entry["first"]),
            enhanced_code(entry["last"]),
            _enhanced(entry, f"{entry['first']}-{entry['last']}"),
        )
        for entry in _table("enhanced_codes.toml").get("range", ())
    )


def enhanced_code(text: str) -> EnhancedCode:
    """`"5.1.1"` as an EnhancedCode. ValueError where it is none."""
    klass, subject, detail = text.split(".")
    return EnhancedCode(int(klass), int(subject), int(detail))


@cache
def _digits() -> dict[str, Any]:
    return _table("digits.toml")


def _meaning(entry: dict[str, Any]) -> Meaning:
    return Meaning(entry["title"], entry["meaning"], entry.get("source", ""))


def first_digit(digit: int) -> Meaning:
    """What the first digit of a reply code says: did it work? `digit` is 1 to 5."""
    return next(_meaning(entry) for entry in _digits()["first"] if entry["digit"] == digit)


def second_digit(digit: int) -> Meaning:
    """What the second digit says: what is it about? 6 to 9 are assigned by no standard."""
    found = (_meaning(entry) for entry in _digits()["second"] if entry["digit"] == digit)
    return next(found, _meaning(_digits()["second_outside"]))


def third_digit() -> Meaning:
    """What the third digit is for."""
    return _meaning(_digits()["third"])


def severity_of(code: int) -> Severity:
    """The severity in the first digit of a reply code from 100 to 599."""
    return Severity(code // 100)


def category_of(code: int) -> Category | None:
    """The category in the second digit of a reply code, or None for 6 to 9."""
    digit = code // 10 % 10
    return Category(digit) if digit <= max(Category) else None


def basic(code: int) -> BasicCode:
    """What a reply code from 100 to 599 means. One that nobody registered is explained from its digits, and says so."""
    known = all_basic().get(code)
    if known:
        return known
    entry, severity = _digits()["unregistered"], severity_of(code)
    refused = severity in (Severity.TRANSIENT, Severity.PERMANENT)
    retry = {Severity.TRANSIENT: Retry.AUTOMATIC, Severity.PERMANENT: Retry.AFTER_CHANGE}.get(severity, Retry.NOT_NEEDED)
    return BasicCode(
        code=code,
        severity=severity,
        category=category_of(code),
        title=entry["title"],
        meaning=entry["meaning"],
        actor=Actor.YOU if refused else Actor.NOBODY,
        steps=tuple(entry["steps"]),
        retry=retry,
        reason=Reason.UNKNOWN,
        weight=0.05,
        standing=Standing.UNREGISTERED,
        source="",
        commands=("ANY",),
    )


@cache
def _enhanced_table() -> dict[str, Any]:
    return _table("enhanced_codes.toml")


def klass(digit: int) -> Meaning:
    """What the class, the first part of an enhanced code, says (2, 4 or 5)."""
    return next(_meaning(entry) for entry in _enhanced_table()["class"] if entry["digit"] == digit)


def subject(number: int) -> Meaning:
    """What the subject, the second part of an enhanced code, says; 8 and up are assigned by no standard."""
    found = (_meaning(entry) for entry in _enhanced_table()["subject"] if entry["number"] == number)
    return next(found, _meaning(_enhanced_table()["subject_outside"]))


def enhanced(code: EnhancedCode) -> EnhancedEntry:
    """What an enhanced code means: by itself, for any class, in a provider's range, or from its parts alone."""
    known = all_enhanced().get(str(code)) or all_enhanced().get(f"X.{code.subject}.{code.detail}")
    if known:
        return known
    for first, last, entry in all_ranges():
        if first <= code <= last:
            return entry
    entry = _enhanced_table()["unregistered"]
    return EnhancedEntry(
        code=str(code),
        title=entry["title"],
        meaning=entry["meaning"],
        reason=Reason.UNKNOWN,
        weight=0.05,
        steps=(),
        standing=Standing.UNREGISTERED,
        source="",
    )
