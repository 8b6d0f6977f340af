"""From text or bytes to a `Reply`, and back (RFC 5321, section 4.2; enhanced codes: RFC 2034 and 3463).

Lives here: the form of one reply, well formed or malformed the way real servers and mail programs write it.
Must not: know what a code means, or look for replies inside larger things.
"""

import re
from collections.abc import Iterator

from smtp_tutor.errors import Fault, Place, ReplySyntaxError
from smtp_tutor.i18n import ascii_digits
from smtp_tutor.model import EnhancedCode, Line, Reply, Span

#: A line break, as it arrives or as a program printed it (`\r\n` spelled out, before another code).
BREAK = re.compile(r"\r\n|\r|\n|(?:\\r)?\\n(?=\s*[1-5]\d\d[\s-])")
#: A reply code at the start of a line, and what divides it from the rest: a hyphen, white space, a colon, or nothing.
_START = re.compile(r"[\s>\ufeff\u200b]*(?P<code>[1-5]\d\d)(?!\d|[.]\d)(?P<sep>[-\u2010-\u2013]?)")
_SURROGATE = re.compile("[\ud800-\udfff]")
_DIGITS = re.compile(r"[\s\ufeff\u200b]*(\d+)")
#: What may stand between the code and the enhanced code: the code again, a colon, a bracket, `#`, one odd word.
_BEFORE = r"(?:\s{0,9}(?P=code)[\s-])?[\s:;,(\[<#'\"-]{0,20}(?:[A-Za-z]\w{0,30}_\w{1,30}\s+)?"
_ENHANCED = r"(?P<klass>[245])(?P<dot>[.]| )(?P<subject>\d{1,3})(?P=dot)(?P<detail>\d{1,3})(?!\d|[.]\d)"
_LINE = re.compile(rf"(?P<code>[1-5]\d\d)(?P<sep>[-\u2010-\u2013]?)(?:{_BEFORE}{_ENHANCED})?")
#: An enhanced code in the middle of the words: `(#5.1.1)`. Addresses, versions and chapters have a neighbour that tells.
LOOSE = re.compile(
    r"(?=[245][.]\d)(?<![\w.@/=§-])(?<!§ )(?<!\bv )(?<!\b[Vv]ersion )(?<!\b[Cc]hapter )(?<!\b[Ss]ection )(?<!\b[Rr]elease )"
    r"(?P<klass>[245])\.(?P<subject>\d{1,3})\.(?P<detail>\d{1,3})(?![\w@/]|[.]\d|-[\w])"
)

ENCODINGS = ("utf-8-sig", "cp1252", "latin-1")


def to_text(data: str | bytes) -> str:
    """`data` as text. Bytes are read as UTF-16 where they say so, else as UTF-8, else as Windows-1252. Never fails.

    Half characters (lone surrogates), which no encoding can carry further, are replaced.
    """
    if isinstance(data, str):
        if data.isascii() or not _SURROGATE.search(data):
            return data
        return data.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise AssertionError("Latin-1 reads every byte")


def enhanced_of(match: re.Match[str]) -> EnhancedCode:
    """The enhanced code in the groups `klass`, `subject` and `detail` of a match. Any script's digits are read."""
    return EnhancedCode(int(match["klass"]), int(match["subject"]), int(match["detail"]))


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """The lines of `text` that hold something, as (start, end)."""
    start = 0
    for match in BREAK.finditer(text):
        if text[start : match.start()].strip():
            yield start, match.start()
        start = match.end()
    if text[start:].strip():
        yield start, len(text)


def _joined(text: str, start: int, end: int, code: str) -> Iterator[tuple[int, int]]:
    """The lines that a program joined onto one: each begins with the same code and a hyphen, the last with a space."""
    starts = [start]
    again = re.compile(rf"(?:(?<=[\s'\"(,;])|(?<=\D[.:])){code}(?:[-\u2010-\u2013]|\s(?=\s*\S)|$)")
    starts += [match.start() for match in again.finditer(text, start + 3, end)]
    yield from zip(starts, [*starts[1:], end], strict=True)


def _line(text: str, plain: str, start: int, end: int) -> Line:
    """The line of a reply at `text[start:end]`, its code first. `plain` is `text` with digits as 0 to 9."""
    match = _LINE.match(plain, start, end)
    if match is None:
        raise AssertionError("the caller found a code here")
    code, enhanced, enhanced_span, after = int(match["code"]), None, None, match.end("sep")
    # `550 5 2 1`: spaces instead of dots count only where the classes agree
    if match["klass"] and (match["dot"] == "." or int(match["klass"]) == code // 100):
        enhanced, enhanced_span = enhanced_of(match), Span(match.start("klass"), match.end("detail"))
        after = match.end("detail")
    while after < end and (text[after].isspace() or (text[after] == ":" and enhanced is None)):
        after += 1
    stop = after + len(text[after:end].rstrip())
    if enhanced is None:
        for loose in LOOSE.finditer(plain, after, stop):
            if plain[loose.start() - 1] == "#" or int(loose["klass"]) == code // 100:
                enhanced, enhanced_span = enhanced_of(loose), Span(*loose.span())
                break
    words = text[after:stop]
    return Line(
        code=code,
        enhanced=enhanced,
        text=" ".join(words.split()) if BREAK.search(words) else words,  # a mail program wrapped it
        last=not match["sep"],
        span=Span(start, stop),
        code_span=Span(match.start("code"), match.end("code")),
        enhanced_span=enhanced_span,
        text_span=Span(after, stop),
    )


def _fault(text: str, plain: str) -> ReplySyntaxError:
    """Why no reply begins at the start of `text`."""
    stripped = len(text) - len(text.lstrip("\ufeff\u200b \t\r\n"))
    digits = _DIGITS.match(plain)
    if stripped == len(text):
        return ReplySyntaxError(Fault.EMPTY, Place(text, 0, 0))
    if digits is None:
        end = next((at for at in range(stripped, len(text)) if text[at].isspace()), len(text))
        return ReplySyntaxError(Fault.NO_CODE, Place(text, stripped, end))
    fault = Fault.CODE_RANGE if len(digits[1]) == 3 and digits[1][0] not in "12345" else Fault.CODE_LENGTH
    return ReplySyntaxError(fault, Place(text, digits.start(1), digits.end(1)))


def parse(data: str | bytes) -> Reply:
    """Read one reply of one or more lines.

    `data` may be `str` or `bytes` in any encoding, its lines ended by CR, LF or CRLF, or joined onto one line. The code
    and the enhanced code are those of the last line that has them (RFC 5321, section 4.2.1: all lines have the same).
    Words after the last line, without a code, count as wrapped. Raises ReplySyntaxError where `data` is no reply.
    """
    text = to_text(data)
    plain = ascii_digits(text)
    if _START.match(plain) is None:
        raise _fault(text, plain)
    places: list[tuple[int, int]] = []
    for start, end in _pieces(plain):
        match = _START.match(plain, start, end)
        if match is None:
            places[-1] = (places[-1][0], end)
            continue
        at = match.start("code")
        if places and not _continued(plain, places[-1][0]):
            raise ReplySyntaxError(Fault.SECOND_REPLY, Place(text, at, match.end("code")))
        places += _joined(plain, at, end, match["code"]) if match["sep"] else [(at, end)]
    return from_lines(text, tuple(_line(text, plain, start, end) for start, end in places))


def _continued(plain: str, at: int) -> bool:
    """Does a hyphen follow the code at `plain[at]`, so that another line belongs to the reply?"""
    match = _START.match(plain, at)
    return match is not None and bool(match["sep"])


def from_lines(text: str, lines: tuple[Line, ...]) -> Reply:
    """The reply that `lines` of `text` make up."""
    coded = next((line for line in reversed(lines) if line.enhanced), None)
    return Reply(
        source=text,
        code=lines[-1].code,
        enhanced=coded.enhanced if coded else None,
        text="\n".join(line.text for line in lines),
        lines=lines,
        code_span=lines[-1].code_span,
        enhanced_span=coded.enhanced_span if coded else None,
    )


def format_reply(reply: Reply) -> str:
    """The reply as a server sends it: every line with its code and CRLF (RFC 5321, section 4.2.1)."""
    out = []
    for line in reply.lines:
        rest = " ".join(part for part in (str(line.enhanced) if line.enhanced else "", line.text) if part)
        out.append(f"{line.code}{' ' if line.last else '-'}{rest}".rstrip() + "\r\n")
    return "".join(out)


class ReplyReader:
    """Replies out of a stream of bytes, however it is cut into chunks."""

    def __init__(self) -> None:
        self._buffer = b""
        self._lines: list[bytes] = []

    def feed(self, data: bytes) -> list[Reply | ReplySyntaxError]:
        """Take the next bytes; give back what they complete: replies, and an error for each line that is none."""
        self._buffer += data
        out: list[Reply | ReplySyntaxError] = []
        while match := re.search(rb"\r\n|\n|\r(?!\Z)", self._buffer):
            line, self._buffer = self._buffer[: match.start()], self._buffer[match.end() :]
            out += self._line(line)
        return out

    def close(self) -> list[Reply | ReplySyntaxError]:
        """The stream has ended: what was still open, complete or not."""
        line, self._buffer = self._buffer.removesuffix(b"\r"), b""
        out = self._line(line) if line else []
        return out + self._flush()

    def _line(self, line: bytes) -> list[Reply | ReplySyntaxError]:
        if not line.strip():
            return []
        self._lines.append(line)
        more = re.match(rb"\s*[1-5]\d\d-", line)
        return [] if more else self._flush()

    def _flush(self) -> list[Reply | ReplySyntaxError]:
        lines, self._lines = self._lines, []
        if not lines:
            return []
        try:
            return [parse(b"\r\n".join(lines))]
        except ReplySyntaxError as error:
            return [error]
