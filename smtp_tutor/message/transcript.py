"""A dialogue with a mail server, as people and programs print it: telnet, swaks, openssl, debug output of libraries.

Lives here: the marks that say who speaks, and the order of commands and replies. Must not: know what a reply means.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from smtp_tutor.errors import ReplySyntaxError
from smtp_tutor.i18n import ascii_digits
from smtp_tutor.message import replies
from smtp_tutor.message.circumstances import LITERAL, action, build, place, unquote
from smtp_tutor.message.dialogue import Dialogue, command_of
from smtp_tutor.message.found import Found
from smtp_tutor.model import Span
from smtp_tutor.parse import parse

#: No line of a dialogue is longer; what stands beyond is not looked at.
LONGEST = 8000
#: A text in which nobody has spoken up to here is no transcript.
BEGINNING = 5000
#: So many replies, and lines of replies, are read; no session has more.
MOST = 20_000
#: After so many lines of replies without a command or a mark it is no dialogue.
SILENT = 1_000
MOST_LINES = 100_000
#: Replies with a mark that make a transcript where no command is seen.
MARKED = 3

_TIME = (
    r"(?:\[?(?:\d{4}[-/]\d\d[-/]\d\d|\d\d[-/.]\d\d[-/.]\d{2,4}|(?:[A-Z][a-z]{2} ){1,2}[ \d]\d)?"
    r"[T ,]{0,2}\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|\s?[+-]\d\d:?\d\d)?(?: \d{4})?\]?:?[ \t]{1,4})"
)
#: What programs write between the time and the mark: a level, a process, a name in brackets.
_TAG = r"(?:(?:\[[\w.:/#@ -]{1,60}\]|DEBUG|INFO|TRACE|VERBOSE|[\w./-]{1,40}\[\d{1,10}\]:|mailnews\.smtp:)[ \t]{1,4})"
#: Who speaks. Whether a line is a command or a reply shows in its words: some programs turn the arrows round.
_MARK = (
    r"(?:SERVER -(?:>|&gt;) CLIENT: |CLIENT -(?:>|&gt;) SERVER: |SMTP -(?:>|&gt;) FROM SERVER: ?|SMTP INBOUND: \"?|"
    r"<~[*~]? {1,2}|<\*\* {1,2}|<-{1,2} {1,2}|<= |<{3} ?|<< |< |&lt;{1,3} ?| ?-{1,2}> {1,2}| ?~> {1,2}|\*\*> {1,2}|"
    r">{3} ?|>> |> |[SC]: |(?:Server|Client|In|Out|RECV|SENT|Received|Sent): |SMTP<< |SMTP>> |\d[<>] |<rx> |"
    r"<tx> |SMTP (?:Response|Send): )"
)
_MARKED = re.compile(
    rf"[ \t]{{0,8}}{_TIME}?{_TAG}{{0,4}}(?:(?<![^ \t\]:]))(?P<mark>{_MARK})[ \t]{{0,4}}(?P<quote>\"?)(?P<words>.*)"
)
_TIMED = re.compile(rf"[ \t]{{0,8}}{_TIME}(?P<words>.*)")
_SMTPLIB = re.compile(rf"{_TIME}?(?P<who>send|reply|data|connect): (?:retcode \((?P<code>\d{{3}})\); Msg: )?(?P<lit>{LITERAL})")
_REPLY = re.compile(r"[ \t]{0,40}(?P<words>(?P<code>[1-5]\d\d)(?:(?P<more>-)|[ \t]|$).*)")
_ENDINGS = ("<br>", "<br/>", "<br />")
_QUOTED_ENDINGS = ('"', "\\n", "\\r")
#: For each command that succeeds: those that may have been refused before it, and no longer matter.
_HELLO = {"EHLO", "HELO", "LHLO"}
_SOLVES = {
    **dict.fromkeys(_HELLO, _HELLO),
    "STARTTLS": _HELLO | {"STARTTLS"},
    **dict.fromkeys(("AUTH", "MAIL", "RCPT"), _HELLO | {"STARTTLS", "AUTH"}),
}
#: The first line of a mail message: what stands in it is not a dialogue of its own.
_HEADER = re.compile(
    r"From \S{1,300} {1,2}[A-Z][a-z]{2} |"
    r"(?:Return-Path|Received|From|Date|Subject|MIME-Version|Delivered-To|Message-ID|To|Content-Type|X-[\w-]{1,40}|"
    r"Reporting-MTA|Final-Recipient|DKIM-Signature|ARC-[\w-]{1,30}|Sender|Reply-To|Auto-Submitted): ",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Said:
    """One line of a dialogue: its words, their place where they stand there as they are, and the mark before them."""

    words: str
    at: int | None
    mark: str


@dataclass(slots=True)
class _Reading:
    """What has been read of a dialogue so far."""

    text: str
    talk: Dialogue = field(default_factory=lambda: Dialogue(whole=True))
    found: list[Found] = field(default_factory=list)
    open: list[_Said] = field(default_factory=list)  # lines of a reply that goes on
    lines: int = 0
    commands: int = 0
    marked: int = 0
    greeted: str = ""
    client: str = ""  # the mark before the client's lines
    last_dot: int = -1  # where the last message ends

    def replies(self, said: _Said) -> bool:
        """Whether this line may be a reply, and not a line of the message, which may hold anything."""
        if said.mark:
            return not (self.talk.body and said.mark == self.client)
        return not (self.talk.body and said.at is not None and said.at < self.last_dot)

    def reply(self, said: _Said, *, more: bool) -> None:
        """A line of a reply; the reply is complete unless `more`."""
        self.open.append(said)
        self.lines += 1
        if not more or len(self.open) > 200:
            self.close()

    def close(self) -> None:
        """The reply of the open lines, and the command that it answers."""
        lines, self.open = self.open, []
        if not lines:
            return
        words = "\n".join(said.words for said in lines)
        try:
            reply = parse(words)
        except ReplySyntaxError:
            reply = replies.read(words)
        first = lines[0]
        at = None
        if first.at is not None and len(lines) == 1:
            at = Span(first.at, first.at + len(words))
        elif first.at is not None and not any(said.mark for said in lines):
            at = place(reply, self.text, first.at, first.at + len(words) + 4 * len(lines))
        asked, recipient = self.talk.answers(reply.code or 0)
        self.marked += bool(first.mark)
        if asked == "CONNECT" and reply.code == 220:
            self.greeted = reply.text.partition(" ")[0].rstrip(".")[:255]
        tells = asked == "end of DATA" or (reply.code or 0) >= 400
        self.found.append(
            Found(
                reply,
                at,
                recipient,
                None,
                asked,
                action(reply) if tells else "",
                self.greeted if "." in self.greeted else "",
            )
        )


def find(text: str) -> tuple[Found, ...] | None:
    """Every reply of a dialogue, successes too, each with the command it answers. None where `text` is no dialogue."""
    reading = _Reading(text, last_dot=max(text.rfind("\n.\n"), text.rfind("\n.\r\n")))
    for said in _speech(text):
        shape = _REPLY.match(ascii_digits(said.words)) if reading.replies(said) else None
        if reading.open and (shape is None or shape["code"] != ascii_digits(reading.open[0].words[:3])):
            reading.close()
        if shape is not None:
            start = shape.start("words")
            at = None if said.at is None else said.at + start
            reading.reply(_Said(said.words[start:], at, said.mark), more=shape["more"] is not None)
        elif reading.talk.says(said.words):
            reading.commands += 1
            reading.client = reading.client or said.mark
        if reading.lines >= SILENT and not (reading.commands or reading.marked):
            return None
        if len(reading.found) >= MOST or reading.lines >= MOST_LINES:
            break
    reading.close()
    if reading.commands and reading.found:
        return tuple(_deciding(reading.found))
    if reading.marked >= MARKED:  # nobody asked anything: a refusal need not be the greeting
        return tuple(replace(item, command="" if item.action else item.command) for item in reading.found)
    return None


def _deciding(found: list[Found]) -> list[Found]:
    """`found`, with what decides nothing marked: what was then done another way, or only follows from a refusal."""
    out = list(found)
    solved: set[str] = set()  # commands whose refusal did not stop the client
    later: set[str] = set()
    for number in range(len(out) - 1, -1, -1):
        code, asked = out[number].reply.code or 0, out[number].command
        halfway = 300 <= code < 400 and ("end of DATA" if asked == "DATA" else asked) in later
        if halfway or (code >= 400 and asked in solved) or (code == 221 and asked == "QUIT" and number):
            out[number] = replace(out[number], decides=False)
        if 200 <= code < 400:
            solved |= _SOLVES.get(asked, set())
        later.add(asked)
    sender = recipients = 0  # the answer to MAIL, and the best answer to a RCPT since
    for number, item in enumerate(out):
        code = item.reply.code or 0
        if item.command == "MAIL":
            sender, recipients = code, 0
        elif (
            code in (503, 554)
            and item.command in ("RCPT", "DATA")
            and (sender >= 400 or (item.command == "DATA" and recipients >= 400))
        ):
            out[number] = replace(item, decides=False)
        elif item.command == "RCPT":
            recipients = min(code, recipients or code)
    return out


def _speech(text: str) -> Iterator[_Said]:
    """The lines in which somebody may be speaking."""
    base, spoken, number = 0, False, 0
    literal = ""  # the code of the reply that smtplib has just printed line by line
    for raw in text.split("\n"):
        line = raw[:LONGEST]
        if line and not line.isspace():
            number += 1
            if number == 1 and _HEADER.match(line):
                return
            quoted = _SMTPLIB.match(line)
            if quoted is not None:
                for said in _quoted(quoted, base, literal):
                    spoken = True
                    yield said
                literal = unquote(quoted["lit"])[:3] if quoted["who"] == "reply" and not quoted["code"] else literal
                literal = "" if quoted["who"] == "send" else literal
            else:
                said_line = _line(line, base)
                if said_line is not None:
                    spoken = True
                    yield said_line
            if number == BEGINNING and not spoken:
                return
        base += len(raw) + 1


def _line(line: str, base: int) -> _Said | None:
    """What is said in a line, with or without a mark before it."""
    match = _MARKED.match(line)
    mark = match["mark"].strip() if match else ""
    endings = _ENDINGS + _QUOTED_ENDINGS * 2 if match and match["quote"] else _ENDINGS
    match = match or _TIMED.match(line)
    start = match.start("words") if match else 0
    words = line[start:].rstrip()
    if not words or "[PROTOCOL]" in line[:start] or not (mark or words.lstrip()[:1].isdigit() or command_of(words)):
        return None
    for ending in endings:
        words = words.removesuffix(ending)
    return _Said(words.rstrip(), base + start, mark)


def _quoted(match: re.Match[str], base: int, literal: str) -> Iterator[_Said]:
    """What smtplib prints: `send: 'ehlo ...'`, `reply: b'250-...'`, and again `reply: retcode (250); Msg: b'...'`."""
    words = unquote(match["lit"])
    if match["who"] == "send":
        if words.rstrip("\r\n").endswith("\n.") or words.strip() == ".":
            yield _Said(".", None, "send")
        else:
            yield from (_Said(line, None, "send") for line in words.splitlines()[:50] if line)
    elif match["who"] == "reply" and match["code"]:
        if literal != match["code"]:  # else its lines have been printed already
            yield from (_Said(line, None, "reply") for line in build(match["code"], words).source.split("\n"))
    elif match["who"] == "reply":
        at = base + match.start("lit") + (2 if match["lit"][0] == "b" else 1)
        yield from (_Said(line, at, "reply") for line in words.splitlines() if line)
