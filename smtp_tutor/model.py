"""The words of the field as types: codes, lines, replies, reasons, advice.

Lives here: frozen dataclasses and enums. Must not: look anything up, read anything, or hold sentences.
"""

from dataclasses import dataclass
from enum import Enum, IntEnum


class Severity(IntEnum):
    """The first digit of a reply code: did it work (RFC 5321, section 4.2.1)?"""

    PRELIMINARY = 1
    COMPLETED = 2
    INTERMEDIATE = 3
    TRANSIENT = 4
    PERMANENT = 5


class Category(IntEnum):
    """The second digit of a reply code: what is it about (RFC 5321, section 4.2.1)?"""

    SYNTAX = 0
    INFORMATION = 1
    CONNECTION = 2
    UNSPECIFIED_3 = 3
    UNSPECIFIED_4 = 4
    MAIL_SYSTEM = 5


class Reason(Enum):
    """Why a message was refused, whatever the code says."""

    RECIPIENT_UNKNOWN = "recipient_unknown"
    MAILBOX_DISABLED = "mailbox_disabled"
    RECIPIENT_MOVED = "recipient_moved"
    MAILBOX_FULL = "mailbox_full"
    MESSAGE_TOO_BIG = "message_too_big"
    DOMAIN_PROBLEM = "domain_problem"
    NETWORK = "network"
    RATE_LIMITED = "rate_limited"
    GREYLISTED = "greylisted"
    REPUTATION_BLOCK = "reputation_block"
    AUTH_FAILURE = "auth_failure"
    SPAM_CONTENT = "spam_content"
    VIRUS = "virus"
    CONTENT_REJECTED = "content_rejected"
    POLICY = "policy"
    SENDER_REJECTED = "sender_rejected"
    RELAY_DENIED = "relay_denied"
    SMTP_AUTH_TLS = "smtp_auth_tls"
    PROTOCOL = "protocol"
    SYSTEM_ERROR = "system_error"
    UNKNOWN = "unknown"


class Actor(Enum):
    """Who must act next."""

    YOU = "you"
    RECIPIENT = "recipient"
    RECIPIENT_ADMIN = "recipient_admin"
    YOUR_ADMIN = "your_admin"
    NOBODY = "nobody"


class Retry(Enum):
    """Can the same message, sent again unchanged, get through?"""

    NOT_NEEDED = "not_needed"  # it worked, or the dialogue goes on
    AUTOMATIC = "automatic"  # the sending server tries again by itself
    LATER = "later"  # once something on the other side has changed, send it again
    AFTER_CHANGE = "after_change"  # only after the sender's side has changed something
    NO = "no"  # the same message will be refused again


class Standing(Enum):
    """How official a code is."""

    STANDARD = "standard"  # in the registry, or in a current RFC
    HISTORIC = "historic"  # in an RFC that others replaced, or marked deprecated in the registry
    PROVIDER = "provider"  # sent by real servers, registered by nobody
    UNREGISTERED = "unregistered"  # nobody is known to define it


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A part of a text: offsets of its first character and of the one after its last."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters of `text` that this span names."""
        return text[self.start : self.end]

    def moved(self, by: int) -> "Span":
        """The same part in a text that has `by` more characters before it."""
        return Span(self.start + by, self.end + by)


@dataclass(frozen=True, slots=True, order=True)
class EnhancedCode:
    """An enhanced status code, class.subject.detail (RFC 3463, section 2)."""

    klass: int
    subject: int
    detail: int

    def __str__(self) -> str:
        return f"{self.klass}.{self.subject}.{self.detail}"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a reply. Every span counts characters of the reply's source.

    `last` says that no hyphen follows the code. `text` is what follows the code and the enhanced code.
    """

    code: int
    enhanced: EnhancedCode | None
    text: str
    last: bool
    span: Span
    code_span: Span
    enhanced_span: Span | None
    text_span: Span


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server said to one command (RFC 5321, section 4.2), with the place of every part in `source`.

    `code` is None where only an enhanced code, or only words, were found; then `lines` is empty.
    """

    source: str
    code: int | None
    enhanced: EnhancedCode | None
    text: str
    lines: tuple[Line, ...] = ()
    code_span: Span | None = None
    enhanced_span: Span | None = None

    @property
    def complete(self) -> bool:
        """Did the last line say that it is the last?"""
        return not self.lines or self.lines[-1].last

    @property
    def codes(self) -> tuple[int, ...]:
        """Every different code of the lines, in order. More than one is a fault of the server."""
        return tuple(dict.fromkeys(line.code for line in self.lines))
