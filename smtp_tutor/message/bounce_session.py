"""Sessions in a bounce: the transcripts that mail programs add, which command was answered, which host replied.

Lives here: how mail programs tell these circumstances. Must not: look for addresses that head a section (that is
`bounce_forms`).
"""

import re
from dataclasses import dataclass

MAX_LINE = 4_000
#: How many lines of a reply are kept, and how many sections or refusals of a bounce: more than any program writes.
MAX_LINES = 200
MAX_NOTICES = 2_000

_REMOTES = tuple(
    re.compile(pattern, re.IGNORECASE | re.MULTILINE)
    for pattern in (
        r"\bhost:?\s{1,9}(?P<host>[^\s\[\](]{1,255}) ?[\[(][0-9a-f:.]{2,45}[\])]",
        r"\bremote host (?P<host>\S{1,255}) said",
        r"(?<![\w.-])(?P<host>[\w.-]{1,255}+) (?:does not like recipient|failed (?:after i sent|on \w{4} command))",
        r"\bconnected to (?P<host>[^\s\[,]{1,255}?)[.,]? but",
        r"\bremote server at (?P<host>\S{1,255}) ",
        r"\bby (?P<host>[\w-]{1,63}(?:\.[\w-]{1,63}){1,12})\.? \[",
        (
            r"(?<![\w.-])(?P<host>[\w-]{1,63}+(?:\.[\w-]{1,63}+){1,12}+)(?: \[[0-9a-f:.]{2,45}\])? (?:gave this error"
            r"|rejected your message|did not like our)"
        ),
        r"<(?P<host>[\w-]{1,63}(?:\.[\w-]{1,63}){1,12}) #",
        r"\bconnect to (?P<host>[^\s\[]{1,255})\[",
        r"while talking to (?P<host>[\w.-]{1,255}?)\.?:",
        r"(?<!\S)\[(?P<host>[\w-]{1,63}(?:\.[\w-]{1,63}){1,12})\.? \(\d{1,5}\):",
        r"^(?P<host>[\w-]{1,63}(?:\.[\w-]{1,63}){1,12})[ \t]{0,4}\n(?:#|remote server returned)",
        r"^[ \t]{0,9}(?P<host>[\w-]{1,63}(?:\.[\w-]{1,63}){1,12})\.? [\[(][0-9a-f:.]{2,45}[\])]:?[ \t]{0,9}$",
    )
)
#: The command that was answered, as programs tell it. Where the group `verb` is missing, it is the word beside.
_COMMANDS = tuple(
    (re.compile(pattern, re.IGNORECASE), verb)
    for pattern, verb in (
        (r"in\s{1,9}reply\s{1,9}to\s{1,9}(?P<verb>end\s{1,9}of\s{1,9}data|[a-z]{4,8})", ""),
        (r"\bafter (?P<verb>end of data|rcpt|mail|data|helo|ehlo|starttls|auth|initial connection|pipelined)", ""),
        (r"(?:>>>|-->) {0,4}(?P<verb>rcpt|mail|data|helo|ehlo|starttls|auth|quit)\b", ""),
        (r"error from remote server for (?P<verb>rcpt|mail|data|helo|ehlo|text|greeting|auth)", ""),
        (r"did not like our (?P<verb>rcpt|mail|final data|data|helo|ehlo|greeting)", ""),
        (r"does not like recipient|progress was rcpt to", "RCPT"),
        (r"but sender was rejected", "MAIL"),
        (r"but my name was rejected", "HELO"),
        (r"but greeting failed|refused to talk to me|initial server greeting", "CONNECT"),
        (r"failed after i sent the message", "end of DATA"),
        (r"failed on data command", "DATA"),
        (r"\(state 14\)|\[rcpt_to\]", "RCPT"),
    )
)
#: Other words for a command or its place.
_VERBS = {
    "END OF DATA": "end of DATA",
    "FINAL DATA": "end of DATA",
    "TEXT": "end of DATA",
    "INITIAL CONNECTION": "CONNECT",
    "GREETING": "CONNECT",
    "CONNECT": "CONNECT",
    "PIPELINED": "",
}

TRANSCRIPT = re.compile(r"^[ \t]{0,9}-{2,10} {0,4}(?:session )?transcript\b[^\n]{0,80}$", re.IGNORECASE | re.MULTILINE)
_ASKED = re.compile(
    r"[^\n]{0,60}?(?:>>>|-->|sent:?) {1,9}(?P<verb>rcpt|mail|data|helo|ehlo|starttls|auth|rset|quit)\b",
    re.IGNORECASE,
)
_ANSWERED = re.compile(
    r"[^\n]{0,60}?(?:<<<|<--|received:?) {1,9}(?P<reply>[2-5]\d\d(?P<more>[ -]|$)[^\n]*)",
    re.IGNORECASE,
)
_TOLD = re.compile(r"[ \t]{0,9}(?P<reply>[45]\d\d[ -][^\n]*)")
#: `<someone@...>... Deferred: Connection timed out with mx.example.com.`
_DEFERRED = re.compile(
    r"[ \t]{0,9}<?(?P<address>[^\s<>@]{1,128}@[^\s<>]{1,255})>?\.\.\. {1,4}(?P<reply>deferred\b[^\n]{0,1000})", re.IGNORECASE
)
_CODED = re.compile(r"(?<=: )[45]\d\d[ -]")
_WITH = re.compile(r"\bwith (?P<host>[\w-]{1,63}(?:\.[\w-]{1,63}){1,12})\.?\s{0,9}$")
_NESTED = re.compile(r"[45]\d\d(?: [45]\.\d{1,3}\.\d{1,3})? [^\n]{1,330}?\.\.\. {1,4}(?P<reply>[45]\d\d .*)", re.DOTALL)


@dataclass(slots=True)
class Notice:
    """What a text says about one address. `coded` says that a code is in what was `said`."""

    recipient: str
    said: str
    coded: bool
    command: str = ""
    remote: str = ""


def command(text: str) -> str:
    """The command that a text says was answered."""
    for pattern, fixed in _COMMANDS:
        match = pattern.search(text)
        if match:
            said = fixed or " ".join(match["verb"].upper().split())
            return _VERBS.get(said, said)
    return ""


def remote(text: str) -> str:
    """The host that a text says replied."""
    for pattern in _REMOTES:
        match = pattern.search(text)
        if match:
            return match["host"].strip("[]<>:,").rstrip(".")
    return ""


def transcript(text: str) -> list[Notice]:
    """The refusals in the transcript of a session."""
    out: list[Notice] = []
    verb = asked_for = host = more = ""  # `more`: the code of a reply of which further lines follow
    taken = 0
    for full in text.split("\n"):
        line = full[:MAX_LINE]
        host = remote(line) or host
        asked = _ASKED.match(line)
        if asked:
            verb = asked["verb"].upper()
            asked_for = _named(line) if verb == "RCPT" else ""
            continue
        deferred = _DEFERRED.match(line)
        if deferred and len(out) < MAX_NOTICES:
            more, said = "", deferred["reply"]
            code, beside = _CODED.search(said), _WITH.search(said)
            said, named = said[code.start() :] if code else said, beside["host"] if beside else host
            out.append(Notice(deferred["address"], said, coded=code is not None, remote=named))
            continue
        answered = _ANSWERED.match(line)
        told = answered or _TOLD.match(line)  # the second is what the mail program itself makes of it
        if told is None or told["reply"][0] not in "45":
            continue
        said = told["reply"]
        if more == said[:3]:
            taken += 1
            out[-1].said += "\n" + said if taken < MAX_LINES else ""
        elif len(out) < MAX_NOTICES:
            taken = 0
            if answered:
                out.append(Notice(asked_for or _named(line), said, coded=True, command=verb, remote=host))
            else:
                nested = _NESTED.match(said)
                out.append(Notice(_named(line), nested["reply"] if nested else said, coded=True))
        more = said[:3] if said[3:4] == "-" and out else ""
    return out


def _named(line: str) -> str:
    """The address in a line of a transcript."""
    for word in re.split(r"[\s<>,;:()\"']{1,9}", line):
        if 3 < len(word) <= 320 and "@" in word[1:-1]:
            return word.rstrip(".")
    return ""


def with_transcript(told: list[Notice], session: list[Notice]) -> list[Notice]:
    """What is told of each address, with the reply from the session where that is missing."""
    if not told:
        return [entry for entry in session if entry.recipient] or session
    if not session:
        return told
    by_address = {entry.recipient.lower(): entry for entry in reversed(session)}  # the first of each counts
    for notice in told:
        entry = by_address.get(notice.recipient.lower(), session[0])
        if not notice.coded and (entry.coded or not notice.said):
            notice.said, notice.coded = entry.said, entry.coded
        if notice.said[:3] == entry.said[:3]:
            notice.command, notice.remote = notice.command or entry.command, notice.remote or entry.remote
    return told
