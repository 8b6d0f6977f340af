"""The fields of a delivery report (RFC 3464 and 6533): one record a recipient.

Lives here: groups of fields, and what their values look like in the reports that mail programs write. Must not: know
mails and their parts, or read what people are meant to read.
"""

import re
from dataclasses import dataclass, field

from smtp_tutor.message import mime
from smtp_tutor.model import EnhancedCode

MAX_LINE = 4_000
#: Fields of a recipient, and of the message. Others do not matter here.
_RECIPIENT = ("final-recipient", "original-recipient", "x-actual-recipient")
_OUTCOME = ("action", "status", "diagnostic-code", "remote-mta", "last-attempt-date")
_OTHER = (
    "reporting-mta",
    "arrival-date",
    "received-from-mta",
    "original-envelope-id",
    "x-display-name",
    "will-retry-until",
    "final-log-id",
)
_FIELD = re.compile(
    rf"[ \t]{{0,8}}({'|'.join(_RECIPIENT + _OUTCOME + _OTHER)}|x-[a-z-]{{1,40}})[ \t]{{0,4}}:[ \t]{{0,9}}(.*)",
    re.IGNORECASE,
)
_ANY_FIELD = re.compile(r"[A-Za-z][\w-]{1,60}[ \t]{0,4}:[ \t]")
_MARK = re.compile(
    r"(?:final-recipient|original-recipient|diagnostic-code|reporting-mta|action|status)[ \t]{0,4}:",
    re.IGNORECASE,
)
#: What kind of address, name or diagnostic follows.
_ADDRESS_TYPE = re.compile(
    r"(?:rfc/?822|utf-?8|smtp|local|unknown|internet|x[-_]?\w{1,20}|system)[ \t]{0,4};[ \t]{0,9}",
    re.IGNORECASE,
)
_HOST_TYPE = re.compile(r"(?:dns|dsn|smtp|x[-_]?\w{1,20}|local|unknown|internet)[ \t]{0,4};[ \t]{0,9}", re.IGNORECASE)
_DIAGNOSTIC_TYPE = re.compile(
    r"(?:[el]?smtp|unix|x400|dns|uucp|internal|expired|x[-_][\w.-]{1,40})[ \t]{0,4};[ \t]{0,9}",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"<([^<>\s]{1,320})>")
_UTF8_XTEXT = re.compile(r"\\x\{([0-9A-Fa-f]{2,6})\}")
_XTEXT = re.compile(r"\+(2B|3D)")
_STATUS = re.compile(r"\D{0,9}([245])[.](\d{1,3})[.](\d{1,3})(?![.\d])")
_WORD = re.compile(r"[a-z]{1,20}")
#: What some programs write for an action that RFC 3464 calls otherwise.
_ACTIONS = {
    "failure": "failed",
    "fail": "failed",
    "error": "failed",
    "expired": "failed",
    "deferred": "delayed",
    "success": "delivered",
}


@dataclass(slots=True)
class Record:
    """What a report says about one recipient; "" or None where it says nothing."""

    recipient: str = ""
    action: str = ""
    status: EnhancedCode | None = None
    said: str = ""
    remote: str = ""
    reporter: str = ""


@dataclass(slots=True)
class _Group:
    """Fields that stand together: by lower-case name, each as the lines it is folded onto."""

    values: dict[str, list[str]] = field(default_factory=dict)

    def text(self, *names: str) -> str:
        """The value of the first of these fields that has one, unfolded."""
        for name in names:
            value = "\n".join(line.strip() for line in self.values.get(name, ()))
            if value.strip():
                return mime.decoded_words(value[:MAX_LINE].strip())
        return ""

    def has(self, names: tuple[str, ...]) -> bool:
        """Whether any of these fields is here."""
        return any(name in self.values for name in names)


def records(text: str, *, whole: bool) -> list[Record]:
    """The recipients that the fields in `text` tell of. `whole` says that `text` is a report and nothing else."""
    if _MARK.search(text) is None:
        return []
    groups = _merged(_groups(text, whole=whole))
    reporter = next((value for group in groups if (value := group.text("reporting-mta"))), "")
    out = []
    for group in groups:
        record = _record(group)
        record.reporter = host(reporter)
        told = (
            group.has(_RECIPIENT),
            bool(record.action),
            record.status is not None,
            bool(record.said),
            bool(reporter),
        )
        if sum(told) >= 2 and any(told[1:4]):
            out.append(record)
    return out


def fields(text: str) -> list[tuple[str, str]]:
    """The fields of a report in order, each as its name in lower case and its value, unfolded."""
    return [(name, " ".join(group.text(name).split())) for group in _groups(text, whole=True) for name in group.values]


def _groups(text: str, *, whole: bool) -> list[_Group]:
    """The fields of `text` in groups, as empty lines and repeated fields divide them."""
    out, open_value = [_Group()], None
    for full in text.split("\n"):
        line = full[:MAX_LINE]
        match = _FIELD.match(line)
        if match:
            name = match[1].lower()
            if name in out[-1].values and name in _RECIPIENT + _OUTCOME:
                out.append(_Group())
            open_value = out[-1].values.setdefault(name, [])
            if not open_value:
                open_value.append(match[2])
        elif not line.strip():
            open_value = None
            if out[-1].values:
                out.append(_Group())
        elif open_value is not None and (line[0] in " \t" or open_value == [""] or (whole and not _ANY_FIELD.match(line))):
            if len(open_value) < mime.MAX_LINES:
                open_value.append(line)
        else:
            open_value = None
    return [group for group in out if group.values]


def _merged(groups: list[_Group]) -> list[_Group]:
    """One group a recipient: what an empty line tore apart is put together again."""
    out: list[_Group] = []
    for group in groups:
        last = out[-1] if out else None
        torn = last is not None and not (last.has(_RECIPIENT) and group.has(_RECIPIENT)) and not last.has(tuple(group.values))
        if torn and last is not None and (last.has(_RECIPIENT) or last.has(_OUTCOME)):
            last.values.update(group.values)
        else:
            out.append(group)
    return out


def _record(group: _Group) -> Record:
    status = _STATUS.match(group.text("status"))
    action = _WORD.match(group.text("action").lower())
    said = group.text("diagnostic-code")
    kind = _DIAGNOSTIC_TYPE.match(said)
    return Record(
        recipient=address(group.text("final-recipient", "original-recipient", "x-actual-recipient")),
        action=_ACTIONS.get(action[0], action[0]) if action else "",
        status=EnhancedCode(int(status[1]), int(status[2]), int(status[3])) if status else None,
        said=said[kind.end() :].strip() if kind else said,
        remote=host(group.text("remote-mta")),
    )


def address(value: str) -> str:
    """The address in the value of a `...-Recipient` field."""
    value = _UTF8_XTEXT.sub(_character, " ".join(value.split()))
    kind = _ADDRESS_TYPE.match(value)
    value = value[kind.end() :] if kind else value
    inner = _IN_BRACKETS.search(value)
    value = inner[1] if inner else value.split(" ")[0] if "@" in value.split(" ")[0] else value
    return _XTEXT.sub(lambda code: chr(int(code[1], 16)), value.strip("<>\"' \t;,"))[:320]


def _character(match: re.Match[str]) -> str:
    number = int(match[1], 16)
    return chr(number) if number <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF else match[0]


def host(value: str) -> str:
    """The name in the value of a `...-MTA` field."""
    kind = _HOST_TYPE.match(value)
    words = (value[kind.end() :] if kind else value).split()
    return words[0].strip("<>[]\"';,").rstrip(".")[:255] if words else ""
