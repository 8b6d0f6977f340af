"""Exercises on dialogues: be the server, find the fault.

Lives here: the exercises of `data/drills.toml`; the right reply is never written down, the session gives it.
Must not: draw at random by itself; a generator is passed in.
"""

import tomllib
from collections.abc import Callable, MutableSequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Protocol, TypeVar

from smtp_tutor.errors import DataError
from smtp_tutor.session.machine import Session
from smtp_tutor.session.model import ServerReply
from smtp_tutor.session.scenario import scenarios

FILE = "drills.toml"
Case = TypeVar("Case")


class Draws(Protocol):
    """What draws the order of choices: a `random.Random`, made where clocks and chance may be known."""

    def shuffle(self, x: MutableSequence[Any], /) -> None:
        """Put the items into another order."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One reply to choose, and why it is right or wrong, in English."""

    reply: str
    why: str
    right: bool


@dataclass(frozen=True, slots=True)
class ServerCase:
    """Be the server: the dialogue so far, the client's line, and the replies to choose from."""

    name: str
    situation: str
    dialogue: tuple[str, ...]
    line: str
    right: ServerReply
    wrong: tuple[Choice, ...]

    def choices(self, draw: Draws) -> list[Choice]:
        """The right reply among the wrong ones, in an order drawn from `draw`."""
        first = " ".join(part for part in (str(self.right.code), self.right.enhanced, self.right.lines[0]) if part)
        out = [Choice(first, self.right.why, right=True), *self.wrong]
        draw.shuffle(out)
        return out


@dataclass(frozen=True, slots=True)
class FaultCase:
    """Find the fault: lines of a dialogue, the number of the one that is wrong (from 1), and why."""

    name: str
    world: str
    task: str
    lines: tuple[str, ...]
    fault: int
    why: str


def said(world: str, lines: tuple[str, ...]) -> tuple[list[str], list[ServerReply]]:
    """The dialogue that these lines of a client lead to, as `C:` and `S:` lines, and the replies to the last line."""
    session = Session(scenarios()[world].world)
    replies = [session.greet()]
    shown = [f"S: {line}" for line in str(replies[0]).split("\n")]
    for line in lines:
        replies = session.feed(f"{line}\r\n".encode())
        shown += [f"C: {line}", *(f"S: {row}" for reply in replies for row in str(reply).split("\n"))]
    return shown, replies


def _server(entry: dict[str, Any]) -> ServerCase:
    before = tuple(entry["before"])
    dialogue, _ = said(entry["world"], before)
    _, replies = said(entry["world"], (*before, entry["line"]))
    wrong = tuple(Choice(each["reply"], each["why"], right=False) for each in entry["wrong"])
    return ServerCase(entry["name"], entry["situation"], tuple(dialogue), entry["line"], replies[-1], wrong)


def _fault(entry: dict[str, Any]) -> FaultCase:
    return FaultCase(entry["name"], entry["world"], entry["task"], tuple(entry["lines"]), entry["fault"], entry["why"])


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((files("smtp_tutor") / "data" / FILE).read_text(encoding="utf-8"))


def checked(make: Callable[[dict[str, Any]], Case], entry: dict[str, Any]) -> Case:
    """An exercise; DataError where its entry is not of the form."""
    try:
        return make(entry)
    except (KeyError, IndexError) as error:
        raise DataError(FILE, str(entry.get("name")), f"{type(error).__name__}: {error}") from None


@cache
def server_cases() -> tuple[ServerCase, ...]:
    """The exercises in which the learner is the server."""
    return tuple(checked(_server, entry) for entry in _table()["server"])


@cache
def fault_cases() -> tuple[FaultCase, ...]:
    """The exercises in which the learner finds the fault."""
    return tuple(checked(_fault, entry) for entry in _table()["fault"])
