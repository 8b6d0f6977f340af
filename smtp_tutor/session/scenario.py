"""The worlds of the lessons: a server with a story, a goal, hints, and what it may be that went wrong.

Lives here: `Scenario`, read from `data/worlds/*.toml`, one file a world. Must not: know what a learner has done so far.
"""

import tomllib
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib.resources import files
from typing import Any

from smtp_tutor.errors import DataError
from smtp_tutor.session.world import World, read_world

#: How long a learner waits at a press of the button, in seconds, where the world does not say.
WAIT = 300.0
#: The message to deliver, where the world does not give another.
MESSAGE = ("From: {sender}", "To: {to}", "Subject: hello", "", "Hello, how are you?")


class Goal(Enum):
    """What a learner shall reach."""

    DELIVER = "deliver"  # every recipient has the message
    EXPLAIN = "explain"  # the learner has said why it cannot be delivered, having seen the reply that tells


@dataclass(frozen=True, slots=True)
class Verdict:
    """One explanation to choose from, and what to say to whoever chooses it. English."""

    name: str
    text: str
    why: str
    right: bool


@dataclass(frozen=True, slots=True)
class Scenario:
    """One world. Prose is English. `solution` is a script that reaches the goal, as `Play.run` reads it.

    `mail` is the command that begins the message, `code` the reply that a verdict needs as its evidence, or 0.
    """

    name: str
    order: int
    title: str
    story: str
    task: str
    sender: str
    recipients: tuple[str, ...]
    mail: str
    message: tuple[str, ...]
    goal: Goal
    code: int
    wait: float
    hints: tuple[str, ...]
    verdicts: tuple[Verdict, ...]
    solution: tuple[str, ...]
    world: World


def read_scenario(name: str, entry: dict[str, Any]) -> Scenario:
    """One file; DataError where a field is missing or of another form."""
    try:
        sender, recipients = entry["sender"], tuple(entry["recipients"])
        message = entry.get("message", [line.format(sender=sender, to=", ".join(recipients)) for line in MESSAGE])
        scenario = Scenario(
            name=name,
            order=entry["order"],
            title=entry["title"],
            story=entry["story"],
            task=entry["task"],
            sender=sender,
            recipients=recipients,
            mail=entry.get("mail", f"MAIL FROM:<{sender}>"),
            message=tuple(message),
            goal=Goal(entry["goal"]),
            code=entry.get("code", 0),
            wait=float(entry.get("wait", WAIT)),
            hints=tuple(entry["hints"]),
            verdicts=tuple(
                Verdict(each["name"], each["text"], each["why"], each.get("right", False)) for each in entry.get("verdict", ())
            ),
            solution=tuple(entry["solution"]),
            world=read_world(entry.get("server", {}), f"worlds/{name}.toml", "server"),
        )
    except (KeyError, ValueError) as error:
        raise DataError(f"worlds/{name}.toml", name, f"{type(error).__name__}: {error}") from None
    if sum(verdict.right for verdict in scenario.verdicts) != (scenario.goal is Goal.EXPLAIN):
        raise DataError(f"worlds/{name}.toml", name, "one verdict is right where the goal is to explain, and none elsewhere")
    return scenario


@cache
def scenarios() -> dict[str, Scenario]:
    """Every world, by its name, from the easiest to the hardest."""
    folder = files("smtp_tutor") / "data" / "worlds"
    found = [
        read_scenario(file.name.removesuffix(".toml"), tomllib.loads(file.read_text(encoding="utf-8")))
        for file in folder.iterdir()
        if file.name.endswith(".toml")
    ]
    return {scenario.name: scenario for scenario in sorted(found, key=lambda scenario: scenario.order)}
