"""What a search of a larger text brings: replies with the circumstances that the text tells about them.

Lives here: the types that every finder returns. Must not: find anything.
"""

from dataclasses import dataclass, field
from enum import Enum

from smtp_tutor.model import EnhancedCode, Reply, Span


class Kind(Enum):
    """What a text turned out to be."""

    NOTHING = "nothing"  # nothing that a mail server says
    CODE = "code"  # a bare code, or a sentence around one
    WORDS = "words"  # a refusal in words, without a code
    REPLY = "reply"  # one or more replies
    TRANSCRIPT = "transcript"  # a dialogue: commands and replies
    EXCEPTION = "exception"  # what a program printed when its mail was refused
    LOG = "log"  # lines of a mail server's log
    EVENTS = "events"  # JSON events of a sending service
    BOUNCE = "bounce"  # a message that says another could not be delivered


@dataclass(frozen=True, slots=True)
class Found:
    """One reply, and what is known about it.

    `at` is the place of `reply.source` in the document's source, or None where it is not there letter by letter (it was
    encoded, or put together from several lines). `status` is what a delivery report or a log says beside the reply
    (RFC 3463), which may differ from the reply's own enhanced code. `command` is the SMTP command that was answered, in
    upper case (`RCPT`, `end of DATA`, `CONNECT` for the greeting). `action` is that of RFC 3464, section 2.3.3 (`failed`,
    `delayed`, `delivered`, `relayed`, `expanded`). `remote` is the host that replied, `reporter` the program or host that
    tells us. `count` says how often the same thing was found. `decides` is false for a refusal that settled nothing: the
    client then did it another way, or it only followed from an earlier refusal.
    """

    reply: Reply
    at: Span | None = None
    recipient: str = ""
    status: EnhancedCode | None = None
    command: str = ""
    action: str = ""
    remote: str = ""
    reporter: str = ""
    count: int = 1
    decides: bool = True


@dataclass(frozen=True, slots=True)
class Document:
    """A text, what it is, and the replies in it, in the order in which they stand.

    `lines` and `unread` count, for a log, its lines and those that say nothing about a delivery. `foreign` says who seems
    to speak where that is no mail server: "web", "shell" (then nothing was found), or "ftp" (then it is not sure).
    """

    kind: Kind
    source: str
    found: tuple[Found, ...] = field(default=())
    lines: int = 0
    unread: int = 0
    foreign: str = ""
