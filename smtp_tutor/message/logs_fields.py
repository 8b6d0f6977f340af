"""What the readers of log lines share: fields of a line, what earlier lines told, and how a delivery is put together.

Lives here: the parts. Must not: know the form of any program's lines.
"""

import re
from dataclasses import dataclass, field

from smtp_tutor.message import replies
from smtp_tutor.message.circumstances import action, place
from smtp_tutor.message.dialogue import Dialogue
from smtp_tutor.message.found import Found

#: What a program writes about a delivery, and the action that it means (RFC 3464, section 2.3.3).
ACTIONS = {
    "sent": "delivered", "deliverable": "delivered", "delivered": "delivered", "success": "delivered",
    "ok": "delivered", "deferred": "delayed", "deferral": "delayed", "softbounce": "delayed", "queued": "delayed",
    "tempfail": "delayed", "bounced": "failed", "expired": "failed", "undeliverable": "failed", "failure": "failed",
    "permfail": "failed", "loopfail": "failed",
}  # fmt: skip
#: Deliveries and sessions that are open at once in a log; older ones are forgotten.
OPEN = 10_000
NEXT_FIELD = re.compile(r",? (?:[a-z]\w{1,11}=|$)")
NOTHING = replies.words_only("")


@dataclass(slots=True)
class Memory:
    """What earlier lines of a log told: recipients of qmail's deliveries, and sessions with their open replies."""

    recipients: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, Dialogue] = field(default_factory=dict)
    pending: dict[str, list[str]] = field(default_factory=dict)
    alone: bool = False  # one line is read by itself

    def dialogue(self, session: str) -> Dialogue:
        """The session of that name, begun where it is new."""
        if session not in self.sessions:
            if len(self.sessions) >= OPEN:
                self.sessions.clear()
            self.sessions[session] = Dialogue()
        return self.sessions[session]


def value(line: str, name: str, start: int = 0) -> str:
    """The value of `name=...` up to the next field, without the comma and angle brackets around it."""
    at = line.find(f"{name}=", start)
    if at < 0:
        return ""
    at += len(name) + 1
    if line[at : at + 1] == "<":
        return line[at + 1 : line.find(">", at) if ">" in line[at:] else len(line)]
    if line[at : at + 1] == '"':
        end = line.find('"', at + 1)
        return line[at + 1 : end if end > 0 else len(line)]
    match = NEXT_FIELD.search(line, at)
    return line[at : match.start() if match else len(line)]


def host(words: str) -> str:
    """The name in `mx.example.com[192.0.2.1]:25` or `mx.example.com. [192.0.2.1]`, else the address."""
    name = words.partition("[")[0].strip(" .")
    if name and name != "unknown":
        return "" if name in {"none", "local", "virtual", "pipe"} else name
    return words.partition("[")[2].partition("]")[0]


def found(line: str, base: int, part: tuple[int, int], seen: Found, asked: str = "") -> Found:
    """`seen` with the reply in that part of the line, and its place in a document where the line begins at `base`."""
    start, end = part
    reply = replies.read(line[start:end].strip()) if start < end else NOTHING
    at = place(reply, line, start, end)
    return Found(
        reply,
        at.moved(base) if at else None,
        seen.recipient,
        seen.status,
        seen.command or asked,
        seen.action or action(reply, seen.status),
        seen.remote,
        seen.reporter,
        seen.count,
    )
