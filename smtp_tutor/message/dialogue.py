"""Which command a reply answers, when commands and replies are seen in order.

Lives here: the queue of commands of one SMTP session (RFC 5321; pipelining: RFC 2920; LMTP: RFC 2033).
Must not: know how a transcript or a log marks who speaks.
"""

import re
from collections import deque

#: A command, as a client sends it. The words after it are looked at only as far as they tell commands from prose.
_COMMAND = re.compile(
    r"(?P<verb>EHLO|HELO|LHLO)(?:\s|$)|(?P<mail>MAIL\s{1,3}FROM|MAIL FROM)\s{0,3}:|RCPT\s{1,3}TO\s{0,3}:|"
    r"(?P<bare>DATA|RSET|QUIT|NOOP|STARTTLS|HELP)\s{0,9}$|(?P<auth>AUTH)\s{1,3}[A-Z0-9_-]{2,20}(?:\s|$)|"
    r"(?P<bdat>BDAT)\s{1,3}\d|(?P<rest>VRFY|EXPN|ETRN|XCLIENT|XFORWARD)\s{1,3}\S",
    re.IGNORECASE,
)
_RECIPIENT = re.compile(r"RCPT\s{1,3}TO\s{0,3}:\s{0,3}<?(?P<address>[^<>\s]{1,400})", re.IGNORECASE)
#: What a server says to begin with, or instead.
GREETINGS = (220, 421, 521, 554)
#: More commands than this are never open at once.
OPEN = 1000


def command_of(line: str) -> str:
    """The command that `line` is, as `Found.command` writes it, or ""."""
    if line.rstrip() == ".":
        return "end of DATA"
    match = _COMMAND.match(line)
    if match is None:
        return ""
    if match["mail"]:
        return "MAIL"
    return (match.group(match.lastgroup) if match.lastgroup else "RCPT").upper()


class Dialogue:
    """One session: commands go in, and each reply brings out the command that it answers, and its recipient.

    `whole` says that the session is seen from its beginning; else only what looks like a greeting is taken for one.
    """

    def __init__(self, *, whole: bool = False) -> None:
        self._whole = whole
        self._open: deque[tuple[str, str]] = deque(maxlen=OPEN)
        self._accepted: list[str] = []
        self._begun = False
        self._lmtp = False
        self.body = False  # the message itself is being sent, up to its dot

    def says(self, line: str) -> str:
        """The client says `line`: the command that it is, or "" where it is none (a part of the message)."""
        command = command_of(line)
        if self.body:
            if command != "end of DATA":
                return ""
            self.body = False
        elif command == "end of DATA":  # a dot without DATA before it: the beginning is missing
            self._begun = True
        if not command:
            return ""
        recipient = ""
        if command == "RCPT":
            match = _RECIPIENT.match(line)
            recipient = match["address"] if match else ""
        elif command in {"MAIL", "RSET", "EHLO", "LHLO", "HELO"}:
            self._accepted = []
        self._lmtp = self._lmtp or command == "LHLO"
        self._begun = True
        self._dot(1) if command == "end of DATA" else self._open.append((command, recipient))
        return command

    def _dot(self, least: int) -> None:
        """The message has ended. LMTP answers once for each recipient, SMTP once."""
        if self._lmtp and self._accepted:
            self._open += [("end of DATA", recipient) for recipient in self._accepted]
        else:
            only = self._accepted[0] if len(self._accepted) == 1 else ""
            self._open += [("end of DATA", only)] * least

    def answers(self, code: int) -> tuple[str, str]:
        """The server says `code`: the command that it answers, and the recipient that the command was about."""
        if self.body:  # whoever pasted this left the message out
            self.body = False
            self._dot(1)
        if not self._open:
            greets = code in GREETINGS or (self._whole and code >= 400)
            command = "CONNECT" if greets and not self._begun else "QUIT" if code == 221 else ""
            self._begun = True
            return command, ""
        command, recipient = self._open.popleft()
        if command == "RCPT" and code // 100 == 2 and len(self._accepted) < OPEN:
            self._accepted.append(recipient)
        if code == 354 and command == "DATA":
            # Commands that were sent along with DATA are answered later; the message comes first.
            self.body = not self._open
        if code // 100 == 3 and command == "AUTH":
            self._open.appendleft((command, recipient))
        return command, recipient
