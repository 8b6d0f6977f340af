"""Runs the table: octets in, replies out.

Lives here: cutting the octets into lines, chunks and the text of a message, and trying the rows. No input, however it
is cut, raises. Must not: know a command, a code or a state's meaning beyond how its octets are read.

Only CRLF ends a line (RFC 5321, section 2.3.8): a CR or LF by itself is a part of the line, and a fault. The text of
a message ends with CRLF, dot, CRLF and with nothing else (section 4.1.1.4), so no message can hide another in it.
After STARTTLS a real server throws away what came with it; here there is no handshake, and the next command follows.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from smtp_tutor.session import syntax, table
from smtp_tutor.session.model import Command, Memory, ServerReply, State
from smtp_tutor.session.moment import Moment, Talk
from smtp_tutor.session.syntax import Request
from smtp_tutor.session.world import EXTENSIONS, HONEST, MECHANISMS, World

CRLF = b"\r\n"
#: A line that goes on beyond this is not kept.
KEPT = syntax.AUTH_LINE
#: A server without a limit of size keeps this much of a message.
UNLIMITED = 50_000_000


@dataclass(frozen=True, slots=True)
class Words:
    """What the server says in a reply, and why, for the reader. `text` may hold `{names}`."""

    text: str
    why: str


@cache
def all_words() -> dict[str, Words]:
    """The words of every reply, by the name that the table gives it."""
    table = tomllib.loads((files("smtp_tutor") / "data" / "session.toml").read_text(encoding="utf-8"))
    return {name: Words(entry["text"], entry["why"]) for name, entry in table["reply"].items()}


class Session:
    """One connection, seen from the server. It has no clock: `now` is given, in seconds since the world began."""

    def __init__(self, world: World = HONEST, memory: Memory | None = None) -> None:
        self.world = world
        self.memory = Memory() if memory is None else memory
        self.talk = Talk()
        self._buffer = bytearray()
        self._seen = 0
        self._overflow = False
        self._chunk: Request | None = None
        self._missing = 0

    @property
    def state(self) -> State:
        """Where the session is."""
        return self.talk.state

    @property
    def secure(self) -> bool:
        """Is the connection encrypted?"""
        return self.talk.secure

    def greet(self, now: float = 0) -> ServerReply:
        """The first reply, to the connection itself. Must come first, once."""
        reply = self._answer(Request(Command.CONNECT), now)
        if reply is None:
            raise AssertionError("the table greets in every world")
        return reply

    def feed(self, data: bytes, now: float = 0) -> list[ServerReply]:
        """Take the next octets and give back what the server answers to them, in order. Nothing raises."""
        self._buffer += data
        out: list[ServerReply] = []
        while self.state not in (State.CLOSED, State.CONNECTING):
            if self._chunk is not None:
                if not self._take_chunk():
                    break
                request, self._chunk = self._chunk, None
            else:
                line = self._take_line()
                if line is None:
                    break
                understood = self._request(*line)
                if understood is None:
                    continue
                request = understood
            reply = self._answer(request, now)
            if reply is not None:
                out.append(reply)
        if self.state is State.CLOSED:
            self._buffer.clear()
        return out

    def _take_line(self) -> tuple[bytes, bool] | None:
        """The next line without its CRLF, and whether it was too long to keep; None until its CRLF has come."""
        end = self._buffer.find(CRLF, max(0, self._seen - 1))
        if end < 0:
            if len(self._buffer) > KEPT:
                self._overflow = True
                del self._buffer[:-1]  # the last octet may be half of a line ending
            self._seen = len(self._buffer)
            return None
        line, overflow = bytes(self._buffer[:end]), self._overflow or end + 2 > KEPT
        del self._buffer[: end + 2]
        self._seen, self._overflow = 0, False
        return line, overflow

    def _take_chunk(self) -> bool:
        """Move octets of a chunk from the buffer to the message. Are they complete?"""
        piece = bytes(self._buffer[: self._missing])
        del self._buffer[: len(piece)]
        self._missing -= len(piece)
        if self.state in (State.RCPT, State.BDAT):
            self._keep(piece)
        return self._missing == 0

    def _request(self, line: bytes, overflow: bool) -> Request | None:
        """The command that a line is, in this state; None where it only adds to the message or begins a chunk."""
        if self.state is State.DATA:
            return self._text(line, overflow)
        if self.state in table.LOGIN:
            return Request(Command.TOO_LONG) if overflow else Request(Command.RESPONSE, initial=line.decode("utf-8", "replace"))
        request = Request(Command.TOO_LONG) if overflow else syntax.read(line)
        if request.command is Command.BDAT and request.fault is None and "CHUNKING" in self.world.extensions:
            self._chunk, self._missing = request, request.size
            return None
        return request

    def _text(self, line: bytes, overflow: bool) -> Request | None:
        """One line of a message; a single dot ends it, and one dot is taken off others (RFC 5321, section 4.5.2)."""
        if line == b"." and not overflow:
            return Request(Command.END)
        envelope = self.talk.envelope
        envelope.too_long = envelope.too_long or overflow or len(line) + 2 > syntax.TEXT_LINE
        envelope.bare = envelope.bare or b"\r" in line or b"\n" in line
        self._keep(b"" if overflow else line.removeprefix(b".") + CRLF)
        return None

    def _keep(self, piece: bytes) -> None:
        """Add to the message. What goes beyond the server's limit is counted and not kept."""
        envelope = self.talk.envelope
        envelope.size += len(piece)
        envelope.text += piece[: max(0, (self.world.size or UNLIMITED) - len(envelope.text))]

    def _answer(self, request: Request, now: float) -> ServerReply | None:
        """Try the rows for a command; None where the connection breaks instead."""
        moment = Moment(self.world, self.talk, self.memory, request, now)
        row = next(row for row in table.rows(self.state, request.command) if row.when(moment))
        lines = _lines(row, moment) if row.code else ()
        row.effect(moment)
        self.talk.state = row.then or self.talk.state
        if row.reply == "ehlo":
            lines = (*lines, *_keywords(moment))
        if not row.code:
            return None
        enhanced = row.enhanced if "ENHANCEDSTATUSCODES" in self.world.extensions else ""
        return ServerReply(row.code, enhanced, lines, row.section, all_words()[row.reply].why, request.command, self.state)


def _lines(row: table.Row, moment: Moment) -> tuple[str, ...]:
    """The words of a reply, with what they name filled in."""
    request = moment.request
    words = all_words()[row.reply].text.format(
        host=moment.world.host,
        client=_shown(request.domain),
        address=_shown(request.address),
        domain=_shown(request.domain),
        verb=_shown(request.verb),
        new=moment.world.moved.get(moment.address, (0, ""))[1],
        size=moment.world.size,
        recipients=moment.world.recipients,
    )
    return tuple(words.split("\n"))


def _shown(text: str) -> str:
    """What the client sent, as a reply may repeat it: ASCII that can be printed, and not too much of it."""
    return "".join(char if " " <= char <= "~" else "?" for char in text[:100])


def _keywords(moment: Moment) -> tuple[str, ...]:
    """What the server offers, a keyword a line (RFC 5321, section 4.1.1.1)."""
    more = {"SIZE": f"SIZE {moment.world.size}", "AUTH": f"AUTH {' '.join(MECHANISMS)}"}
    return tuple(more.get(keyword, keyword) for keyword in EXTENSIONS if keyword in moment.offers)
