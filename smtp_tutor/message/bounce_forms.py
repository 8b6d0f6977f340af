"""What a bounce says to people: for each address, why the mail did not reach it. Whatever program wrote it.

Lives here: sections that begin with an address, transcripts of sessions, and where in them the reply is. Must not: read
the form of a reply, know mails and their parts, or decide whether a text is a bounce.
"""

import re
from dataclasses import dataclass

from smtp_tutor.message import replies

MAX_LINE = 4_000
#: A section is at most so long; what is said of one address takes a few lines.
MAX_SECTION = 8_000
MAX_LINES = 200
MAX_WORDS = 1_000
#: Sections that are looked at: more than any program puts into one bounce.
MAX_NOTICES = 2_000

_ADDRESS = r"[\w.!#$%&'*+/=?^`{|}~-]{1,128}@(?:\[[\w.:]{2,50}\]|[\w-]{1,63}(?:\.[\w-]{1,63}){0,12})"
_LABEL = (
    r"(?:(?:to|recipients?|(?:failed|final|original|recipient|e-?mail|destination)[ -](?:address|recipients?)|address(?:es)?|user|"
    r"could not be delivered to|undeliverable to|\[status: error, address)[ \t]{0,3}:[ \t]{0,9})"
)
#: A line that begins with an address, and whether that is all that there is to it.
_ANCHOR = re.compile(
    rf"[ \t]{{0,60}}(?:(?:[-*•·]{{1,3}}|>>>|\d{{1,3}}[.)])[ \t]{{1,4}})?{_LABEL}?(?P<open>[<\"'‘“(`]{{0,2}})(?:mailto:)?"
    rf"(?P<address>{_ADDRESS})(?P<rest>[^\n]{{0,{MAX_LINE}}})",
    re.IGNORECASE,
)
#: What may follow the address where a section begins; otherwise it may be a sentence that was wrapped.
_STRONG_REST = re.compile(r"[>\"'’”)`]{0,3}[ \t.;,]{0,9}(?:$|[:(<\[]|on \d|invalid|" + _ADDRESS + ")", re.IGNORECASE)
#: `Unknown user: someone@...`: the reason, then the address.
_REASON_FIRST = re.compile(rf"[ \t]{{0,40}}(?P<why>[^:<>@\n]{{3,80}}):[ \t]{{0,4}}[<\"']{{0,2}}(?P<address>{_ADDRESS})[>\"']{{0,2}}[ \t.]{{0,9}}$")
#: Words before an address that make it another's; and those that only say that it is one.
_NOT_RECIPIENT = re.compile(r"(?:.{0,80}\b)?(?:from|sender|by|cc|bcc|reply-to|path|subject|contact|id|date|mailto|support|help|at)$", re.IGNORECASE)
_NO_REASON = re.compile(r"(?:.{0,80}\b)?(?:to|for|rcpt|recipients?|address|addresses|following|delivered|e-?mail|mail|server|host)$|user$", re.IGNORECASE)
#: `Your message to someone@... could not be delivered`.
_SENTENCE = re.compile(
    rf"[^\n]{{0,160}}?\b(?:deliver(?:ed|ing|y)?|undeliverable|message|mail|sent|send|address|rcpt to|to)[ :]{{1,3}}"
    rf"(?:(?:your|the|a) (?:mail|e-?mail|message) )?(?:to )?[<'\"`(]{{0,2}}(?P<address>{_ADDRESS})",
    re.IGNORECASE,
)
#: Addresses that a bounce names as those to ask for help.
_HELPER = re.compile(r"(?:postmaster|abuse|support|help(?:desk)?|mailer-daemon|admin(?:istrator)?|noc|info)@", re.IGNORECASE)

#: What comes right before a reply, and how a reply begins.
_SAID = re.compile(
    r"(?:\b(?:said|says|reasons?(?: for the problem)?|returned|responded(?: with)?|was|error_code|error|answer|response|gave this error|"
    r"error message below|additional information follows|diagnostic[- ]code|responsecode|failure|did not like our [^:\n]{1,40}|refused to talk to me)"
    r"|host:? \S{1,255} ?[\[(][0-9A-Fa-f:.]{2,45}[\])](?::\d{1,5})?|<<<|<--|received)[ \t]{0,4}:?\s{0,9}(?:(?:>>>|-{1,2})[ \t])?[<'\"‘“(\[]{0,2}",
    re.IGNORECASE,
)
_CODE = re.compile(r"#?[ \t]{0,2}'?(?:[245]\d\d(?![\d.])|[245]\.\d{1,3}\.\d{1,3}(?!\.?\d))")
_CODE_LINE = re.compile(r"^[ \t]{0,40}(?:[>|][ \t])?[<'\"(]{0,2}(?:[A-Za-z][\w.-]{1,254} (?=#))?#?[ \t]{0,2}(?=[45]\d\d[ -]\S|[45]\.\d{1,3}\.\d{1,3}\b|#)", re.MULTILINE)
_SAID_WORDS = re.compile(
    r"(?:\bsaid|was|reported error|gave this error|error|reasons?|error message below|problem appears to be|because|additional information follows|"
    r"for the following reasons?|failure reasons?)[ \t]{0,4}:[ \t\n]{0,9}(?:-{1,10}[ \t\n]{1,4})?",
    re.IGNORECASE,
)
#: What follows a reply and is none of it.
_AFTER = re.compile(
    r"\n[ \t]{0,9}\n(?![ \t]{0,9}[245]\d\d[ -])|\s\(in\s{1,9}reply\s|\n?giving up on \S|i'm not going to try again|\n\(?other mxes tried|\s?##|\n[ \t]{0,9}\((?:expanded|generated) from"
    r"|\n[ \t]{0,9}-{3,10} ?\w|\n[ \t]{0,9}>>> |\n[ \t]{0,9}message will be retried|\n\.\.\. while talking|\(delivery attempts: \d",
    re.IGNORECASE,
)
_WRAP = re.compile(r"[ \t]{0,9}\n[ \t]{0,40}(?![1-5]\d\d[ -])")

_REMOTES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\bhost:? (?P<host>[^\s\[\](]{1,255}) ?[\[(][0-9a-f:.]{2,45}[\])]",
        r"\bremote host (?P<host>\S{1,255}) said",
        r"\b(?P<host>[\w.-]{1,255})\.? does not like recipient",
        r"\bconnected to (?P<host>[^\s\[,]{1,255}?)[.,]? but",
        r"\bremote server at (?P<host>\S{1,255}) ",
        r"\bby (?P<host>[\w-]{1,63}(?:\.[\w-]{1,63}){1,12})\.? \[",
        r"\b(?P<host>[\w-]{1,63}(?:\.[\w-]{1,63}){1,12})(?: \[[0-9a-f:.]{2,45}\])? (?:gave this error|rejected your message|did not like our)",
        r"<(?P<host>[\w-]{1,63}(?:\.[\w-]{1,63}){1,12}) #",
        r"\bconnect to (?P<host>[^\s\[]{1,255})\[",
        r"while talking to (?P<host>[\w.-]{1,255}?)\.?:",
        r"^(?P<host>[\w-]{1,63}(?:\.[\w-]{1,63}){1,12})[ \t]{0,4}\n(?:#|remote server returned)",
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
        (r"\(state 14\)", "RCPT"),
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

_TRANSCRIPT = re.compile(r"^[ \t]{0,9}-{2,10} {0,4}(?:session )?transcript\b[^\n]{0,80}$", re.IGNORECASE | re.MULTILINE)
_ASKED = re.compile(r"[^\n]{0,60}?(?:>>>|-->|sent:?) {1,9}(?P<verb>rcpt|mail|data|helo|ehlo|starttls|auth|rset|quit)\b", re.IGNORECASE)
_ANSWERED = re.compile(r"[^\n]{0,60}?(?:<<<|<--|received:?) {1,9}(?P<reply>[2-5]\d\d(?P<more>[ -]|$)[^\n]*)", re.IGNORECASE)
_TOLD = re.compile(r"[ \t]{0,9}(?P<reply>[45]\d\d[ -][^\n]*)")
_NESTED = re.compile(r"[45]\d\d(?: [45]\.\d{1,3}\.\d{1,3})? [^\n]{1,330}?\.\.\. {1,4}(?P<reply>[45]\d\d .*)", re.DOTALL)

_REPORTERS = (
    re.compile(r"this is the [^\n]{1,60}? (?:at host|at|on) (?P<host>[\w-]{1,63}(?:\.[\w-]{1,63}){1,12})", re.IGNORECASE),
    re.compile(r"^[ \t]{0,9}(?:generating server|message from|dsn generated by):?[ \t]{0,9}(?P<host>[\w-]{1,63}(?:\.[\w-]{1,63}){1,12})", re.IGNORECASE | re.MULTILINE),
)


@dataclass(slots=True)
class Notice:
    """What a text says about one address. `coded` says that a code is in what was `said`."""

    recipient: str
    said: str
    coded: bool
    command: str = ""
    remote: str = ""


def notices(text: str) -> list[Notice]:
    """What `text`, the words of a bounce, says of each address; one entry an address, and at least one in all."""
    marker = _TRANSCRIPT.search(text)
    words = text[: marker.start()] if marker else text
    out = [_notice(address, section) for address, section in _sections(words)]
    if marker:
        out = _with_transcript(out, _transcript(text[marker.end() :]))
    if not out:
        sentence = _in_sentence(words)
        out = [sentence] if sentence else out
    out = _one_each(out)
    if any(notice.coded for notice in out):
        return out
    general = _notice("", words[:MAX_SECTION])  # the reason may stand before the addresses
    if not out:
        if not general.coded and _SAID_WORDS.search(words[:MAX_SECTION]) is None:
            general.said = whole(words)
        return [general]
    for notice in out:
        if general.coded or not notice.said:
            notice.said, notice.coded = general.said, general.coded
    return out


def reporter(text: str) -> str:
    """The host that says that it wrote the bounce."""
    for pattern in _REPORTERS:
        match = pattern.search(text[:20_000])
        if match:
            return match["host"]
    return ""


def unfolded(said: str) -> str:
    """`said` with the lines joined that a program wrapped. A line break stays where another line of a reply begins."""
    return _WRAP.sub(" ", said.strip())


def _sections(text: str) -> list[tuple[str, str]]:
    """The addresses that begin a line, each with the text up to the next."""
    lines = [line[:MAX_LINE] for line in text.split("\n")]
    anchors = _anchors(lines)
    out = []
    for (number, address, rest), following in zip(anchors, [*anchors[1:], (len(lines), "", "")], strict=bool(anchors)):
        out.append((address, "\n".join([rest, *lines[number + 1 : min(following[0], number + MAX_LINES)]])[:MAX_SECTION]))
    for at in range(len(out) - 2, -1, -1):  # addresses in a row share what is said below the last
        if not out[at][1].strip():
            out[at] = (out[at][0], out[at + 1][1])
    return out


def _anchors(lines: list[str]) -> list[tuple[int, str, str]]:
    """Where sections begin: the line, its address, the rest of it."""
    out: list[tuple[int, str, str]] = []
    indent, address = MAX_LINE, ""  # of the section that is open, until an empty line
    for number, line in enumerate(lines):
        if not line.strip():
            indent, address = MAX_LINE, ""
        if "@" not in line or len(out) >= MAX_NOTICES:
            continue
        found = _anchor(line)
        here = len(line) - len(line.lstrip())
        # a reply that was wrapped goes on with an address, farther to the right, or the same one
        if found and here <= indent and found[0] != address:
            out.append((number, *found))
            indent, address = here, found[0]
    return out


def _anchor(line: str) -> tuple[str, str] | None:
    """The address and what follows it, if `line` begins with one or gives a reason for one."""
    match = _ANCHOR.match(line)
    if match and _STRONG_REST.match(match["rest"]):
        return match["address"], _rest(match["rest"])
    match = _REASON_FIRST.match(line)
    why = match["why"].strip() if match else ""
    if match is None or _NOT_RECIPIENT.match(why):
        return None
    return match["address"], "" if _NO_REASON.match(why) else why


def _rest(rest: str) -> str:
    """What follows an address on its line, without brackets, a link, and the address again."""
    rest = re.sub(rf"^[>\"'’”)`]{{0,3}}[ \t]{{0,4}}(?:[<(]?(?:mailto:)?{_ADDRESS}[>)]?){{0,2}}", "", rest)
    rest = re.sub(r"^[ \t]{0,4}\((?:expanded|generated) from[^\n)]{0,330}\)", "", rest)
    return re.sub(r"^[ \t]{0,4}(?:[:,;.][ \t]{0,4}|on \d[\d/. :APMapm]{5,30}$)", "", rest)


def _in_sentence(text: str) -> Notice | None:
    """What a text says that begins with no address, but names one in a sentence."""
    at = 0
    for line in text.split("\n"):
        match = _SENTENCE.match(line[:MAX_LINE]) if "@" in line else None
        if match and not (_HELPER.match(match["address"]) and "deliver" not in match[0].lower()):
            section = text[at : at + MAX_SECTION]
            notice = _notice(match["address"], section)
            if not notice.coded and _SAID_WORDS.search(section) is None:
                notice.said = whole(section)
            return notice
        at += len(line) + 1
    return None


def whole(text: str) -> str:
    """The words of a text, as one line, the first of them if there are many."""
    return " ".join(text[: 2 * MAX_WORDS].split())[:MAX_WORDS]


def _notice(address: str, section: str) -> Notice:
    """What `section` says about the address."""
    at, said, coded = _reply(section)
    before = section[max(0, at - 1_000) : at]
    around = before + section[at : at + len(said) + 200]
    return Notice(address.rstrip("."), unfolded(said), coded, _command(around), _remote(around))


def _reply(section: str) -> tuple[int, str, bool]:
    """The reply in a section: where it begins, what it is, whether it has a code."""
    for match in _SAID.finditer(section):
        if _CODE.match(section, match.end()):
            return match.end(), _until_end(section, match.end()), True
    line = _CODE_LINE.search(section)
    if line:
        return line.end(), _until_end(section, line.end()), True
    for span, reply in replies.scan(section):
        if reply.code is not None and reply.code >= 400:
            return span.start, _until_end(section, span.start), True
    words = _SAID_WORDS.search(section)
    at = words.end() if words else 0
    while at < len(section) and section[at] in " \t\n\r:;,.>":
        at += 1
    return at, _until_end(section, at)[:MAX_WORDS], False


def _until_end(section: str, at: int) -> str:
    """What stands in `section` from `at` to the end of what was said."""
    end = _AFTER.search(section, at)
    said = section[at : end.start() if end else len(section)].strip()
    before = section[at - 1 : at]
    closing = {"'": "'", '"': '"', "‘": "’", "“": "”", "(": ")", "<": ">"}.get(before)
    return said.removesuffix(closing) if closing else said


def _command(text: str) -> str:
    """The command that a text says was answered."""
    for pattern, fixed in _COMMANDS:
        match = pattern.search(text)
        if match:
            verb = fixed or " ".join(match["verb"].upper().split())
            return _VERBS.get(verb, verb)
    return ""


def _remote(text: str) -> str:
    """The host that a text says replied."""
    for pattern in _REMOTES:
        match = pattern.search(text)
        if match:
            return match["host"].strip("[]<>:,").rstrip(".")
    return ""


def _transcript(text: str) -> list[Notice]:
    """The refusals in the transcript of a session."""
    out: list[Notice] = []
    command = remote = more = ""  # `more`: the code of a reply of which further lines follow
    taken = 0
    for full in text.split("\n"):
        line = full[:MAX_LINE]
        remote = _remote(line) or remote
        asked = _ASKED.match(line)
        answered = None if asked else _ANSWERED.match(line) or _TOLD.match(line)
        if asked:
            command = asked["verb"].upper()
        if answered is None or answered["reply"][0] not in "45":
            continue
        said = answered["reply"]
        nested = _NESTED.match(said)
        if more == said[:3]:
            taken += 1
            out[-1].said += "\n" + said if taken < MAX_LINES else ""
        elif len(out) < MAX_NOTICES:
            taken = 0
            out.append(Notice(_named(line), nested["reply"] if nested else said, coded=True, command=command, remote=remote))
        more = said[:3] if said[3:4] == "-" and out else ""
    return out


def _named(line: str) -> str:
    """The address in a line of a transcript."""
    for word in re.split(r"[\s<>,;:()\"']{1,9}", line):
        if 3 < len(word) <= 320 and "@" in word[1:-1]:
            return word.rstrip(".")
    return ""


def _with_transcript(told: list[Notice], session: list[Notice]) -> list[Notice]:
    """What is told of each address, with the reply from the session where that is missing."""
    by_address: dict[str, Notice] = {}
    for entry in session:
        by_address.setdefault(entry.recipient.lower(), entry)
    if not told:
        named = [entry for entry in session if entry.recipient]
        return named or session
    lone = next((entry for entry in session), None)
    for notice in told:
        entry = by_address.get(notice.recipient.lower()) or lone
        if entry is None:
            continue
        if not notice.coded:
            notice.said, notice.coded = entry.said, True
        if notice.said[:3] == entry.said[:3]:
            notice.command, notice.remote = notice.command or entry.command, notice.remote or entry.remote
    return told


def _one_each(found: list[Notice]) -> list[Notice]:
    """One notice an address, with a code if there is one. What has neither code nor words counts only alone."""
    out: dict[str, Notice] = {}
    for notice in found:
        known = out.get(notice.recipient.lower())
        if known is None or (notice.coded and not known.coded):
            out[notice.recipient.lower()] = notice
    any_coded = any(notice.coded for notice in out.values())
    return [
        notice
        for notice in out.values()
        if notice.coded or (notice.said and not (any_coded and _HELPER.match(notice.recipient))) or not any_coded
    ]
