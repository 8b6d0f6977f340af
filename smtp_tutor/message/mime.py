"""A saved mail as the texts in it, decoded (RFC 5322, 2045 to 2047), whatever is missing, broken or hostile about it.

Lives here: headers, parts, transfer encodings, charsets. Must not: know what a bounce is.

The `email` package is not used: its parser descends into nested parts and takes more than proportional time for mail
that is made to hurt. Here, one walk over the lines that may be boundaries reads the parts, with limits on their number.
"""

import base64
import binascii
import bisect
import re
from collections import deque
from dataclasses import dataclass, field

from smtp_tutor.parse import to_text

#: No mail that tells of a failed delivery has more parts, or parts within parts. What is beyond is not looked at.
MAX_PARTS = 200
MAX_DEPTH = 20
#: How often a boundary is guessed: each time, all the lines that follow are looked at.
MAX_GUESSES = 4
#: How many characters of a part, of a header's value and of its lines are looked at.
MAX_TEXT = 1_000_000
MAX_VALUE = 4_000
MAX_LINES = 50

_FIELD = re.compile(r"([!-9;-~]{1,80})[ \t]{0,9}:(.*)", re.DOTALL)
_WORD = re.compile(r"=\?([\w-]{1,40})(?:\*[\w-]{1,20})?\?([bqBQ])\?([^?\s]{0,400})\?=")
_BETWEEN_WORDS = re.compile(r"(?<=\?=)\s{1,80}(?==\?[\w-]{1,40}\?)")
_PARAMETER = r"(?:^|[;\s]){name}\s{{0,4}}=\s{{0,4}}(?:\"([^\"]{{1,200}})\"|([^\s;\"]{{1,200}}))"
_BOUNDARY = re.compile(_PARAMETER.format(name="boundary"), re.IGNORECASE)
_CHARSET = re.compile(_PARAMETER.format(name="charset"), re.IGNORECASE)
_NAME = re.compile(_PARAMETER.format(name="name"), re.IGNORECASE)
_MBOX = re.compile(r">?From \S{1,320}[ \t]{1,4}(?:[A-Z][a-z]{2} ){2}")
_MIME_FIELD = re.compile(r"content-[a-z-]{1,40}[ \t]{0,4}:", re.IGNORECASE)
#: Charsets that are decoded. Python knows other "encodings", some of which are none, or take their time.
_KNOWN_CHARSET = re.compile(
    r"(?:utf-?(?:7|8|16|32)(?:-?[lb]e)?|(?:us-)?ascii|(?:x-)?(?:windows|cp|ibm|mac)-?\w{1,10}"
    r"|iso[-_]?8859[-_]\d{1,2}|latin-?\d|"
    r"koi8-?[rut]|iso-2022-(?:jp|kr)(?:-\w{1,3})?|(?:x-)?s(?:hift)?[-_]?jis|ms_kanji|euc-?(?:jp|kr)"
    r"|ks_c_5601-1987|gb2312|gbk|"
    r"gb18030|hz-gb-2312|big5(?:-?hkscs)?|tis-?620)",
    re.IGNORECASE,
)
#: Fields of which at least one is at the head of any saved mail, even where somebody copied only what a program showed.
_MAIL_FIELDS = frozenset(
    [
        "bcc",
        "cc",
        "content-type",
        "date",
        "delivered-to",
        "envelope-to",
        "from",
        "message-id",
        "mime-version",
        "received",
        "reply-to",
        "return-path",
        "sent",
        "subject",
        "to",
        "x-failed-recipients",
    ],
)
#: Fields that make a block of lines a delivery report, not the head of a mail.
_REPORT_FIELDS = frozenset(
    [
        "action",
        "arrival-date",
        "diagnostic-code",
        "final-recipient",
        "last-attempt-date",
        "original-recipient",
        "remote-mta",
        "reporting-mta",
        "status",
    ],
)


@dataclass(slots=True)
class Part:
    """One text of a mail: its content type in lower case, and the text, decoded, with LF at the line ends."""

    kind: str
    text: str


@dataclass(slots=True)
class Mail:
    """A mail, or what is left of one: headers by lower-case name (the first of each), texts, mails within."""

    headers: dict[str, str] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)
    inner: list["Mail"] = field(default_factory=list)


def read(data: str | bytes) -> Mail:
    """The mail in `data`. Never fails: what looks like no mail is one text without headers."""
    if isinstance(data, bytes) and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        # Latin-1 keeps every byte, so that each part can be decoded by its own charset
        return _Walk(data.removeprefix(b"\xef\xbb\xbf").decode("latin-1"), raw=True).mail
    return _Walk(to_text(data).removeprefix("\ufeff"), raw=False).mail


class _Walk:
    """A walk through the lines of a mail. `raw` says that every character stands for a byte."""

    def __init__(self, text: str, *, raw: bool) -> None:
        self.mail = Mail()
        self._parts = 0
        self._mails = 1
        self._guesses = 0
        self._pending: deque[tuple[Mail, str, bool]] = deque([(self.mail, text, raw)])
        while self._pending:
            mail, text, self._raw = self._pending.popleft()
            self._lines = _lf(text).split("\n")
            self._dashes = [at for at, line in enumerate(self._lines) if line.startswith("--")]
            self._dash = 0  # the first of these that the walk has not passed
            self._open: list[tuple[str, Mail]] = []
            self._top(mail)

    def _top(self, mail: Mail) -> None:
        """Read the mail that the lines are."""
        at = 0
        while at < len(self._lines) and (not self._lines[at].strip() or _MBOX.match(self._lines[at][:400])):
            at += 1
        headers, body = _headers(self._lines, at)
        if headers.keys() & _MAIL_FIELDS and not headers.keys() & _REPORT_FIELDS:
            mail.headers, at = headers, body
        next_at = self._entity(mail, mail.headers, at)
        while next_at is not None and self._parts < MAX_PARTS:
            mail = self._open[-1][1]
            headers, body = _headers(self._lines, next_at)
            next_at = self._entity(mail, headers, body)

    def _entity(self, mail: Mail, headers: dict[str, str], at: int) -> int | None:
        """Read what has these headers and begins at line `at`. Gives the line after the next open boundary."""
        kind, named = _kind(headers.get("content-type", ""))
        while kind == "message/rfc822" and _encoding(headers) not in ("base64", "quoted-printable"):
            if self._mails >= MAX_DEPTH:
                return self._next_part(at)[1]
            mail = self._inner(mail)
            mail.headers, at = _headers(self._lines, at + (at < len(self._lines) and not self._lines[at].strip()))
            headers = mail.headers
            kind, named = _kind(headers.get("content-type", ""))
        self._parts += 1
        boundary = _parameter(_BOUNDARY, headers.get("content-type", ""))
        parted = kind.startswith("multipart/")
        if parted and boundary and len(self._open) < MAX_DEPTH:
            self._open.append((boundary, mail))
            before = self._dash
            end, next_at = self._next_part(at)
            if end is not None and self._lines[end].startswith(f"--{boundary}"):
                return next_at
            if end is None:  # the boundary was announced and never came
                self._open, self._dash = [], before
        else:
            end, next_at = self._next_part(at)
        if end is None and (parted or not named) and self._guesses < MAX_GUESSES:
            self._guesses += 1
            self._dash = bisect.bisect_left(self._dashes, at)
            end, next_at = self._unannounced(mail, at)
        self._leaf(mail, "text/plain" if parted else kind, headers, self._lines[at:end])
        return next_at

    def _next_part(self, at: int) -> tuple[int | None, int | None]:
        """The next line from `at` on that is a boundary, and the line after the next boundary that opens a part."""
        first, known = None, {name for name, _ in self._open}
        while self._dash < len(self._dashes) and known:
            place = self._dashes[self._dash]
            self._dash += 1
            name = self._lines[place][2:].rstrip()
            opens = name in known
            if place < at or not (opens or (name[-2:] == "--" and name[:-2] in known)):
                continue
            first = place if first is None else first
            if not opens:
                name = name[:-2]
            while self._open[-1][0] != name:
                self._open.pop()
            if opens:
                return first, place + 1
            self._open.pop()
            known = {name for name, _ in self._open}
        return first, None

    def _unannounced(self, mail: Mail, at: int) -> tuple[int, int | None]:
        """As `_next_part`, where no header names the boundary: a line of dashes before a `Content-...` field."""
        while self._dash < len(self._dashes):
            place = self._dashes[self._dash]
            self._dash += 1
            line = self._lines[place].rstrip()
            follows = self._lines[place + 1] if place + 1 < len(self._lines) else ""
            if place < at or not 2 < len(line) <= 202 or not _MIME_FIELD.match(follows):
                continue
            self._open.append((line[2:], mail))
            return place, place + 1
        return len(self._lines), None

    def _inner(self, mail: Mail) -> Mail:
        """A new mail within `mail`."""
        self._mails += 1
        mail.inner.append(Mail())
        return mail.inner[-1]

    def _leaf(self, mail: Mail, kind: str, headers: dict[str, str], lines: list[str]) -> None:
        """Keep what the lines hold, if it is a text or a mail."""
        encoding = _encoding(headers)
        disposition = headers.get("content-disposition", "").replace("filename", "name")
        described = f"{headers.get('content-type', '')};{disposition}"
        if kind == "message/rfc822" or _parameter(_NAME, described).lower().endswith(".eml"):
            if self._mails < MAX_DEPTH:
                raw, text = _transfer("\n".join(lines), encoding, raw=self._raw)
                text = text if raw is None else raw.decode("latin-1")
                self._pending.append((self._inner(mail), text, self._raw or raw is not None))
        elif kind.startswith("text/") or "delivery-status" in kind:
            raw, text = _transfer("\n".join(lines)[: 2 * MAX_TEXT], encoding, raw=self._raw)
            if raw is not None:
                text = _decoded(raw, _parameter(_CHARSET, headers.get("content-type", "")))
            mail.parts.append(Part(kind, _lf(text[:MAX_TEXT])))


def _lf(text: str) -> str:
    """`text` with LF at its line ends, whatever was there: CR LF, CR, or what became of CR LF where LF became CR LF."""
    return text.replace("\r\r\n", "\n").replace("\r\n", "\n").replace("\r", "\n")


def _headers(lines: list[str], at: int) -> tuple[dict[str, str], int]:
    """The header fields from line `at` on, and the line at which the body begins."""
    collected: dict[str, list[str]] = {}
    taken: list[str] = []
    while at < len(lines):
        line = lines[at]
        if not line.strip():
            at += 1
            break
        if line[0] in " \t":
            if len(taken) < MAX_LINES:
                taken.append(line[:MAX_VALUE])
        else:
            match = _FIELD.match(line[:MAX_VALUE])
            if match is None:
                break
            taken = [match[2]]
            collected.setdefault(match[1].lower(), taken)
        at += 1
    return {name: _unfolded(values) for name, values in collected.items()}, at


def _unfolded(values: list[str]) -> str:
    return decoded_words(" ".join(" ".join(values).split())[:MAX_VALUE])


def _kind(content_type: str) -> tuple[str, bool]:
    """The content type in lower case, and whether one was given at all."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind in ("message/global", "message/news"):
        kind = "message/rfc822"
    return (kind, True) if "/" in kind else ("text/plain", bool(kind))


def _encoding(headers: dict[str, str]) -> str:
    return headers.get("content-transfer-encoding", "").strip().lower()


def _parameter(pattern: re.Pattern[str], value: str) -> str:
    match = pattern.search(value)
    return (match[1] or match[2]).strip() if match else ""


def decoded_words(value: str) -> str:
    """`value` with the encoded words of RFC 2047 in it decoded."""
    if "=?" not in value:
        return value
    return _WORD.sub(_decoded_word, _BETWEEN_WORDS.sub("", value))


def _decoded_word(match: re.Match[str]) -> str:
    text = match[3] if match[2] in "bB" else match[3].replace("_", " ")
    raw, _ = _transfer(text, "base64" if match[2] in "bB" else "quoted-printable", raw=False)
    return _decoded(raw, match[1]) if raw is not None else match[0]


def _transfer(text: str, encoding: str, *, raw: bool) -> tuple[bytes | None, str]:
    """The bytes behind a body, or None where there are none because somebody's program has decoded it already."""
    if encoding == "base64":
        packed = re.sub(rb"[^A-Za-z0-9+/]", b"", text.encode("ascii", errors="ignore"))
        packed = packed[: len(packed) - (len(packed) % 4 == 1)]  # cut off in the middle: the whole bytes count
        try:
            return base64.b64decode(packed + b"=" * (-len(packed) % 4)), ""
        except (binascii.Error, ValueError):
            return None, text
    if encoding == "quoted-printable":
        # at the end of a line, a space before `=` belongs to the text; after it, some program added it
        return binascii.a2b_qp(re.sub(r"=[ \t]{1,20}\n", "=\n", text).encode("latin-1" if raw else "utf-8")), ""
    if raw:
        return text.encode("latin-1", errors="replace"), text
    return (text.encode("ascii"), text) if text.isascii() else (None, text)


def _decoded(raw: bytes, charset: str) -> str:
    """`raw` as text by its charset; where that is unknown or not to be had, as UTF-8 or Windows-1252."""
    if b"\x1b$" in raw and not charset.lower().startswith("iso-2022"):
        charset = "iso-2022-jp"
    if charset and not charset.isascii():
        charset = ""
    if charset.lower() in ("us-ascii", "ascii", "") or not _KNOWN_CHARSET.fullmatch(charset):
        return to_text(raw)
    try:
        return raw.decode(charset.replace("windows-31j", "cp932"), errors="replace")
    except (LookupError, ValueError):
        return to_text(raw)
