"""Events that sending services report as JSON: one object, an array, or one object a line.

Lives here: the names of the fields in which the services tell what a server said, and how such fields are put together.
Must not: know one service from another where their names are enough.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from smtp_tutor.message import json_text, replies
from smtp_tutor.message.circumstances import action, build, command, said, status, whole
from smtp_tutor.message.found import Found
from smtp_tutor.message.logs import Lines
from smtp_tutor.model import EnhancedCode, Span

#: Names of fields, without case, `-` and `_`, the most telling first. What the server said:
SAID = (
    "diagnosticcode", "smtpresponse", "rawreason", "diag", "response", "deliveryresponse", "statusmessage",
    "details", "detail", "bouncereason", "errormessage", "message", "reason", "error", "description", "comment",
    "bouncedescription", "resultinfo", "data",
)  # fmt: skip
#: Codes; a value may be a reply code or an enhanced code.
CODES = (
    "code", "smtpcode", "statuscode", "responsecode", "errorcode", "bouncecode", "enhancedcode", "enhancedstatus",
    "dsn", "status", "smtpstatus",
)  # fmt: skip
RECIPIENT = (
    "recipient", "rcptto", "emailaddress", "email", "recipientaddress", "rcpt", "to", "finalrecipient",
    "destination", "recipients", "rejected",
)  # fmt: skip
ACTION = ("action", "event", "eventtype", "notificationtype", "recordtype", "type", "status", "deliverystatus", "state")
COMMAND = ("command", "smtpcommand")
REMOTE = ("remotemta", "remotemtaip", "mxhost", "mx", "host", "smtpagent", "receivingmta")
REPORTER = ("reportingmta", "sendingmta")

#: Words for what happened, without anything but letters, and the action that they mean (RFC 3464, section 2.3.3).
HAPPENED = {
    **dict.fromkeys(
        (
            "failed", "fail", "failure", "bounce", "bounced", "hardbounce", "hardbounced", "softbounce",
            "softbounced", "blocked", "block", "dropped", "drop", "rejected", "reject", "undelivered",
            "undeliverable", "invalidemail", "expired", "emailbounced", "emailfailed", "outofband",
            "policyrejection", "generationfailure", "suppressed", "permanentfail", "permanentfailure",
            "notdelivered", "bouncemessage", "abandoned", "error",
        ),
        "failed",
    ),
    **dict.fromkeys(
        (
            "delay", "delayed", "deferred", "deferral", "deliverydelay", "emaildeliverydelayed", "temporaryfail",
            "temporaryfailure", "tempfail", "transient",
        ),
        "delayed",
    ),
    **dict.fromkeys(("delivered", "delivery", "sent", "emaildelivered", "success"), "delivered"),
    "relayed": "relayed",
    "expanded": "expanded",
}  # fmt: skip
#: Fields that tell of the message itself, or of the program that sent it.
_ASIDE = {
    "mail", "headers", "commonheaders", "tags", "metadata", "metadatas", "uservariables", "customargs", "custommap",
    "rcptmeta", "campaigns", "geolocation", "clientinfo", "flags", "storage", "signature", "attachments", "params",
}  # fmt: skip
#: Fields without which an object tells nothing by itself.
_TELLING = {*SAID, *CODES, *RECIPIENT, *ACTION, *COMMAND, *REMOTE, *REPORTER, "mail"}
_TEMPORARY = {"temporary", "transient"}

#: Objects are looked into this deeply, and strings that hold JSON this often.
DEPTH = 8
_NOT_NAME = re.compile(r"[^a-z0-9]")
_NOT_LETTER = re.compile(r"[^a-z]")
_CODED = re.compile(r"(?<![\w.])(?:[2-5][0-5]\d(?=[\s:;,-]|$)|[245]\.\d{1,3}\.\d{1,3})(?!\.?\d)")
_ADDRESS = re.compile(r"[^\s<>@,;\"]{1,200}@[^\s<>@,;\"]{1,255}")
_SPACE = re.compile(r"[\s,]*")


@dataclass(frozen=True, slots=True)
class _Known:
    """What the objects around a field have told so far."""

    recipient: str = ""
    action: str = ""
    code: str = ""
    status: EnhancedCode | None = None
    command: str = ""
    remote: str = ""
    reporter: str = ""


@dataclass(slots=True)
class _Text:
    """The source, and how much may still be searched in it for the places of replies."""

    source: str
    budget: int
    cursor: int = 0
    part: tuple[int, int] = (0, 0)  # the record that is being read
    found: list[Found] = field(default_factory=list)

    def place(self, words: str) -> Span | None:
        """Where `words` stand in the record, from the last place on."""
        start, end = self.part
        if not words or self.budget <= 0:
            return None
        first = max(start, self.cursor)
        at = self.source.find(words, first, end)
        self.budget -= (at if at >= 0 else end) - first
        if at < 0:
            return None
        self.cursor = at + 1
        return Span(at, at + len(words))


def find(text: str) -> Lines | None:
    """The deliveries that events in JSON tell of. None where `text` is no JSON, or tells of none."""
    start = len(text) - len(text.lstrip("\ufeff \t\r\n"))
    if text[start : start + 1] not in {"{", "["}:
        return None
    records = _sequence(text, start) or _lines(text)
    if not records:
        return None
    seen, told = _Text(text, 4 * len(text) + 10_000), 0
    for value, first, last in records:
        before = len(seen.found)
        seen.part = (first, last)
        if value is not None:
            _object(value, _Known(), seen, DEPTH, whole_event=True)
        told += len(seen.found) > before
    return Lines(tuple(seen.found), len(records), len(records) - told) if seen.found else None


def _sequence(text: str, start: int) -> list[tuple[Any, int, int]] | None:
    """The records of an array, or of objects one after another, with their places. None where it is broken."""
    if json_text.too_deep(text):
        return None
    inside = text[start] == "["
    at = start + inside
    out: list[tuple[Any, int, int]] = []
    while True:
        gap = _SPACE.match(text, at)
        at = gap.end() if gap else at
        if at >= len(text):
            return None if inside else out
        if inside and text[at] == "]":
            return out if not text[at + 1 :].strip() else None
        try:
            value, end = json_text.next_value(text, at)
        except ValueError:
            return None
        out.append((value, at, end))
        at = end


def _lines(text: str) -> list[tuple[Any, int, int]] | None:
    """The records of a text with one object a line; a broken line is None. None where most lines are broken."""
    out: list[tuple[Any, int, int]] = []
    base = good = 0
    for line in text.split("\n"):
        words = line.strip("\ufeff \t\r,")
        if words:
            value = None
            if words[0] == "{":
                try:
                    value = json_text.loads(words)
                except ValueError:
                    value = None
            good += value is not None
            out.append((value, base, base + len(line)))
            if len(out) == 1000 and good * 2 <= len(out):
                return None
        base += len(line) + 1
    return out if good * 2 > len(out) else None


def _object(value: object, known: _Known, seen: _Text, depth: int, *, whole_event: bool) -> bool:
    """Add what `value` tells of, and say whether it tells of anything.

    `whole_event`: it is an event of its own, or one recipient's part of one.
    """
    if depth == 0:
        return False
    if isinstance(value, list):
        items = [item for item in value if isinstance(item, (dict, list))]
        each = [_object(item, known, seen, depth - 1, whole_event=True) for item in items]
        return any(each)
    if isinstance(value, str):
        value = _inner(value)
    if not isinstance(value, dict):
        return False
    fields: dict[str, Any] = {}
    for name, item in value.items():
        fields.setdefault(_NOT_NAME.sub("", str(name)[:40].lower()), item)
    telling = not _TELLING.isdisjoint(fields)
    known = _learn(fields, known) if telling else known
    told = False
    for name, item in fields.items():
        inside = isinstance(item, (dict, list)) or (isinstance(item, str) and item.lstrip()[:1] == "{")
        if inside and name not in _ASIDE:
            told = _object(item, known, seen, depth - 1, whole_event=False) or told
    return told or (telling and _tell(fields, known, seen, whole_event=whole_event))


def _inner(value: str) -> object:
    """The object in a string that holds JSON, as notifications are wrapped."""
    try:
        inner = json_text.loads(value)
    except ValueError:
        return None
    return inner if isinstance(inner, dict) else None


def _texts(fields: dict[str, Any], names: tuple[str, ...]) -> Iterator[str]:
    """The values of those fields that hold text or a number, or a list of such."""
    for name in names:
        if name not in fields:
            continue
        value = fields[name]
        for item in value[:50] if isinstance(value, list) else (value,):
            if isinstance(item, str) or (isinstance(item, int) and not isinstance(item, bool)):
                yield whole(str(item)) if isinstance(item, str) else str(item)[:20] if -(10**9) < item < 10**9 else ""


def _learn(fields: dict[str, Any], known: _Known) -> _Known:
    """`known`, and what the fields of one object add to it."""
    people = [who[0] for text in _texts(fields, RECIPIENT) if (who := _ADDRESS.search(text[:500]))]
    if not people and not known.recipient and isinstance(fields.get("mail"), dict):  # the message that SES tells of
        people = [text for text in _texts(fields["mail"], ("destination",)) if "@" in text]
    words = [_NOT_LETTER.sub("", text[:60].lower()) for text in _texts(fields, ACTION)]
    happened = next((HAPPENED[word] for word in words if word in HAPPENED), "")
    if "failed" in (happened, known.action) and any(text in _TEMPORARY for text in _texts(fields, ("severity",))):
        happened = "delayed"
    codes = [text.strip() for text in _texts(fields, CODES)]
    return _Known(
        recipient=", ".join(dict.fromkeys(people)) or known.recipient,
        action=happened or known.action,
        code=next((code for code in codes if len(code) == 3 and code.isascii() and _CODED.fullmatch(code)), known.code),
        status=next((told for code in codes if (told := status(code))), known.status),
        command=next((name for text in _texts(fields, COMMAND) if (name := command(text))), known.command),
        remote=_host(fields, REMOTE) or known.remote,
        reporter=_host(fields, REPORTER) or known.reporter,
    )


def _host(fields: dict[str, Any], names: tuple[str, ...]) -> str:
    """A host's name, without `dns;` before it."""
    return next((text.rpartition(";")[2].strip()[:255] for text in _texts(fields, names)), "")


def _tell(fields: dict[str, Any], known: _Known, seen: _Text, *, whole_event: bool) -> bool:
    """Add what one object says, with what the objects around it told, where it tells of a delivery."""
    texts = [words for text in _texts(fields, SAID) if (words := said(text[:20_000]))]
    coded = next((text for text in texts if _CODED.search(text[:4000])), "")
    words = coded or next(iter(texts), "")
    mail = "@" in known.recipient
    own = bool(words) or (whole_event and any(name in fields for name in RECIPIENT))
    if not (coded and (mail or known.action or known.code or known.command)) and not (mail and known.action and own):
        return False
    reply = replies.read(words)
    if reply.code is None and known.code:
        reply = build(known.code, words)
    at = seen.place(reply.source)
    seen.found.append(
        Found(
            reply,
            at,
            known.recipient,
            known.status,
            known.command,
            known.action or action(reply, known.status),
            known.remote,
            known.reporter,
        )
    )
    return True
