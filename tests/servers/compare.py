"""Asks our session and a real server the same, and counts where they agree.

A difference is allowed only by an entry of the table in `allowed`. After one that leaves the two in different states
the rest of the dialogue says nothing, so it is not compared, and counted as such.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tests.servers.allowed import ALLOWED, Allowed
from tests.servers.peers import Ours, Theirs
from tests.servers.sequences import STATE, Step

#: After these a server may have closed the connection.
LAST_WORDS = (221, 421, 521)
#: What is sent where a server waits for more and the dialogue has nothing for it: an empty message, and the end of a log-in.
GOES_ON: dict[int | None, Step] = {354: Step(b".\r\n"), 334: Step(b"*\r\n")}


@dataclass(slots=True)
class Tally:
    """What a comparison has found. `broken` are differences that no entry allows, as sentences."""

    sequences: int = 0
    replies: int = 0
    agreed: int = 0
    unseen: int = 0
    allowed: Counter[Allowed] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)


def compare(server: str, port: int, ours: Callable[[], Ours], sequences: Iterable[list[Step]]) -> Tally:
    """Ask both sides every sequence, and then in which state they are."""
    tally = Tally()
    for steps in sequences:
        tally.sequences += 1
        real = Theirs(port)
        try:
            _Dialogue(server, ours(), real, tally).run((*steps, *STATE))
        finally:
            real.leave()
    return tally


@dataclass(slots=True)
class _Dialogue:
    """One dialogue, led with both sides. `sent` is what they have been sent, `last` the last code, when it was the same."""

    server: str
    mine: Ours
    real: Theirs
    tally: Tally
    sent: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    last: int | None = None

    def run(self, steps: tuple[Step, ...]) -> None:
        """Send the steps, as long as both sides are in the same state."""
        self.last = self.mine.greeting()
        if not self._judge("(greeting)", self.last, self.real.greeting()):
            return
        waiting = list(steps)
        while waiting:
            step = waiting.pop(0)
            if self.last in GOES_ON and step.after != self.last:
                waiting.insert(0, step)
                step = GOES_ON[self.last]
            elif step.after and step.after != self.last:
                continue
            if not self._step(step):
                self.tally.unseen += sum(later.replies for later in waiting)
                return

    def _step(self, step: Step) -> bool:
        """Send one step to both sides. Are they in the same state after it, and open?"""
        here, there = self.mine.ask(step.data, step.replies), self.real.ask(step.data, step.replies)
        if not all(self._judge(step.shown, code, other) for code, other in zip(here, there, strict=True)):
            return False
        self.last = here[-1]
        encrypting = step.data.upper().startswith(b"STARTTLS") and self.last == 220
        if encrypting:
            self.mine.encrypt()
            self.real.encrypt()
        self.sent.append(step.shown)
        self.said.append(f"{step.shown[:60]!r} {self.last}")
        return self._same_end() if self.last in LAST_WORDS and self.last == there[-1] else self.last is not None

    def _same_end(self) -> bool:
        """Have both sides closed the connection, or neither?"""
        self.tally.replies += 1
        ends = self.mine.closed(), self.real.closed()
        if ends[0] == ends[1]:
            self.tally.agreed += 1
            return not ends[0]
        self.tally.broken.append(f"{self.server}: after {' | '.join(self.said)}: closed here {ends[0]}, there {ends[1]}")
        return False

    def _judge(self, shown: str, mine: int | None, real: int | None) -> bool:
        """Count one pair of replies. Do both sides go on in the same state?"""
        self.tally.replies += 1
        entry = next((entry for entry in ALLOWED if entry.fits(self.server, shown, real, mine, self.sent)), None)
        if real == mine:
            self.tally.agreed += 1
            return entry is None
        if entry is None:
            way = " | ".join(self.said)
            self.tally.broken.append(f"{self.server}: after {way}: {shown[:90]!r} is answered {real} there and {mine} here")
            return False
        self.tally.allowed[entry] += 1
        return not entry.apart
