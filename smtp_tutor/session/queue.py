"""The queue of a mail server: when it tries a message again, and when it gives up (RFC 5321, section 4.5.4.1).

Lives here: retry schedules and what may keep a message waiting, as `data/queue.toml` has them, and the tries that follow
from both. Must not: read a clock. All times are seconds since the message came into the queue.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib.resources import files
from typing import Any

from smtp_tutor.errors import DataError
from smtp_tutor.model import Reason


class Outcome(Enum):
    """What came of a try."""

    DELIVERED = "delivered"  # the server took the message
    DEFERRED = "deferred"  # not now: the message stays in the queue
    RETURNED = "returned"  # not now, and for the last time: the sender gets a bounce


@dataclass(frozen=True, slots=True)
class Phase:
    """While the message is younger than `until`: wait `first`, then `factor` times as long each time, at most `longest`."""

    until: int
    first: int
    factor: float
    longest: int


@dataclass(frozen=True, slots=True)
class Queue:
    """A retry schedule. `lifetime` is the age from which a failed try is the last, `notice` that of a delay notice."""

    name: str
    title: str
    meaning: str
    lifetime: int
    notice: int
    notice_meaning: str
    source: str
    phases: tuple[Phase, ...]


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What keeps a message waiting, for `lasts` seconds. `reply` is what the server says; "" where none answers."""

    name: str
    title: str
    meaning: str
    reply: str
    reason: Reason
    lasts: int


@dataclass(frozen=True, slots=True)
class Try:
    """One try to deliver: its number from 1 on, the message's age, the outcome, whether a delay notice goes out with it."""

    number: int
    at: int
    outcome: Outcome
    notice: bool = False


#: What a server says that takes the message.
TAKEN = "250 2.0.0 OK"


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((files("smtp_tutor") / "data" / "queue.toml").read_text(encoding="utf-8"))


@cache
def queues() -> dict[str, Queue]:
    """The queues by name, the commonest first. DataError where the table is not of its form."""
    return {entry["id"]: _queue(entry) for entry in _table()["queue"]}


def _queue(entry: dict[str, Any]) -> Queue:
    try:
        phases = tuple(Phase(row["until"], row["first"], row["factor"], row["longest"]) for row in entry["phase"])
        return Queue(entry["id"], entry["title"], entry["meaning"], entry["lifetime"], entry["notice"],
                     entry["notice_meaning"], entry["source"], phases)  # fmt: skip
    except KeyError as error:
        raise DataError("queue.toml", str(entry.get("id")), f"{error} is missing") from None


@cache
def obstacles() -> dict[str, Obstacle]:
    """What may keep a message waiting, by name, the shortest first. DataError where the table is not of its form."""
    return {entry["id"]: _obstacle(entry) for entry in _table()["obstacle"]}


def _obstacle(entry: dict[str, Any]) -> Obstacle:
    try:
        return Obstacle(entry["id"], entry["title"], entry["meaning"], entry["reply"], Reason(entry["reason"]), entry["lasts"])
    except (KeyError, ValueError) as error:
        raise DataError("queue.toml", str(entry.get("id")), f"{type(error).__name__}: {error}") from None


def ages(queue: Queue) -> Iterator[int]:
    """The ages at which a message is tried that nobody takes: 0 first, the last one not below the lifetime."""
    age = 0
    yield age
    for phase in queue.phases:
        gap = float(phase.first)
        while age < phase.until:
            age += round(min(gap, phase.longest))
            gap *= phase.factor
            yield age


def tries(queue: Queue, obstacle: Obstacle) -> tuple[Try, ...]:
    """The tries of a message that an obstacle keeps waiting: all but the last are deferred."""
    out: list[Try] = []
    told = False
    for number, age in enumerate(ages(queue), 1):
        if age >= obstacle.lasts:
            return (*out, Try(number, age, Outcome.DELIVERED))
        if age >= queue.lifetime:
            return (*out, Try(number, age, Outcome.RETURNED))
        notice = not told and age >= queue.notice
        told = told or notice
        out.append(Try(number, age, Outcome.DEFERRED, notice))
    raise DataError("queue.toml", queue.name, "the phases end before the lifetime")
