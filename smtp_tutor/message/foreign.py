"""What web servers, file servers and shells say: numbers and words that look like those of a mail server.

Lives here: one table of their phrases, and who seems to speak. Must not: find replies, or know what a code means.
"""

import re
from dataclasses import dataclass

from smtp_tutor.model import Span
from smtp_tutor.parse import LOOSE

#: Longer texts are not looked at: among so much a mail server may have spoken, too.
LONGEST = 20_000

#: The phrases that HTTP (RFC 9110, section 15) gives its status codes, where SMTP does not say the same under that code.
_HTTP = (
    r"400 bad request|401 (?:unauthori[sz]ed|authorization required)|402 payment required|403 forbidden|404 (?:page )?not found|"
    r"405 (?:http )?method not allowed|406 not acceptable|408 request time-?out|409 conflict|410 gone|411 length required|"
    r"412 precondition failed|413 (?:payload|content|request entity) too large|414 (?:request-)?uri too (?:long|large)|"
    r"415 unsupported media type|418 i.?m a teapot|421 misdirected request|422 unprocessable (?:entity|content)|"
    r"429 too many requests|451 unavailable for legal reasons|500 (?:- )?internal server error|"
    r"502 (?:- )?(?:bad gateway|proxy error)|503 (?:- )?service (?:temporarily )?unavailable|504 (?:- )?gateway time-?out|"
    r"505 http version not supported|520 web server|521 web server|522 connection timed out|524 a timeout occurred"
)

#: Who speaks, and what tells. The first that fits counts.
_TABLE = tuple(
    (kind, re.compile(pattern, re.IGNORECASE | re.MULTILINE))
    for kind, pattern in (
        ("web", r"(?<![\w/])http/\d(?:\.\d)?\"?[ \t]+[1-5]\d\d\b"),
        ("web", r"\"(?:get|head|post|put|patch|delete|options|connect) \S{1,4000} http/\d"),
        ("web", r"\bhttp(?: ?error| status| response| code| error code| status code){0,2}[ :]{1,3}[1-5]\d\d\b"),
        ("web", r"\b(?:axioserror|httperror|httpstatuserror|httpexception|httpresponseexception|httprequestexception)\b"),
        ("web", r"\brequest failed with status code [1-5]\d\d\b"),
        ("web", r"<title>[^<]{0,60}\b[45]\d\d\b|<center>nginx|\b(?:nginx|apache|cloudflare-nginx|openresty)/\d"),
        ("web", rf"^\W{{0,9}}(?:http )?(?:error:? )?(?:{_HTTP})(?: nginx| error)?\W{{0,9}}$"),
        ("web", rf"\berror (?:{_HTTP.replace(' ', '[ :]{1,2}')})"),
        ("shell", r"^\S{0,40}?(?:sh|shell): (?:line )?(?:\d+: )?\S{1,80}: (?:command )?not found\W{0,3}$"),
        ("shell", r"^(?:\S{0,20}sh: )?command not found: \S|^\S{1,80}: command not found\W{0,3}$"),
        ("shell", r"^ping6?: (?:unknown host|cannot resolve|\S{1,255}: (?:name|temporary|no address|unknown|nodename))"),
        ("shell", r"^fatal: (?:authentication failed for|could not read from|unable to access|repository|not a git)"),
        ("shell", r"\bpermission denied \((?:publickey|password|keyboard-interactive|gssapi)"),
        ("shell", r"^(?:ssh|scp|sftp|rsync|ls|cp|mv|rm|cat|cd|chmod|mkdir|grep|sudo|apt|apt-get|pip|npm): \S"),
        ("shell", r" is not recognized as (?:an internal or external command|the name of a cmdlet)"),
        ("ftp", r"^\W{0,9}55[03][ -].{0,200}?\b(?:no such (?:file|directory)|(?:open|create|delete|remove|rename|write) (?:the )?"
                r"(?:file|directory)|change directory|(?:file|directory) (?:not found|unavailable|exists|already exists)|"
                r"not a (?:regular|plain) file|could not get file size|rename failed|can't check for file existence)"),
        ("ftp", r"^\W{0,9}530[ -](?:not logged in|login incorrect|(?:user|anonymous|this ftp).{0,40}cannot log ?in|"
                r"please login with user and pass|permission denied|sorry, the maximum number of clients)"),
        ("ftp", r"^\W{0,9}(?:1(?:25|50)|2(?:00|13|15|2[5-9]|3[0-2]|5[07])|33[12]|350|42[56])[ -].{0,80}?"
                r"(?:\bftp\b|\bfiles?\b|\bdirectory\b|transfer|data (?:connection|channel)|passive mode|"
                r"\blog(?:ged|in)\b|password|\bpasv\b|\btype set\b|\bswitching to\b|using binary|command successful)"),
        ("ftp", r"^\W{0,9}(?:125|150|213|215|22[5-9]|23[0-2]|257|33[12]|42[56])\W{0,9}\Z"),
    )
)  # fmt: skip
#: What only mail programs and mail servers say. Then it is theirs, whatever else the text looks like.
_MAIL = re.compile(
    r"smtp|\b(?:rcpt|ehlo|helo|starttls|mailer|mailbox|recipients?|senders?|e-?mails?|mails?|postmaster|undeliver\w*|"
    r"deliver\w*|mailer-daemon|bounced?|relay\w*|mx|dsn)\b|^\W{0,9}\d{3}[ -][^\n]*[\w.+-]@\w",
    re.IGNORECASE | re.MULTILINE,
)
#: Addresses of pages, and what is quoted, may hold any word.
_QUOTED = re.compile(r"\"[^\"\n]*\"|\bhttps?://\S+|<[^<>]*>")
_SITE = re.compile(r"\bhttps?://\S+")


@dataclass(frozen=True, slots=True)
class Foreign:
    """Who seems to speak ("web", "ftp" or "shell"), and the place in the text that tells."""

    kind: str
    span: Span


def find(text: str) -> Foreign | None:
    """Who seems to speak in `text` where that is no mail server, or None. One sign of mail outweighs all others."""
    if len(text) > LONGEST:
        return None
    unquoted = _QUOTED.sub(" ", text)
    if _MAIL.search(unquoted) or LOOSE.search(unquoted):
        return None
    shown = _SITE.sub(lambda site: " " * len(site.group()), text)
    for kind, pattern in _TABLE:
        match = pattern.search(shown)
        if match is not None:
            return Foreign(kind, Span(*match.span()))
    return None
