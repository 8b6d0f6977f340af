"""What a question of the bank must be like, kind by kind.

Lives here: the checks that `bank` runs on every entry; each gives a sentence for authors, or "". Must not: hold prose for
readers, or check facts (tests do, because that takes the decoder and the session).
"""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from enum import Enum
from importlib.resources import files
from typing import Any

from smtp_tutor import codes
from smtp_tutor.model import Actor, Category, Reason, Retry, Severity, Standing
from smtp_tutor.quiz.model import Choice, Kind, Question

#: What a DECODE question can ask about.
ABOUTS = ("severity", "actor", "retry", "reason", "category")

_COMMON = {"id": str, "kind": str, "ask": str, "reply": str, "hint": str, "explain": str, "fact": dict, "guess": bool,
           "unregistered": bool}  # fmt: skip
_CHOICES: dict[str, type] = {"choice": list, "fixed": bool}
_TYPED: dict[str, type] = {"answers": list, "wrong": list}
#: The keys that an entry of each kind may have, and the type of each.
_KEYS: dict[Kind, dict[str, type]] = {
    Kind.ONE: _CHOICES,
    Kind.SEVERAL: _CHOICES,
    Kind.NEXT: _CHOICES,
    Kind.MARK: {"part": list},
    Kind.CODE: _TYPED,
    Kind.BUILD: _TYPED,
    Kind.MATCH: {"pair": list},
    Kind.ORDER: {"step": list, "world": str},
    Kind.DECODE: {"about": str, "codes": list},
}
_NOT_FOR_DECODE = {"ask", "reply", "explain", "fact", "guess", "unregistered"}
#: The keys of what stands in a list of an entry: those it must have, and those it may have.
_PARTS: dict[str, tuple[set[str], set[str]]] = {
    "choice": ({"text"}, {"right", "why", "misconception"}),
    "part": ({"text"}, {"right", "why", "misconception"}),
    "wrong": ({"answer", "why"}, {"misconception"}),
    "pair": ({"left", "right", "why"}, set()),
    "step": ({"text", "why"}, set()),
}
_NAMED: dict[str, type[Enum]] = {"actor": Actor, "retry": Retry, "reason": Reason, "standing": Standing,
                                 "reply_actor": Actor, "reply_retry": Retry, "reply_reason": Reason}  # fmt: skip
_RANKED: dict[str, type[Severity | Category]] = {"severity": Severity, "category": Category}
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")
_BASIC = re.compile(r"[1-5]\d\d")
_ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")


def keys_fit(entry: dict[str, Any]) -> str:
    """Does a table of the file have the keys of its kind, each of the right type? Says what is wrong, or ""."""
    kind = entry.get("kind")
    if kind not in {each.value for each in Kind}:
        return f"unknown kind: {kind!r}"
    allowed = _COMMON | _KEYS[Kind(kind)]
    if Kind(kind) is Kind.DECODE:
        allowed = {key: value for key, value in allowed.items() if key not in _NOT_FOR_DECODE}
    if unknown := sorted(entry.keys() - allowed.keys()):
        return f"unknown keys for {kind}: {', '.join(unknown)}"
    if mistyped := sorted(key for key, value in entry.items() if type(value) is not allowed[key]):
        return f"of the wrong type: {', '.join(mistyped)}"
    if any(type(answer) is not str for answer in entry.get("answers", ())):
        return "answers stand in quotes"
    for key, (needed, optional) in _PARTS.items():
        for number, part in enumerate(entry.get(key, ()), 1):
            if wrong := _part_fits(part, needed, optional):
                return f"{key} {number}: {wrong}"
    return ""


def _part_fits(part: object, needed: set[str], optional: set[str]) -> str:
    if not isinstance(part, dict):
        return "is not a table"
    if missing := sorted(needed - part.keys()):
        return f"missing: {', '.join(missing)}"
    if unknown := sorted(part.keys() - needed - optional):
        return f"unknown keys: {', '.join(unknown)}"
    for key, value in part.items():
        truth = key == "right" and "left" not in part
        if type(value) is not (bool if truth else str):
            return f"{key} is of the wrong type"
        if isinstance(value, str) and not value.strip():
            return f"{key} is empty"
    return ""


def registered(code: str) -> bool:
    """Do the tables know this reply code or enhanced code?"""
    if _BASIC.fullmatch(code):
        return int(code) in codes.all_basic()
    return bool(_ENHANCED.fullmatch(code)) and codes.enhanced(codes.enhanced_code(code)).standing is not Standing.UNREGISTERED


def problem(question: Question, misconceptions: Collection[str]) -> str:
    """What is wrong with a question, or ""."""
    if not _ID.fullmatch(question.id):
        return "an id is words in lower case with hyphens between them"
    if question.kind is not Kind.DECODE:
        for name, text in (("ask", question.ask), ("explain", question.explain)):
            if not text.strip():
                return f"`{name}` is missing"
    named = {each.misconception for each in question.choices} | {each.misconception for each in question.wrongs}
    if unknown := sorted(named - {"", *misconceptions}):
        return f"unknown misconceptions: {', '.join(unknown)}"
    return _CHECKS[question.kind](question) or _fact(question)


def _amount(name: str, found: Sequence[object], least: int, most: int) -> str:
    return "" if least <= len(found) <= most else f"{len(found)} {name}, not {least} to {most}"


def _repeated(name: str, texts: Iterable[str]) -> str:
    """Says which text stands there twice, or ""."""
    seen: set[str] = set()
    for text in texts:
        if text in seen:
            return f"two {name} are the same: {text}"
        seen.add(text)
    return ""


def _unexplained(choices: Iterable[Choice]) -> str:
    missing = next((choice.text for choice in choices if not choice.why.strip()), None)
    return "" if missing is None else f"`why` is missing for: {missing}"


def _one_right(question: Question) -> str:
    right = sum(choice.right for choice in question.choices)
    wrong = [choice for choice in question.choices if not choice.right]
    return (
        ("" if right == 1 else f"{right} right choices, not 1")
        or _unexplained(wrong)
        or _repeated("reasons", (choice.why for choice in wrong))
    )


def _one(question: Question) -> str:
    return (
        _amount("choices", question.choices, 3, 4)
        or _one_right(question)
        or _repeated("choices", (choice.text for choice in question.choices))
    )


def _next(question: Question) -> str:
    return _one(question) or ("" if question.reply.strip() else "`reply` is missing")


def _several(question: Question) -> str:
    right = sum(choice.right for choice in question.choices)
    return (
        _amount("choices", question.choices, 4, 5)
        or ("" if 2 <= right < len(question.choices) else f"{right} right choices: at least two are right, and one wrong")
        or _unexplained(question.choices)
        or _repeated("choices", (choice.text for choice in question.choices))
        or _repeated("reasons", (choice.why for choice in question.choices))
    )


def _mark(question: Question) -> str:
    if question.reply:
        return "the parts are the reply, so `reply` is not given"
    return _amount("parts", question.choices, 3, 6) or _one_right(question)


def _typed(question: Question, least: int) -> str:
    """What CODE and BUILD share."""
    for code in question.answers:
        if not (_BASIC.fullmatch(code) or _ENHANCED.fullmatch(code)):
            return f"an answer is a code, and this is none: {code}"
        if not registered(code) and not question.unregistered:
            return f"no table has {code}; say `unregistered = true` if that is the point"
    wrongs = [wrong.answer for wrong in question.wrongs]
    if len({_BASIC.fullmatch(code) is None for code in question.answers}) > 1:
        return "the answers are of two kinds, reply codes and enhanced codes"
    if both := sorted({*question.answers} & {*wrongs}):
        return f"both right and wrong: {', '.join(both)}"
    return (
        _amount("wrong answers", question.wrongs, least, 99)
        or _repeated("answers", (*question.answers, *wrongs))
        or _repeated("reasons", (wrong.why for wrong in question.wrongs))
    )


def _code(question: Question) -> str:
    return ("" if question.answers else "`answers` is missing") or _typed(question, 3)


def _build(question: Question) -> str:
    if len(question.answers) != 1 or not _BASIC.fullmatch(question.answers[0]):
        return "`answers` is one code of three digits"
    odd = next((wrong.answer for wrong in question.wrongs if not re.fullmatch(r"\d{3}", wrong.answer)), None)
    return ("" if odd is None else f"a wrong answer has three digits, and this has not: {odd}") or _typed(question, 2)


def _match(question: Question) -> str:
    return (
        _amount("pairs", question.pairs, 3, 5)
        or _repeated("lefts", (pair.left for pair in question.pairs))
        or _repeated("rights", (pair.right for pair in question.pairs))
        or _repeated("reasons", (pair.why for pair in question.pairs))
    )


def _order(question: Question) -> str:
    if question.world and not (files("smtp_tutor") / "data" / "worlds" / f"{question.world}.toml").is_file():
        return f"unknown world: {question.world}"
    return _amount("steps", question.steps, 4, 6) or _repeated("reasons", (step.why for step in question.steps))


def _decode(question: Question) -> str:
    if question.about not in ABOUTS:
        return f"`about` is one of {', '.join(ABOUTS)}"
    odd = [code for code in question.codes if type(code) is not int or code not in codes.all_basic()]
    return f"unknown codes: {odd}" if odd else ""


_CHECKS: dict[Kind, Callable[[Question], str]] = {
    Kind.ONE: _one,
    Kind.SEVERAL: _several,
    Kind.NEXT: _next,
    Kind.MARK: _mark,
    Kind.CODE: _code,
    Kind.BUILD: _build,
    Kind.MATCH: _match,
    Kind.ORDER: _order,
    Kind.DECODE: _decode,
}


def _fact(question: Question) -> str:
    """Is the fact of a form that tests can check?"""
    fact = question.fact
    odd = [key for key, value in fact.items() if not _fits(key, value)]
    if odd:
        return f"the fact has keys or values that nothing can be: {', '.join(odd)}"
    if any(key.startswith("reply_") for key in fact) and not question.words:
        return "the fact speaks of a reply, and there is none"
    if fact.keys() & {"severity", "category", "actor", "retry"} and "code" not in fact:
        return "the fact needs a `code`"
    if fact.keys() & {"reason", "standing"} and not fact.keys() & {"code", "enhanced"}:
        return "the fact needs a `code` or an `enhanced`"
    return ""


def _fits(key: str, value: object) -> bool:
    if key in _NAMED:
        return value in {each.value for each in _NAMED[key]}
    if key in _RANKED:
        return value in {each.name.lower() for each in _RANKED[key]}
    if key in ("code", "reply_code"):
        return type(value) is int and 100 <= value <= 599
    return key in ("enhanced", "reply_enhanced") and bool(_ENHANCED.fullmatch(str(value)))
