"""Events as they are made, before the page gives them an id and a time.

Lives here: one function a kind of event, with just the keys that `document` lists. Must not: keep anything.
"""

from typing import Any


def begun(lesson: str) -> dict[str, Any]:
    """A lesson was opened for the first time."""
    return {"kind": "begun", "lesson": lesson}


def done(lesson: str) -> dict[str, Any]:
    """A lesson's practice was answered right."""
    return {"kind": "done", "lesson": lesson}


def answered(question: str, *, right: bool, where: str, hint: bool = False, misconception: str = "") -> dict[str, Any]:
    """A question was answered in a "lesson", "review", "drill" or "test", with a hint or without."""
    extra: dict[str, Any] = {"hint": True} if hint else {}
    if misconception and not right:
        extra["misconception"] = misconception
    return {"kind": "answer", "question": question, "right": right, "where": where, **extra}


def tested(seed: int, right: int, total: int, *, passed: bool) -> dict[str, Any]:
    """A final test was finished. `seed` drew its questions."""
    return {"kind": "test", "seed": seed, "right": right, "total": total, "passed": passed}


def drilled(right: int, total: int, seconds: int) -> dict[str, Any]:
    """A timed drill ran to its end."""
    return {"kind": "drill", "right": right, "total": total, "seconds": seconds}


def certified(name: str, code: str) -> dict[str, Any]:
    """A certificate was made."""
    return {"kind": "certificate", "name": name, "code": code}
