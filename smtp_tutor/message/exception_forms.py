"""The forms in which mail libraries print that a message was refused, language by language.

Lives here: a table of patterns, and the functions that make a reply of a match. Must not: evaluate anything that a text
holds, or decide which of several prints of one refusal counts.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from smtp_tutor.message import replies
from smtp_tutor.message.circumstances import LITERAL, action, build, command, place, unquote
from smtp_tutor.message.dotnet import CODES, SENTENCES
from smtp_tutor.message.found import Found
from smtp_tutor.model import Reply

#: The longest line, and the most lines, of one reply.
WINDOW = 2000
LINES = 40

#: The command that was refused, by the class that says so.
CLASSES = {
    "SMTPRecipientsRefused": "RCPT", "SMTPRecipientRefused": "RCPT", "SMTPSenderRefused": "MAIL",
    "SMTPDataError": "end of DATA", "SMTPAuthenticationError": "AUTH", "SMTPHeloError": "EHLO",
    "SMTPConnectError": "CONNECT", "SMTPConnectTimeoutError": "CONNECT", "SMTPConnectResponseError": "CONNECT",
    "SMTPNotSupportedError": "", "SMTPAddressFailedException": "RCPT", "SMTPSenderFailedException": "MAIL",
    "AuthenticationFailedException": "AUTH", "AuthenticationException": "AUTH",
    "SmtpFailedRecipientException": "RCPT", "SmtpFailedRecipientsException": "RCPT", "SMTPServerDisconnected": "",
    "RecipientNotAccepted": "RCPT", "SenderNotAccepted": "MAIL", "MessageNotAccepted": "end of DATA",
}  # fmt: skip

_CODE = r"(?P<code>[45]\d\d)"
_ADDRESS = r"[^\s<>'\",;:()\[\]{}@]{1,200}@[^\s<>'\",;:()\[\]{}@]{1,255}"
_FOLLOWING = re.compile(r"[ \t]{0,40}(?P<code>[45]\d\d)(?:[- \r]|$)", re.MULTILINE)
_CLASS = re.compile(r"\b(?:SMTP[A-Z]\w{2,40}|Smtp[A-Z]\w{2,40}Exception|AuthenticationException)\b")
_PERSON = re.compile(rf"(?:rejected|recipients?|[fF]ailedRecipient|Mailbox|to)\W{{1,12}}(?P<who>{_ADDRESS})")
_NODE_COMMAND = re.compile(rf"\bcommand: (?P<lit>{LITERAL})")
_STATUS_WORD = re.compile(r"\bStatus(?:Code)?\W{1,4}(?P<word>[A-Z][A-Za-z]{4,60}|[45]\d\d)\b")
_ERROR_WORD = re.compile(r"\bErrorCode\W{1,4}(?P<word>[A-Z][A-Za-z]{4,40})\b")
_RUBY_CODE = re.compile(rf"(?:^|[\s:]){_CODE}(?=[ -])")
#: How lettre spells the digits: `Code {{ severity: PermanentNegativeCompletion, category: MailSystem, detail: Zero }}`
_RUST = {
    "Permanent": "5", "Transient": "4", "Syntax": "0", "Information": "1", "Connections": "2", "Unspecified3": "3",
    "Unspecified4": "4", "MailSystem": "5", "Zero": "0", "One": "1", "Two": "2", "Three": "3", "Four": "4",
    "Five": "5", "Six": "6", "Seven": "7", "Eight": "8", "Nine": "9",
}  # fmt: skip


@dataclass(slots=True)
class Page:
    """The text, and what was found in it, each with the place that orders it."""

    source: str
    found: list[tuple[int, Found]] = field(default_factory=list)

    def add(self, start: int, end: int, reply: Reply, *, recipient: str = "", command: str = "") -> None:
        """Note a reply that was read from `source[start:end]`."""
        at = place(reply, self.source, start, end)
        self.found.append((start, Found(reply, at, recipient, None, command, action(reply))))

    def reply_end(self, start: int) -> int:
        """The end of the reply at `start`: the next line belongs to it while a line has a hyphen after its code."""
        code, at = self.source[start : start + 3], start
        for _ in range(LINES):
            stop = self.source.find("\n", at, at + WINDOW)
            stop = min(len(self.source), at + WINDOW) if stop < 0 else stop
            following = _FOLLOWING.match(self.source, stop + 1)
            if self.source[at : at + 4] != f"{code}-" or following is None or following["code"] != code:
                break
            at = following.start("code")
        return stop

    def before(self, at: int) -> str:
        """The part of the line before `at`, at most 400 characters."""
        return self.source[max(self.source.rfind("\n", max(0, at - 400), at) + 1, at - 400, 0) : at]


def _asked(words: str) -> str:
    """The command that the last class named in `words` stands for."""
    names = [name for name in _CLASS.findall(words) if name in CLASSES]
    return CLASSES[names[-1]] if names else ""


def _python(page: Page, match: re.Match[str]) -> None:
    """`SMTPDataError: (554, b'5.7.1 ...')`, and the recipients in `{'user@example.com': (550, b'5.1.1 ...')}`."""
    before = page.before(match.start())
    if before.lstrip().startswith(("data:", "reply:", "connect:")):  # a transcript that smtplib printed
        return
    asked = _asked(before) or ("RCPT" if match["rcpt"] else "")
    words = unquote(match["lit"])
    known = _CLASS.search(before) or match["rcpt"]
    if not known and (match["lit"][:1] != "b" or not words.strip()):  # any pair of a number and a text
        return
    recipient = match["rcpt"] or (unquote(match["who"]) if match["who"] and asked == "RCPT" else "")
    page.add(*match.span(), build(match["code"], words), recipient=recipient, command=asked)


def _fields(page: Page, match: re.Match[str]) -> None:
    """`SMTPResponseException(code=550, message='...')`, `&textproto.Error{Code:550, Msg:"5.1.1 ..."}`."""
    page.add(*match.span(), build(match["code"], unquote(match["lit"])), command=_asked(page.before(match.start())))


def _whole(page: Page, match: re.Match[str]) -> None:
    """A message in which the whole reply stands: `...Exception: 550 5.1.1 ...`. `close` is what stands behind it."""
    groups = match.groupdict()
    start, name, close = match.start("code"), re.split(r"[.:]+", groups.get("name") or "")[-1], groups.get("close")
    end = page.reply_end(start)
    closed = page.source.rfind(")" if close == "(" else close, start, end) if close else -1
    end = closed if closed > 0 else end
    words = page.source[start:end].rstrip()
    if words.endswith(">") and "#<" in page.before(start):
        words = words[:-1]
    asked = CLASSES.get(name) if name in CLASSES else command(name) or _asked(page.before(start))
    if not asked and "onnect" in page.before(start):
        asked = "CONNECT"
    page.add(start, start + len(words), replies.read(words), recipient=groups.get("who") or "", command=asked or "")


def _node(page: Page, match: re.Match[str]) -> None:
    """`response: '550 5.1.1 ...', responseCode: 550, command: 'RCPT TO', rejected: [ 'user@example.com' ]`."""
    words = "".join(unquote(part[0]) for part in re.finditer(LITERAL, match["lits"]))
    if not words[:3].isdigit():
        return
    around = page.source[match.end() : match.end() + 600]
    asked, who = _NODE_COMMAND.search(around), _PERSON.search(around)
    page.add(
        *match.span(),
        replies.read(words),
        recipient=who["who"] if who else "",
        command=command(unquote(asked["lit"])) if asked else "",
    )


def _apart(page: Page, match: re.Match[str]) -> None:
    """Words, code and enhanced code apart: `Detail: User unknown SMTP code: 550 Additional SMTP info: 5.1.1`."""
    groups = match.groupdict()
    words = f"{groups.get('enhanced') or ''} {match['words'].strip()}".strip()
    page.add(*match.span(), build(match["code"], words), command=command(groups.get("name") or ""))


def _php_recipients(page: Page, match: re.Match[str]) -> None:
    """`SMTP Error: The following recipients failed: user@example.com: 5.1.1 ...`."""
    start, end = match.span("words")
    words = page.source[start:end].partition("SMTP server error")[0].strip()
    page.add(start, end, replies.read(words), recipient=match["who"], command="RCPT")


def _dotnet(page: Page, match: re.Match[str]) -> None:
    """`SmtpException: Mailbox unavailable. The server response was: 5.1.1 ...`, and MailKit's errors."""
    start, before, around = match.end(), page.before(match.end()), page.source[match.end() : match.end() + 2000]
    end = page.reply_end(start)
    words = page.source[start:end].partition(" ---> ")[0].strip()
    code = next((code for sentence, code in SENTENCES if sentence in before.lower()), "")
    word, error, who = _STATUS_WORD.search(around), _ERROR_WORD.search(around), _PERSON.search(around)
    if word:
        code = CODES.get(word["word"], word["word"] if word["word"].isdigit() else code)
    if words[:3].isdigit():  # MailKit writes `535: 5.7.8 ...`
        code, words = "", words[:3] + words[3:].removeprefix(":")
    asked = (CLASSES.get(error["word"], "") if error else "") or _asked(before)
    if words:
        page.add(start, end, build(code, words), command=asked, recipient=who["who"] if who else "")


def _ruby(page: Page, match: re.Match[str]) -> None:
    """`smtp.rb:1000:in 'check_response': 550 5.1.1 ... (Net::SMTPFatalError)`."""
    before = page.before(match.start())
    code = _RUBY_CODE.search(before)
    if code:
        start = match.start() - len(before) + code.start("code")
        reply = replies.read(page.source[start : match.start()].rstrip())
        page.add(start, match.start(), reply, command=_asked(match["name"]))


def _rust(page: Page, match: re.Match[str]) -> None:
    """`Permanent(Code { severity: ..., category: MailSystem, detail: Zero }), source: "5.1.1 ..."`."""
    code = "".join(_RUST.get(match[name], "") for name in ("severity", "category", "detail"))
    page.add(*match.span(), build(code, unquote(match["lit"])))


def _erlang(page: Page, match: re.Match[str]) -> None:
    """`{permanent_failure, <<"550 5.1.1 ...">>}`."""
    page.add(*match.span(), replies.read(unquote(match["lit"]).strip()))


def _words(page: Page, match: re.Match[str]) -> None:
    """An error without a code: `SMTPServerDisconnected: Connection unexpectedly closed`."""
    words = match["words"].partition("SMTP server error")[0].strip()
    if words and words[0] not in "({[" and not words[:3].isdigit():
        name = match.groupdict().get("name") or ""
        asked = CLASSES[name] if name in CLASSES else command(name) or command(words)
        page.add(*match.span("words"), replies.words_only(words), command=asked)


def _form(
    needle: str, read: Callable[[Page, re.Match[str]], None], pattern: str
) -> tuple[str, re.Pattern[str], Callable[[Page, re.Match[str]], None]]:
    return needle, re.compile(pattern, re.MULTILINE), read


_PYTHON = (
    rf"(?:(?P<q>['\"])(?P<rcpt>[^'\"\s]{{1,320}})(?P=q):\s{{0,3}})?\({_CODE},\s{{0,3}}(?P<lit>{LITERAL})"
    rf"(?:,\s{{0,3}}(?P<who>{LITERAL}))?"
)
#: For each form: words that stand in every text of it, the pattern, and the function that reads a match.
FORMS = (
    _form("(4", _python, _PYTHON.replace("[45]", "4")),
    _form("(5", _python, _PYTHON.replace("[45]", "5")),
    _form("code=", _fields, rf"\bcode={_CODE}, message=(?P<lit>{LITERAL})"),
    _form("Code:", _fields, rf"\bCode: ?{_CODE}, Msg: ?(?P<lit>{LITERAL})"),
    # Java
    _form(
        "Exception: ",
        _whole,
        r"\b(?P<name>SMTP\w{4,30}Exception|AuthenticationFailedException|MessagingException|"
        rf"MailAuthenticationException|SendFailedException): (?:[^\n]{{0,200}}?\bresponse: )?{_CODE}(?=[ -]|\s|$)",
    ),
    # JavaScript
    _form("response:", _node, rf"(?<![\w\"'])response:\s{{1,20}}(?P<lits>{LITERAL}(?:\s{{0,40}}\+\s{{0,40}}{LITERAL}){{0,30}})"),
    _form(" were rejected: ", _whole, rf"all (?P<name>recipients) were rejected: {_CODE}(?=[ -])"),
    _form("Invalid ", _whole, rf"Invalid (?P<name>login|greeting|HELO)(?:\. response=|: ){_CODE}(?=[ -])"),
    _form("essage failed: ", _whole, rf"(?<=[Mm])essage failed: {_CODE}(?=[ -])"),
    _form(
        "command failed: ",
        _whole,
        rf"(?P<name>Mail|Recipient|Data) command failed: {_CODE}(?=[ -])",
    ),
    # PHP
    _form(
        "SMTP code: ",
        _apart,
        r"SMTP server error: (?P<name>[^\n]{1,60}?) command failed Detail: "
        rf"(?P<words>[^\0]{{0,1500}}?)\s{{0,4}}SMTP code: {_CODE}"
        r"(?:\s{0,4}Additional SMTP info: (?P<enhanced>\d\.\d{1,3}\.\d{1,3}))?",
    ),
    _form(
        "command failed,",
        _apart,
        r"(?P<name>MAIL FROM|RCPT TO) command failed,(?P<words>[^\n]{0,1500}?),"
        rf"{_CODE},(?P<enhanced>\d\.\d{{1,3}}\.\d{{1,3}})?",
    ),
    _form(
        "recipients failed: ",
        _php_recipients,
        rf"following recipients failed: (?P<who>{_ADDRESS}): ?(?P<words>[^\n]{{0,2000}})",
    ),
    _form("with message ", _whole, rf"but got code \"?\d{{0,3}}\"?, with message (?P<close>\"){_CODE}(?=[ -])"),
    # Go
    _form("gomail: ", _whole, rf"gomail: [^\n]{{1,120}}?: {_CODE}(?=[ -])"),
    _form("/", _whole, rf"^\d{{4}}/\d\d/\d\d \d\d:\d\d:\d\d [^\n]{{0,160}}?(?<!\S){_CODE}[ -][45]\.\d{{1,3}}\.\d{{1,3}}\s"),
    _form("panic: ", _whole, rf"^panic: [^\n]{{0,160}}?(?<!\S){_CODE}[ -][45]\.\d{{1,3}}\.\d{{1,3}}\s"),
    # .NET
    _form(
        "er",
        _dotnet,
        r"(?:The server response was|Die Serverantwort (?:war|lautete)|La r.ponse du serveur .tait|"
        r"La respuesta del servidor fue|La risposta del server .{1,8})\s?: ?",
    ),
    _form("Exception: ", _dotnet, r"SmtpCommandException: (?=[^\n])|\bAuthenticationException: (?=[45]\d\d)"),
    # Ruby, Perl, Rust, curl, Erlang
    _form("Net::SMTP", _whole, rf"#?<?(?P<name>Net::SMTP\w{{1,40}})(?:: | (?P<close>\()){_CODE}(?=[ -])"),
    _form("(Net::SMTP", _ruby, r"\((?P<name>Net::SMTP\w{1,40})\)"),
    _form(
        "failed after ",
        _whole,
        rf"(?:(?<![^\s<>])(?P<who>{_ADDRESS}):? )?failed after (?P<name>[A-Z]{{4}}[A-Z ]{{0,8}}): {_CODE}(?=[ -])",
    ),
    _form(
        "() command failed:",
        _words,
        r"\bSMTP (?P<name>recipient|mail|to|data|datasend|dataend|auth|hello)\(\) command failed:"
        r"\s{0,4}(?P<words>[^\n]{1,1000})",
    ),
    _form(" error (", _apart, rf"\b(?:permanent|transient) error \({_CODE}\): (?P<words>[^\n]{{0,4000}})"),
    _form(
        "severity: ",
        _rust,
        r"severity: (?P<severity>Permanent|Transient)\w{0,30}, category: (?P<category>\w{1,20}), "
        rf"detail: (?P<detail>\w{{1,6}}) \}}\), source: (?P<lit>{LITERAL})",
    ),
    _form(
        "curl: (",
        _whole,
        rf"curl: \(\d{{1,3}}\) (?P<name>(?:RCPT|MAIL|DATA|AUTH|EHLO|HELO|[^\n:]{{0,40}}smtp)[^\n:]{{0,60}}): {_CODE}\b",
    ),
    _form(
        "_failure",
        _erlang,
        r"(?:permanent|temporary)_failure,\s?[^\n\"]{0,80}(?:\"[^\"\n]{0,255}\",\s?)?(?:<<)?"
        r"(?P<lit>\"[45]\d\d[^\"\n]{0,2000}\")",
    ),
    # Words without a code
    _form(
        "SMTP",
        _words,
        r"\b(?P<name>SMTP(?:ServerDisconnected|NotSupportedError|Exception|ConnectError|TimeoutError|HeloError|"
        r"AuthenticationError|ConnectTimeoutError|ReadTimeoutError)): (?P<words>[^\n]{1,1000})",
    ),
    _form("MTP", _words, r"\bSMTP Error: (?P<words>(?:data not|[Cc]ould not)[^\n]{1,400})|(?!)(?P<name>)"),
    _form(
        "Exception: ",
        _words,
        r"\bmail\.(?P<name>MessagingException|SendFailedException|AuthenticationFailedException): "
        r"(?P<words>[^\n]{1,1000})",
    ),
    _form("curl: (67", _words, r"curl: \(67\) (?P<words>(?P<name>Login)[^\n]{1,200})"),
)
