"""The circumstances of a reply as programs write them: commands, actions, quoted text, places.

Lives here: what the finders of logs, events, exceptions and transcripts share. Must not: know the form of any of those.
"""

import re

from smtp_tutor.message import replies
from smtp_tutor.model import EnhancedCode, Reply, Span
from smtp_tutor.parse import to_text

#: Names of commands as programs write them, most telling first. `EHLO or HELO` is answered as EHLO.
_COMMANDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        (
            "end of DATA",
            r"end[-_ ]?of[-_ ]?(?:data|message)|data[-_ ]?end|\beom\b|message body|data block|after i sent",
        ),
        ("CONNECT", r"initial|greeting|banner|connect|check_relay"),
        ("RCPT", r"rcpt|recipient"),
        ("MAIL", r"\bmail\b|check_mail|sender"),
        ("EHLO", r"\behlo"),
        ("HELO", r"\bhelo|my name"),
        ("LHLO", r"\blhlo"),
        ("STARTTLS", r"starttls|\btls\b"),
        ("AUTH", r"\bauth|\bsasl|\blogin"),
        ("BDAT", r"\bbdat"),
        ("DATA", r"\bdata"),
        ("VRFY", r"\bvrfy"),
        ("RSET", r"\brset"),
        ("QUIT", r"\bquit"),
    )
)
_PLAIN_COMMANDS = {
    "RCPT TO": "RCPT",
    "RCPT": "RCPT",
    "MAIL FROM": "MAIL",
    "MAIL": "MAIL",
    "DATA": "DATA",
    "END OF DATA": "end of DATA",
    "EHLO": "EHLO",
    "HELO": "HELO",
    "AUTH": "AUTH",
}
_STATUS = re.compile(r"\s{0,5}(?P<klass>[245])\.(?P<subject>\d{1,3})\.(?P<detail>\d{1,3})(?![\d.])", re.ASCII)
#: What a delivery report writes before a reply.
_KIND = re.compile(r"\s{0,9}[A-Za-z][\w-]{0,30}\s{0,3};\s{0,9}")
#: A refusal among the fields that Exchange puts around it: `[{LRT=...};{LED=550 5.1.1 ...};{MSG=...}]`.
_LED = re.compile(r"\{LED=")
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|([0-7]{1,3})|\r?\n|(.))", re.DOTALL)
_HALF = re.compile("[\ud800-\udfff]")
_LETTERS = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v", "a": "\a", "e": "\x1b"}
#: What a program printed as a quoted string, in one line, closed or cut off. Groups: `b`, and the quote.
LITERAL = r"b?(?:'(?:[^'\\\n]|\\.){0,8000}(?:'|$|(?=\n))|\"(?:[^\"\\\n]|\\.){0,8000}(?:\"|$|(?=\n)))"


def command(words: str) -> str:
    """The command that `words` name, as `Found.command` writes it, or ""."""
    plain = _PLAIN_COMMANDS.get(words.upper())
    if plain is not None:
        return plain
    return next((name for name, pattern in _COMMANDS if pattern.search(words, 0, 200)), "")


def status(words: str) -> EnhancedCode | None:
    """The enhanced code that `words` begin with."""
    match = _STATUS.match(words)
    return EnhancedCode(int(match["klass"]), int(match["subject"]), int(match["detail"])) if match else None


def action(reply: Reply, beside: EnhancedCode | None = None) -> str:
    """The action that the first digit of a code tells."""
    told = reply.enhanced or beside
    digit = reply.code // 100 if reply.code else told.klass if told else 0
    return {2: "delivered", 4: "delayed", 5: "failed"}.get(digit, "")


def said(words: str) -> str:
    """What the server said, without `smtp;` before it and without the fields that Exchange puts around it."""
    led = _LED.search(words)
    if led:
        end = words.find("}", led.end())
        return words[led.end() : end if end >= 0 else len(words)].strip()
    kind = _KIND.match(words)
    return (words[kind.end() :] if kind else words).strip()


def build(code: str, words: str) -> Reply:
    """The reply of a code and words that a program keeps apart. Words that hold the code already stay as they are.

    Programs take the code off every line, and put the lines together again with line breaks.
    """
    lines = [line.strip() for line in words.splitlines() if line.strip()] or [""]
    if not code or lines[0].startswith(code):
        return replies.read(words.strip())
    return replies.read("\n".join([f"{code}-{line}" for line in lines[:-1]] + [f"{code} {lines[-1]}".strip()]))


def place(reply: Reply, text: str, start: int = 0, end: int | None = None) -> Span | None:
    """Where the reply's source stands in `text[start:end]`, letter by letter."""
    if not reply.source:
        return None
    at = text.find(reply.source, start, len(text) if end is None else end)
    return Span(at, at + len(reply.source)) if at >= 0 else None


def whole(text: str) -> str:
    """`text` with the halves of characters that JSON and JavaScript escape one by one put together."""
    if _HALF.search(text) is None:
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _unescaped(match: re.Match[str]) -> str:
    number, wide, octal, letter = match.groups()
    if number or wide:
        return chr(int(number or wide, 16))
    if octal:
        return chr(int(octal, 8) & 0xFF)
    return _LETTERS.get(letter, letter) if letter else ""


def unquote(literal: str) -> str:
    """The text in a string or bytes literal as Python, JavaScript, Go or PHP print it. Nothing is evaluated."""
    binary = literal[:1] == "b"
    body = literal[2:] if binary else literal[1:]
    quote = literal[1:2] if binary else literal[:1]
    body = body.removesuffix(quote)
    if "\\" not in body:
        return body
    plain = whole(_ESCAPE.sub(_unescaped, body))
    if binary:
        try:
            return to_text(plain.encode("latin-1"))
        except UnicodeEncodeError:  # it was printed by something else than Python
            return plain
    return plain
