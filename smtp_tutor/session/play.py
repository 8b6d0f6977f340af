"""A learner in a world: what was done, what the server said, and whether the goal is reached.

Lives here: `Play`, which is nothing but the actions so far, run through `Session`; so undo is exact, and the same
actions always give the same. Must not: hold widgets or sentences; those of missteps and worlds are passed on in English.
"""

import base64
from collections.abc import Iterable
from dataclasses import dataclass

from smtp_tutor.session.machine import Session
from smtp_tutor.session.missteps import Misstep, misstep
from smtp_tutor.session.model import Command, Memory, ServerReply, State
from smtp_tutor.session.scenario import Goal, Scenario, Verdict
from smtp_tutor.session.syntax import read
from smtp_tutor.session.table import LOGIN
from smtp_tutor.session.turns import Act, Action, Story, Turn

#: The words of a script that are not lines to type.
SCRIPT = {"CONNECT": Act.CONNECT, "HANG UP": Act.HANG_UP, "WAIT": Act.WAIT, "GIVE UP": Act.GIVE_UP}
CLIENT = "client.example.net"


@dataclass(frozen=True, slots=True)
class Told:
    """A misstep, and the number of the turn in which it was made."""

    turn: int
    misstep: Misstep


class Play:
    """A learner in a world. The connection is open, and the server has greeted, from the start."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self._start([(0, Action(Act.CONNECT))])

    def _start(self, actions: Iterable[tuple[int, Action]]) -> None:
        """Begin anew, and do these things."""
        self.memory = Memory()
        self.now = 0.0
        self.turns: list[Turn] = []
        self.told: list[Told] = []
        self._session: Session | None = None
        self._actions: list[tuple[int, Action]] = []
        for group, action in actions:
            self._do(action, group)

    # What a learner does

    def do(self, act: Act, text: str = "") -> list[Turn]:
        """Do one thing; gives the new turns. Several lines typed at once are sent one after the other."""
        group = self._actions[-1][0] + 1
        texts = text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if act is Act.TYPE else [text]
        return [self._do(Action(act, each), group) for each in texts]

    def undo(self) -> bool:
        """Take back the latest thing done. Was there one?"""
        group = self._actions[-1][0]
        if group == 0:
            return False
        self._start([each for each in self._actions if each[0] != group])
        return True

    def run(self, script: Iterable[str]) -> None:
        """Do what a script says: lines to type, `TEXT` for the message with its dot, `SAY name`, and the words of SCRIPT."""
        for word in script:
            if word in SCRIPT:
                self.do(SCRIPT[word])
            elif word == "TEXT":
                self.do(Act.TYPE, self.text)
            elif word.startswith("SAY "):
                self.do(Act.SAY, word.removeprefix("SAY "))
            else:
                self.do(Act.TYPE, word)

    def _do(self, action: Action, group: int) -> Turn:
        before = self.state
        secure = self._session is not None and self._session.secure
        command, replies = self._send(action)
        turn = Turn(
            action=action,
            command=command,
            replies=tuple(replies),
            before=before,
            after=self.state,
            secure=secure,
            now=self.now,
            delivered=len(self.memory.delivered),
            group=group,
            broke=self.state is State.CLOSED and before not in (State.CLOSED, None) and not replies,
            verdict=next((each for each in self.scenario.verdicts if each.name == action.text and action.act is Act.SAY), None),
        )
        made = misstep(Story(self.scenario, tuple(self.turns), turn))
        if made:
            self.told.append(Told(len(self.turns), made))
        self.turns.append(turn)
        self._actions.append((group, action))
        return turn

    def _send(self, action: Action) -> tuple[Command | None, list[ServerReply]]:
        """Do it; gives the command that it was, and the replies."""
        if action.act is Act.CONNECT:
            self._session = Session(self.scenario.world, self.memory)
            return Command.CONNECT, [self._session.greet(self.now)]
        if action.act is Act.TYPE and self._session is not None:
            command = _command(self._session.state, action.text)
            return command, self._session.feed(action.text.encode("utf-8", "replace") + b"\r\n", self.now)
        if action.act in (Act.HANG_UP, Act.WAIT):
            self._session = None
        if action.act is Act.WAIT:  # no server keeps a silent connection for so long
            self.now += self.scenario.wait
        return None, []

    # Where it stands

    @property
    def state(self) -> State | None:
        """Where the connection is; None where there is none."""
        return self._session.state if self._session else None

    @property
    def connected(self) -> bool:
        """Is there somebody to talk to?"""
        return self.state not in (None, State.CLOSED)

    @property
    def delivered_to(self) -> frozenset[str]:
        """Those who have got a message."""
        return frozenset(to for message in self.memory.delivered for to in message.recipients)

    @property
    def reached(self) -> bool:
        """Is the goal reached? Delivered to all, or the right reason said, once the server has shown it."""
        if self.scenario.goal is Goal.DELIVER:
            return self.delivered_to >= set(self.scenario.recipients)
        seen = False
        for turn in self.turns:
            if turn.verdict and turn.verdict.right and seen:
                return True
            seen = seen or any(reply.code == self.scenario.code for reply in turn.replies)
        return False

    @property
    def verdict(self) -> Verdict | None:
        """The reason that was said in the latest turn."""
        return self.turns[-1].verdict if self.turns else None

    @property
    def text(self) -> str:
        """The message, ready to be typed: dots doubled at the beginning of a line, and the single dot at its end."""
        return "\n".join([*(f".{line}" if line.startswith(".") else line for line in self.scenario.message), "."])

    @property
    def choices(self) -> list[str]:
        """Lines that make sense now, the most likely first; `TEXT` stands for the whole message."""
        state, offers = self.state, self._offers()
        if state is None or state is State.CLOSED:
            return []
        if state in LOGIN:
            return [*self._credentials(state), "*"]
        first = self.scenario.world.encrypt_first or self.scenario.world.log_in_first
        fixed = {
            State.START: [f"EHLO {CLIENT}", "QUIT"],
            State.READY: [*offers, self.scenario.mail, "QUIT"] if first else [self.scenario.mail, *offers, "QUIT"],
            State.MAIL: [*self._recipients(), "DATA", "RSET", "QUIT"],
            State.RCPT: ["DATA", *self._recipients(), "RSET", "QUIT"],
            State.BDAT: ["BDAT 0 LAST", "RSET", "QUIT"],
            State.DATA: ["TEXT", "."],
        }
        return fixed.get(state, ["QUIT"])

    def _recipients(self) -> list[str]:
        return [f"RCPT TO:<{address}>" for address in self.scenario.recipients if address not in self.delivered_to]

    def _offers(self) -> list[str]:
        """Commands of the extensions that the server has offered in its latest answer to EHLO."""
        if self._session is None:
            return []
        heard = next((turn.replies[0] for turn in reversed(self.turns) if turn.answers(Command.EHLO, 250)), None)
        words = heard.lines if heard else ()
        starttls = ["STARTTLS"] if "STARTTLS" in words and not self._session.secure else []
        log_in = self._session.talk.user == "" and any(word.startswith("AUTH") for word in words)
        return [*starttls, *(["AUTH LOGIN"] if log_in else [])]

    def _credentials(self, state: State) -> list[str]:
        name, password = next(iter(self.scenario.world.accounts.items()), ("", ""))
        given = {State.AUTH_NAME: name, State.AUTH_PASSWORD: password, State.AUTH_PLAIN: f"\0{name}\0{password}"}[state]
        return [_base64(given)]

    @property
    def transcript(self) -> str:
        """The dialogue so far, a line a line, `C:` before the client's and `S:` before the server's."""
        out: list[str] = []
        for turn in self.turns:
            if turn.action.act is Act.TYPE and turn.before not in (None, State.CLOSED):
                out.append(f"C: {turn.line}")
            out += [f"S: {line}" for reply in turn.replies for line in str(reply).split("\n")]
        return "\n".join(out) + "\n"


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _command(state: State, line: str) -> Command | None:
    """What a line is to a server in this state; None for a line of a message."""
    if state is State.DATA:
        return Command.END if line == "." else None
    return Command.RESPONSE if state in LOGIN else read(line.encode("utf-8", "replace")).command
