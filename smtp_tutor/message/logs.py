"""Logs of mail servers: whether a text is one, and what each of its lines says about a delivery.

Lives here: the order in which the forms of log lines are tried. Must not: know those forms (`logs_mta`, `logs_tables`),
or put equal lines together.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from smtp_tutor.message import logs_mta, logs_tables
from smtp_tutor.message.found import Found
from smtp_tutor.message.logs_fields import Memory

#: No mail server writes longer lines; what stands beyond is not looked at.
LONGEST = 8000
#: A text that is no log on its first lines is none.
BEGINNING = 2000

#: The forms: words that such a line has, and the function that reads it.
FORMS: tuple[tuple[tuple[str, ...], Callable[[str, int, Memory], Found | bool]], ...] = (
    ((" status=",), logs_mta.postfix),
    ((" stat=",), logs_mta.sendmail),
    (("result=", " stat="), logs_mta.opensmtpd),
    ((" ** ", " == ", " => ", " -> ", " >> ", " *> "), logs_mta.exim),
    (("reject",), logs_mta.postfix_reject),
    ((" reject=",), logs_mta.sendmail_reject),
    ((" rejected ", " error from remote mail"), logs_mta.exim_reject),
    (("delivery ",), logs_mta.qmail),
    (("smtpmsg=",), logs_mta.msmtp),
    (("[outbound]",), logs_mta.haraka),
    (("Z,", "z,", '",'), logs_tables.tracking),
    (("tatus",), logs_tables.recipient_status),
    ((",<,", ",>,", '"SMTP', "[PROTOCOL]", "rsp: ", "cmd: ", "RSP: ", "CMD: ", "boundConnection"), logs_tables.session),
    (("d,", "b,", "t,", "r,", "q,", "s,", "type,time"), logs_tables.accounting),
    (("\tSMTP-",), logs_tables.activity),
    ((" RCPT ", " MAIL ", " DATA ", " EHLO ", " HELO "), logs_tables.iis),
)

_DOCKER = r"(?:\ufeff|[\w.-]{1,60}\s{1,12}\|\s{0,4})?"
_STAMP = (
    r"(?:<\d{1,3}>\d?\s?)?(?:[A-Z][a-z]{2}\s{1,2}\d{1,2} (?:\d{4} )?\d\d:\d\d:\d\d[.\d]{0,10}|"
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.,\d]{0,10}(?:Z|\s?[+-]\d\d:?\d\d)?)\s{1,3}"
)
#: Any program's line in the system's log.
_SYSTEM = re.compile(rf"{_DOCKER}{_STAMP}(?:\S{{1,100}} )?[\w./()@:-]{{1,80}}(?:\[\d{{1,10}}\])?: ")
#: A line of a mail program.
_MAIL = re.compile(
    rf"{_DOCKER}(?:{_STAMP})?(?:\S{{1,100}} )?(?:postfix[\w-]{{0,30}}/[\w/-]{{1,40}}|sendmail|sm-mta|exim4?|"
    r"sm-msp-queue|opensmtpd|smtpd|qmail(?:-\w{1,20})?|msmtp|dovecot|opendkim|opendmarc|amavis|rspamd|spamd|postgrey|"
    r"milter-\w{1,20})(?:\[\d{1,10}\])?: "
    rf"|{_DOCKER}{_STAMP}(?:\[\d{{1,10}}\] )?(?:[0-9A-Za-z]{{6}}-[0-9A-Za-z]{{6,11}}-[0-9A-Za-z]{{2,4}} |H=\S|"
    r"exim |(?:no host name|unexpected disconnection|SMTP) )"
    r"|@4[0-9a-f]{23} |(?:qmail: )?\d{9,12}\.\d{6} (?:new msg|info msg|end msg|starting delivery|status: |delivery )"
    r'|"(?:SMTPC|SMTPD|POP3D|IMAPD|TCPIP|APPLICATION|DEBUG)"\s'
    r"|#(?:Software|Version|Log-type|Date|Fields): "
    r"|\[[A-Z]{4,9}\] \[[^\]]{1,60}\] \[[\w./-]{1,40}\] "
)


@dataclass(frozen=True, slots=True)
class Lines:
    """What the lines of a log say: deliveries in their order, how many lines there are, how many say nothing of one."""

    found: tuple[Found, ...]
    lines: int
    unread: int


def find(text: str) -> Lines | None:
    """The deliveries in a log. None where most lines of `text` are no lines of a log, or none is a mail program's."""
    memory, found = Memory(), []
    base = lines = logged = 0
    mail = False
    for line in text.split("\n"):
        if line and not line.isspace():
            lines += 1
            result = _read(line, base, memory)
            if isinstance(result, Found):
                found.append(result)
            if result or _SYSTEM.match(line, 0, 400):
                logged += 1
                mail = mail or bool(result)
            if lines == BEGINNING and logged * 2 <= lines:
                return None
        base += len(line) + 1
    return Lines(tuple(found), lines, lines - len(found)) if mail and logged * 2 > lines else None


def read_line(line: str) -> Found | None:
    """What one line of a log says about a delivery."""
    result = _read(line, 0, Memory(alone=True))
    return result if isinstance(result, Found) else None


def _read(line: str, base: int, memory: Memory) -> Found | bool:
    """What a line says about a delivery; True where it is a mail program's and says nothing, False where it is not."""
    line = line[:LONGEST].rstrip()
    mine = False
    for needles, read in FORMS:
        for needle in needles:
            if needle in line:
                result = read(line, base, memory)
                if isinstance(result, Found):
                    return result
                mine = mine or result
                break
    if mine:
        return True
    return bool(_MAIL.match(line, 0, 400)) and (logs_mta.coded(line, base, memory) or True)
