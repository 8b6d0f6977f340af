"""What a learner does in a world, and what comes of it.

Lives here: `Action` and `Turn`, which `play` makes and `missteps` reads. Must not: judge them.
"""

from dataclasses import dataclass
from enum import Enum

from smtp_tutor.session.model import Command, ServerReply, State
from smtp_tutor.session.scenario import Scenario, Verdict


class Act(Enum):
    """What a learner can do. The value is what a page sends."""

    CONNECT = "connect"
    TYPE = "type"  # send one line
    HANG_UP = "hang-up"
    WAIT = "wait"
    SAY = "say"  # say why the message cannot be delivered
    GIVE_UP = "give-up"  # say that it cannot, in a world where it can


@dataclass(frozen=True, slots=True)
class Action:
    """One thing done. `text` is the line typed, or the name of the verdict."""

    act: Act
    text: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing done, and its result. `before` and `after` are the server's states; None where there is no connection.

    `command` is what a typed line was to the server; None for a line of a message. `secure` tells of an encrypted
    connection before it. `now` is the time in seconds since the world began. `delivered` counts the messages that the
    server has taken, this turn's among them. `broke` says that the server closed without a reply. `verdict` is what
    was said.
    """

    action: Action
    command: Command | None
    replies: tuple[ServerReply, ...]
    before: State | None
    after: State | None
    secure: bool
    now: float
    delivered: int
    group: int
    broke: bool = False
    verdict: Verdict | None = None

    @property
    def line(self) -> str:
        """What was typed."""
        return self.action.text if self.action.act is Act.TYPE else ""

    @property
    def code(self) -> int:
        """The code of the last reply, or 0."""
        return self.replies[-1].code if self.replies else 0

    @property
    def enhanced(self) -> str:
        """The enhanced code of the last reply, or nothing."""
        return self.replies[-1].enhanced if self.replies else ""

    def answers(self, command: Command, *codes: int) -> bool:
        """Was it this command, answered with one of these codes?"""
        return self.command is command and self.code in codes


@dataclass(frozen=True, slots=True)
class Story:
    """A turn in its place: the world, what came before, and the turn."""

    scenario: Scenario
    past: tuple[Turn, ...]
    turn: Turn

    @property
    def last(self) -> Turn | None:
        """The latest turn with a reply before this one."""
        return next((turn for turn in reversed(self.past) if turn.code), None)

    @property
    def message(self) -> tuple[Turn, ...]:
        """The turns since the latest MAIL, RSET or connection."""
        out: list[Turn] = []
        for turn in reversed(self.past):
            if turn.command in (Command.MAIL, Command.RSET, Command.CONNECT):
                break
            out.append(turn)
        return tuple(reversed(out))
