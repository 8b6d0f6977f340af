"""What a bounce says to people: for each address, why the mail did not reach it. Whatever program wrote it.

Lives here: sections that begin with an address, and where in them the reply is. Must not: read
the form of a reply, know mails and their parts, or decide whether a text is a bounce.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from smtp_tutor.message import bounce_session, bounce_signs, replies
from smtp_tutor.message.bounce_session import MAX_LINE, MAX_LINES, MAX_NOTICES, Notice

#: A section is at most so long; what is said of one address takes a few lines.
MAX_SECTION = 8_000
MAX_WORDS = 1_000
#: What addresses in a row share is at most so long for all of them together.
MAX_SHARED = 1_000_000

_ADDRESS = r"[\w.!#$%&'*+/=?^`{|}~-]{1,128}@(?:\[[\w.:]{2,50}\]|[\w-]{1,63}(?:\.[\w-]{1,63}){0,12})"
_LABEL = (
    r"(?:(?:to|recipients?|(?:failed|final|original|recipient|e-?mail|destination)[ -](?:address|recipients?)"
    r"|address(?:es)?|user|"
    r"could not be delivered to|undeliverable to|\[status: error, address)[ \t]{0,3}:[ \t]{0,9})"
)
#: A line that begins with an address, and whether that is all that there is to it.
_ANCHOR = re.compile(
    rf"[ \t]{{0,60}}(?:(?:[-*•·]{{1,3}}|>>>"
    rf"|\d{{1,3}}[.)])[ \t]{{1,4}})?{_LABEL}?(?P<open>[<\"'\u2018\u201c(`]{{0,2}})(?:mailto:)?"
    rf"(?P<address>{_ADDRESS})(?P<rest>[^\n]{{0,{MAX_LINE}}})",
    re.IGNORECASE,
)
#: What may follow the address where a section begins; otherwise it may be a sentence that was wrapped.
_STRONG_REST = re.compile(r"[>\"'\u2019\u201d)`]{0,3}[ \t.;,]{0,9}(?:$|[:(<\[]|on \d|invalid|" + _ADDRESS + ")", re.IGNORECASE)
#: `Unknown user: someone@...`: the reason, then the address.
_REASON_FIRST = re.compile(
    rf"[ \t]{{0,40}}(?P<why>[^:<>@\n]{{3,80}}):[ \t]{{0,4}}[<\"']{{0,2}}"
    rf"(?P<address>{_ADDRESS})[>\"']{{0,2}}[ \t.]{{0,9}}$"
)
#: Words before an address that make it another's; and those that only say that it is one.
_NOT_RECIPIENT = re.compile(
    r"(?:.{0,80}\b)?(?:from|sender|by|cc|bcc|reply-to|path|subject|contact|id|date|mailto|support|help"
    r"|at)(?: e-?mail)?(?: address)?$",
    re.IGNORECASE,
)
_NO_REASON = re.compile(
    r"(?:.{0,80}\b)?(?:to|for|rcpt|recipients?|address|addresses|following|delivered|e-?mail|mail|server|host)$"
    r"|user$",
    re.IGNORECASE,
)
#: `Your message to someone@... could not be delivered`.
_SENTENCE = re.compile(
    rf"[^\n]{{0,160}}?\b(?:deliver(?:ed|ing|y)?|undeliverable|message|mail|sent|send|address|rcpt to|to)[ :]{{1,3}}"
    rf"(?:(?:your|the|a) (?:mail|e-?mail|message) )?(?:to )?[<'\"`(]{{0,2}}(?P<address>{_ADDRESS})",
    re.IGNORECASE,
)
#: An address in a sentence of any language. Thai and Devanagari may stand right beside it.
_NAMED = re.compile(
    r"(?:(?<![\w.%+-])|(?<=[\u0900-\u0e7f]))([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,128}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,12})"
    rf"(?![^\W\u0900-\u0e7f])|(?![\u0900-\u0e7f]{{1,60}}[!-~]{{1,128}}@)({_ADDRESS})"
)
#: Addresses that a bounce names as those to ask for help.
_HELPER = re.compile(
    r"(?:postmaster|abuse|support|help(?:desk)?|mailer-daemon|admin(?:istrator)?|noc|info)@",
    re.IGNORECASE,
)

#: What comes right before a reply, and how a reply begins.
_SAID = re.compile(
    r"(?:\b(?:said|says|reasons?(?: for the problem)?|returned|responded(?: with)?|was|error_code|error|answer"
    r"|response|gave this error|"
    r"error message below|additional information follows|diagnostic[- ]code|responsecode|failure"
    r"|did not like our [^:\n]{1,40}|refused to talk to me)"
    r"|host:? \S{1,255} ?[\[(][0-9A-Fa-f:.]{2,45}[\])](?::\d{1,5})?|<<<|<--"
    r"|received)[ \t]{0,4}:?\s{0,9}(?:(?:>>>|-{1,2})[ \t])?[<'\"\u2018\u201c(\[]{0,2}",
    re.IGNORECASE,
)
_CODE = re.compile(r"#?[ \t]{0,2}'?(?:[245]\d\d(?![\d.])|[245]\.\d{1,3}\.\d{1,3}(?!\.?\d))")
_CODE_LINE = re.compile(
    r"^[ \t]{0,40}(?:[>|][ \t])?[<'\"(]{0,2}(?:[A-Za-z][\w.-]{1,254} (?=#))?#?[ \t]{0,2}(?=[45]\d\d[ -]\S"
    r"|[45]\.\d{1,3}\.\d{1,3}\b|#[<\s]{0,3}#?[245])",
    re.MULTILINE,
)
_SAID_WORDS = re.compile(
    r"(?:\bsaid|was|reported error|gave this error|error|reasons?|error message below|problem appears to be"
    r"|because|additional information follows|technical details of (?:permanent|temporary) failure|"
    r"for the following reasons?|failure reasons?)[ \t]{0,4}:[ \t\n]{0,9}(?:-{1,10}[ \t\n]{1,4})?",
    re.IGNORECASE,
)
#: What follows a reply and is none of it.
_AFTER = re.compile(
    r"\n[ \t]{0,9}\n(?![ \t]{0,9}[245]\d\d[ -])|\s\(in\s{1,9}reply\s|\n?giving up on \S"
    r"|i'm not going to try again|\n\(?other mxes tried|\s?##|\n[ \t]{0,9}\((?:expanded|generated) from"
    r"|\n[ \t]{0,9}-{3,10} ?\w|\n[ \t]{0,9}>>> |\n[ \t]{0,9}message will be retried|\n\.\.\. while talking"
    r"|\(delivery attempts: \d"
    r"|\n[ \t]{0,9}(?:(?:i|we|it|the server) will|(?:i|we)'ll|will) (?:keep |continue |try |be (?:re)?tried)"
    r"|\n[ \t]{0,9}(?:this|your|the) message has(?: not|n['\u2019]t) (?:yet )?been delivered",
    re.IGNORECASE,
)
#: What may stand before what was said, and is none of it: signs, banners, the subject of the mail, what comes next.
_IDLE = re.compile(
    r"[ \t\n\r:;,.>]{1,400}|[*#]{2,400}[^\n]{0,400}(?:\n|\Z)"
    r"|(?:subject:|message will be retried|this is a warning(?: message)? only|you do not need to resend)[^\n]{0,4000}(?:\n|\Z)",
    re.IGNORECASE,
)
_BANNER = re.compile(r"^[ \t]{0,40}[*#]{2}[^\n]{0,400}$", re.MULTILINE)
#: Numbers one after the other: a telephone's.
_PHONE = re.compile(r"\d{3}[ /-]\d{3}(?!\d)|\d{2,5}[ /-]\d{2,5}[ /-]\d{2,5}")
_WRAP = re.compile(r"[ \t]{0,9}\n[ \t]{0,40}(?![1-5]\d\d[ -])")

_HOST = r"(?P<host>[\w-]{1,63}(?:\.[\w-]{1,63}){1,12})"
_REPORTERS = (
    re.compile(
        rf"this is (?:the|a) [^\n]{{1,60}}? (?:at host|at|on|from) {_HOST}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"^[ \t]{{0,9}}(?:generating server|message from|dsn generated by):?[ \t]{{0,9}}{_HOST}",
        re.IGNORECASE | re.MULTILINE,
    ),
)


def notices(text: str) -> list[Notice]:
    """What `text`, the words of a bounce, says of each address; one entry an address, and at least one in all."""
    marker = bounce_session.TRANSCRIPT.search(text)
    words = text[: marker.start()] if marker else text
    out = _shared(_sections(words))
    if marker:
        out = bounce_session.with_transcript(out, bounce_session.transcript(text[marker.end() :]))
    if not out:
        sentence = _in_sentence(words)
        out = [sentence] if sentence else out
    out = _one_each(out)
    if any(notice.coded for notice in out):
        return out
    general = _notice("", words[:MAX_SECTION], general=True)  # the reason may stand before the addresses
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
    rest = re.sub(rf"^[>\"'\u2019\u201d)`]{{0,3}}[ \t]{{0,4}}(?:[<(]?(?:mailto:)?{_ADDRESS}[>)]?){{0,2}}", "", rest)
    rest = re.sub(r"^[ \t]{0,4}\((?:expanded|generated) from[^\n)]{0,330}\)", "", rest)
    return re.sub(r"^[ \t]{0,4}(?:[:,;.][ \t]{0,4}|on \d[\d/. :APMapm]{5,30}$)", "", rest)


def _in_sentence(text: str) -> Notice | None:
    """What a text says that begins with no address, but names one in a sentence."""
    return _sentence(text, _in_english) or _sentence(text, _in_failure)


def _in_english(line: str) -> str:
    """The address in `Your message to someone@... could not be delivered`."""
    match = _SENTENCE.match(line)
    helper = match and _HELPER.match(match["address"]) and "deliver" not in match[0].lower()
    return match["address"] if match and not helper else ""


def _in_failure(line: str) -> str:
    """The only address in a sentence that says, in any language, that something was not delivered."""
    if not bounce_signs.SENTENCE.match(line):
        return ""
    named = dict.fromkeys(match[1] or match[2] for match in _NAMED.finditer(line))
    only = next(iter(named)) if len(named) == 1 else ""
    return "" if _HELPER.match(only) else only


def _sentence(text: str, named: Callable[[str], str]) -> Notice | None:
    """What the first sentence says in which `named` finds an address, and the text after it."""
    at = 0
    for line in text.split("\n"):
        address = named(line[:MAX_LINE]) if "@" in line else ""
        if address:
            section = text[at : at + MAX_SECTION]
            notice = _notice(address, section, general=False)
            if not notice.coded and _SAID_WORDS.search(section) is None:
                notice.said = whole(section)
            return notice
        at += len(line) + 1
    return None


def _shared(sections: list[tuple[str, str]]) -> list[Notice]:
    """What each section says about its address. What many addresses share is read once, and kept short where it is long."""
    known: dict[str, Notice] = {}
    sharing = Counter(section for _, section in sections)
    out = []
    for address, section in sections:
        if section not in known:
            known[section] = _notice("", section[: max(MAX_WORDS, MAX_SHARED // sharing[section])], general=False)
        out.append(replace(known[section], recipient=address.rstrip(".")))
    return out


def whole(text: str) -> str:
    """The words of a text, as one line, the first of them if there are many."""
    return " ".join(_BANNER.sub("", text[: 2 * MAX_WORDS]).split())[:MAX_WORDS]


def _notice(address: str, section: str, *, general: bool) -> Notice:
    """What `section` says about the address; `general` says that it is not of one address only."""
    at, said, coded = _reply(section, general=general)
    before = section[max(0, at - 1_000) : at]
    around = before + section[at : at + len(said) + 200]
    return Notice(address.rstrip("."), unfolded(said), coded, bounce_session.command(around), bounce_session.remote(around))


def _reply(section: str, *, general: bool) -> tuple[int, str, bool]:
    """The reply in a section: where it begins, what it is, whether it has a code."""
    for match in _SAID.finditer(section):
        if _CODE.match(section, match.end()):
            return match.end(), _until_end(section, match.end()), True
    line = _CODE_LINE.search(section)
    if line:
        return line.end(), _until_end(section, line.end()), True
    for span, reply in replies.scan(section):
        # a number in what is said of one address may be a size; in all the words, it is the best there is
        alone = general and not _PHONE.search(section[max(0, span.start - 12) : span.start + 12])
        if reply.code is not None and reply.code >= 400 and (alone or reply.enhanced):
            return span.start, _until_end(section, span.start), True
    words = _SAID_WORDS.search(section)
    at = words.end() if words else 0
    while at < len(section):
        idle = _IDLE.match(section, at)
        if idle is None:
            break
        at = idle.end()
    return at, _until_end(section, at)[:MAX_WORDS], False


def _until_end(section: str, at: int) -> str:
    """What stands in `section` from `at` to the end of what was said."""
    end = _AFTER.search(section, at)
    said = section[at : end.start() if end else len(section)].strip()
    before = section[at - 1 : at]
    for opening, closing in (
        ("'", "'"),
        ('"', '"'),
        ("\u2018", "\u2019"),
        ("\u201c", "\u201d"),
        ("(", ")"),
        ("<", ">"),
        ("[", "]"),
    ):
        if said.endswith(closing) and (before == opening or said.count(opening) < said.count(closing)):
            return said.removesuffix(closing)
    return said


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
