"""The words of a session: its states, the commands a server can be sent, and what it answers.

Lives here: enums and dataclasses. Must not: decide what is answered to what; `table` says that.
"""

from dataclasses import dataclass, field
from enum import Enum

from smtp_tutor.model import Severity


class State(Enum):
    """Where a session is. The value names the state in data, in diagrams and in tests."""

    CONNECTING = "connecting"  # connected; the server has not greeted yet
    START = "start"  # greeted, or encrypted just now; the client has not said who it is
    READY = "ready"  # the client has said EHLO or HELO; no message is begun
    MAIL = "mail"  # the sender is known
    RCPT = "rcpt"  # at least one recipient was accepted
    DATA = "data"  # the server reads the message, up to a line with a single dot
    BDAT = "bdat"  # a part of the message has come as a chunk, and more is to follow
    AUTH_PLAIN = "auth-plain"  # log-in: the server waits for name and password at once
    AUTH_NAME = "auth-name"  # log-in: the server waits for the name
    AUTH_PASSWORD = "auth-password"  # noqa: S105  # log-in: the server waits for the password
    REFUSED = "refused"  # the greeting said no; the server only waits for QUIT
    CLOSED = "closed"  # the connection is closed; nothing is answered any more


class Command(Enum):
    """What a client can send. The value is the name that the code tables use, where they know it."""

    CONNECT = "CONNECT"
    EHLO = "EHLO"
    HELO = "HELO"
    MAIL = "MAIL"
    RCPT = "RCPT"
    DATA = "DATA"
    END = "end of DATA"
    BDAT = "BDAT"
    RSET = "RSET"
    NOOP = "NOOP"
    QUIT = "QUIT"
    VRFY = "VRFY"
    EXPN = "EXPN"
    HELP = "HELP"
    AUTH = "AUTH"
    RESPONSE = "AUTH response"
    STARTTLS = "STARTTLS"
    UNAVAILABLE = "command not offered"
    UNKNOWN = "unknown command"
    TOO_LONG = "line too long"
    BARE = "bare CR or LF"


@dataclass(frozen=True, slots=True)
class ServerReply:
    """One reply of the server. `lines` are its words, `section` the RFC that asks for it, `why` the reason in English.

    `command` is what was answered, `state` the state after it.
    """

    code: int
    enhanced: str
    lines: tuple[str, ...]
    section: str
    why: str
    command: Command
    state: State

    @property
    def severity(self) -> Severity:
        """Did it work?"""
        return Severity(self.code // 100)

    @property
    def text(self) -> str:
        """The reply as it is sent, without its last line ending (RFC 5321, section 4.2.1)."""
        words = [f"{self.enhanced} {line}" if self.enhanced else line for line in self.lines]
        return "\r\n".join(f"{self.code}{'-' if n < len(words) else ' '}{line}" for n, line in enumerate(words, 1))

    @property
    def data(self) -> bytes:
        """The reply as octets."""
        return f"{self.text}\r\n".encode()

    def __str__(self) -> str:
        return self.text.replace("\r\n", "\n")


@dataclass(slots=True)
class Envelope:
    """One message being handed over: who sends it, to whom, and its text so far.

    `refused` counts recipients that were not accepted, `size` the octets of text, of which `text` keeps what may matter.
    """

    sender: str = ""
    utf8: bool = False
    recipients: list[str] = field(default_factory=list)
    refused: int = 0
    size: int = 0
    text: bytearray = field(default_factory=bytearray)
    too_long: bool = False
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """A message for which the server has taken responsibility. `at` is the time in seconds since the world began."""

    sender: str
    recipients: tuple[str, ...]
    text: bytes
    at: float


@dataclass(slots=True)
class Memory:
    """What a server remembers from one connection to the next.

    `asked` holds when a sender first wrote to a recipient, `delivered` the messages taken, `lost` how often the server
    has died, all times in seconds since the world began.
    """

    asked: dict[tuple[str, str], float] = field(default_factory=dict)
    delivered: list[Message] = field(default_factory=list)
    lost: int = 0
