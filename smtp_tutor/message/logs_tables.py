"""Log lines that are rows of a table or steps of a session: Exchange, PowerMTA, MailEnable, hMailServer, IIS, others.

Lives here: one function for each, as in `logs_mta`. Must not: decide whether a text is a log.
"""

import csv
import re

from smtp_tutor.message import replies
from smtp_tutor.message.circumstances import action, command, place, said, status
from smtp_tutor.message.dialogue import command_of
from smtp_tutor.message.found import Found
from smtp_tutor.message.logs_fields import OPEN, Memory
from smtp_tutor.model import Reply, Span

_DAY = r"\d{4}-\d\d-\d\d"
_TIME = r"\d\d:\d\d:\d\d(?:[.,]\d{1,9})?"
#: Events of Exchange's message tracking that end a delivery, or try one.
_TRACKED = {
    "FAIL": "failed", "DEFER": "delayed", "SEND": "delivered", "SENDEXTERNAL": "delivered", "DELIVER": "delivered",
    "EXPAND": "expanded", "BADMAIL": "failed", "POISONMESSAGE": "failed", "DSN": "", "RECEIVE": "", "SUBMIT": "",
    "TRANSFER": "", "RESOLVE": "", "REDIRECT": "", "HAREDIRECT": "", "HADISCARD": "", "HARECEIVE": "",
    "SUBMITDEFER": "", "DROP": "failed", "NOTIFYMAPI": "", "AGENTINFO": "", "DUPLICATEDELIVER": "", "PROCESS": "",
    "SUBMITFAIL": "failed",
}  # fmt: skip
_TRACKING = re.compile(rf'"?{_DAY}T{_TIME}Z?"?,')
_STATUS_LINE = re.compile(r"\s{0,8}\"?Recipient-?Status\"?\s{0,20}[:=]\s{0,8}(?P<words>[{\['\"].*)", re.IGNORECASE)
_ACCOUNTING = re.compile(rf"(?P<type>[dbtr][a-z]{{0,2}}),{_DAY} ")
_ACCOUNTED = {"failed", "relayed", "delivered", "delayed", "expanded"}
_ACTIVITY = re.compile(rf"\d\d/\d\d/(?:\d\d)?\d\d {_TIME}\tSMTP-(?:IN|OU|DE)\t")
_IIS_ROW = re.compile(
    rf"{_DAY} {_TIME} (?P<remote>\S{{1,60}}) (?:\S{{1,100}} ){{1,8}}?(?P<verb>RCPT|MAIL|DATA|EHLO|HELO|AUTH) "
    r"(?:\S{1,60} )?\+?(?P<query>\S{1,500}) (?P<code>[2-5]\d\d) "
)

#: Logs that print both sides of a session: the program, a word that such a line has, and its form.
#: A line has a `key` (the session) and its `content`; whether it is a command or a reply shows in the content.
_SESSIONS: tuple[tuple[str, str, re.Pattern[str]], ...] = tuple(
    (name, needle, re.compile(pattern))
    for name, needle, pattern in (
        (
            "Exchange",
            ",",
            (
                rf"{_DAY}T{_TIME}Z,[^,]{{0,200}},(?P<key>[0-9A-Fa-f]{{8,20}}),\d{{1,9}},[^,]{{0,80}},"
                r"(?P<remote>[^,]{0,80}),[<>],(?P<content>\"?.*)"
            ),
        ),
        (
            "hMailServer",
            '"SMTP',
            (
                r'"SMTP[CD]"\s{1,4}\d{1,12}\s{1,4}(?P<key>\d{1,12})\s{1,4}"[^"]{0,40}"\s{1,4}'
                r'"(?P<remote>[^"]{0,60})"\s{1,4}"(?:RECEIVED|SENT): (?P<content>.*)'
            ),
        ),
        (
            "Haraka",
            "[PROTOCOL]",
            (
                r".{0,60}?\[PROTOCOL\] \[(?P<key>[^\]]{1,60})\] \[[\w./-]{1,40}\] "
                r"(?:\[[\w./-]{1,40}\] )?(?P<remote>)[SC]: (?P<content>.*)"
            ),
        ),
        (
            "SmarterMail",
            "] ",
            rf"{_TIME} \[(?P<remote>[^\]]{{1,60}})\](?:\[(?P<key>\d{{1,12}})\])? (?i:rsp|cmd): (?P<content>.*)",
        ),
        (
            "IIS",
            "boundConnection",
            (
                rf"{_DAY} {_TIME} (?P<key>(?P<remote>\S{{1,60}})) (?:Out|In)boundConnection(?:Response|Command) "
                r"(?:\S{1,100} ){1,8}?(?P<content>[1-5]\d\d[+-]\S{0,900}|"
                r"(?:EHLO|HELO|MAIL|RCPT|DATA|AUTH|QUIT|RSET|STARTTLS) - \S{1,900})(?: |$)"
            ),
        ),
    )
)
_HARAKA_STATE = re.compile(r" state=\d{1,3}$")


def _rows(line: str) -> list[str]:
    """The fields of one line of comma-separated values."""
    try:
        return next(csv.reader([line]), [])
    except csv.Error:
        return []


def tracking(line: str, base: int, _memory: Memory) -> Found | bool:
    """A row of Exchange's message tracking: `...,SMTP,FAIL,...,user@example.com,550 5.1.1 ...,...`."""
    if _TRACKING.match(line) is None:
        return False
    fields = _rows(line)
    event = next((at for at, name in enumerate(fields[4:14], 4) if name in _TRACKED), 0)
    happened = _TRACKED.get(fields[event], "") if event else ""
    if not happened or len(fields) < event + 6:
        return True
    # Exchange 2013 added the network message id between the message id and the recipients.
    first = event + 3 if "@" in fields[event + 3] and "<" not in fields[event + 3] else event + 4
    people, told = fields[first].split(";"), fields[first + 1] if first + 1 < len(fields) else ""
    reply = replies.read(said(told.strip("'{}[] ") if "{LED=" not in told else told))
    at = place(reply, line)
    return Found(
        reply,
        at.moved(base) if at else None,
        ", ".join(people),
        None,
        "",
        happened,
        fields[4].strip() if event > 4 else "",
        "Exchange",
        len(people),
    )


def recipient_status(line: str, base: int, _memory: Memory) -> Found | bool:
    """`RecipientStatus : {550 5.1.1 ...}`, as PowerShell prints message tracking."""
    match = _STATUS_LINE.match(line)
    if match is None:
        return False
    words = match["words"]
    reply = replies.read(said(words if "{LED=" in words else words.strip("'\"{}[] ")))
    at = place(reply, line)
    return Found(reply, at.moved(base) if at else None, action=action(reply), reporter="Exchange")


def accounting(line: str, base: int, _memory: Memory) -> Found | bool:
    """A row of PowerMTA's accounting: `b,...,user@example.com,...,failed,5.1.1 (...),smtp;550 5.1.1 ...,mx (ip)`."""
    if _ACCOUNTING.match(line) is None:
        return line.startswith("type,time")
    fields = _rows(line)
    at = next((at for at, name in enumerate(fields[:12]) if name in _ACCOUNTED), 0)
    if not at or len(fields) < at + 3:
        return True
    people = [name for name in fields[2:at] if "@" in name]
    # The order is sender, recipient, original recipient; the last may be missing.
    if at >= 2 and "@" in fields[at - 2]:
        people.append(fields[at - 2])
    reply = replies.read(said(fields[at + 2]))
    seen = place(reply, line)
    return Found(
        reply,
        seen.moved(base) if seen else None,
        people[-1] if people else "",
        status(fields[at + 1]),
        "",
        "delivered" if fields[at] == "relayed" else fields[at],
        fields[at + 3].partition(" ")[0] if len(fields) > at + 3 else "",
        "PowerMTA",
    )


def activity(line: str, base: int, _memory: Memory) -> Found | bool:
    """A row of MailEnable's activity log, divided by tabs: `... SMTP-OU ... RCPT  RCPT TO:<...>  550 5.1.1 ...`."""
    if _ACTIVITY.match(line) is None:
        return False
    fields = line.split("\t")
    at = next((at for at, name in enumerate(fields[5:9], 5) if name[:3].isdigit() and name[3:4] in {" ", "-", ""} and name), 0)
    if not at:
        return True
    reply = replies.read(fields[at])
    asked = command_of(fields[at - 1]) or command(fields[at - 2])
    if not _tells(reply, "end of DATA" if asked == "DATA" and reply.code != 354 else asked):
        return True
    seen = place(reply, line)
    recipient = fields[at - 1].partition("<")[2].partition(">")[0] if asked == "RCPT" else ""
    return Found(reply, seen.moved(base) if seen else None, recipient, None, asked, action(reply), fields[4], "MailEnable")


def iis(line: str, base: int, _memory: Memory) -> Found | bool:
    """A row of IIS for what a client said and the bare code that was answered: `... RCPT - +TO:<...> 550 0 ...`."""
    match = _IIS_ROW.match(line)
    if match is None:
        return False
    reply = replies.read(match["code"])
    asked = command(match["verb"])
    if not _tells(reply, asked):
        return True
    recipient = match["query"].partition("<")[2].partition(">")[0] if asked == "RCPT" else ""
    return Found(reply, Span(*match.span("code")).moved(base), recipient, None, asked, action(reply), "", "IIS")


def _tells(reply: Reply, asked: str) -> bool:
    """Whether a reply within a session tells of a delivery: a refusal, or that the message was taken."""
    return reply.code is not None and (reply.code >= 400 or (asked == "end of DATA" and reply.code < 300))


def session(line: str, base: int, memory: Memory) -> Found | bool:
    """A step of a session, in one of the logs that print both sides."""
    for name, needle, pattern in _SESSIONS:
        match = pattern.match(line) if needle in line else None
        if match is not None:
            return _step(name, match, base, memory)
    return False


def _content(name: str, match: re.Match[str]) -> str:
    """What was said in a step, without the log's own quoting."""
    content = match["content"]
    if name == "Exchange":
        return (_rows(content) or [""])[0] if content[:1] == '"' else content.rpartition(",")[0] or content
    if name == "hMailServer":
        return content.removesuffix('"').replace("[nl]", "\n").strip()
    if name == "IIS":
        verb, dash, query = content.partition(" - ")
        return f"{verb} {query.lstrip('+')}".replace("+", " ") if dash else content.replace("+", " ")
    return _HARAKA_STATE.sub("", content)


def _step(name: str, match: re.Match[str], base: int, memory: Memory) -> Found | bool:
    content = _content(name, match)
    key = f"{name} {match['key'] or match['remote']}"
    talk = memory.dialogue(key)
    if not content[:3].isdigit():
        talk.says(content)
        return True
    if content[3:4] == "-" and "\n" not in content and not memory.alone:  # further lines of this reply follow
        if len(memory.pending) >= OPEN:
            memory.pending.clear()
        memory.pending.setdefault(key, []).append(content)
        return True
    before = memory.pending.pop(key, [])
    reply = replies.read("\n".join([*before, content]))
    asked, recipient = talk.answers(int(content[:3])) if content[:3].isascii() else ("", "")
    if memory.alone and (reply.code or 0) < 400:
        asked = ""
    if not _tells(reply, asked):
        return True
    at = None if before else place(reply, match.string, match.start("content"))
    remote = match["remote"].partition(":")[0] if "." in match["remote"] else match["remote"]
    return Found(
        reply,
        at.moved(base) if at else None,
        recipient,
        None,
        "" if memory.alone else asked,
        action(reply),
        remote,
        name,
    )
