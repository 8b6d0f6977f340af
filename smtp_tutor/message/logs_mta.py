"""Log lines of mail servers that write one line for each delivery: Postfix, Exim, Sendmail, qmail, OpenSMTPD, others.

Lives here: one function for each, from a line to what it says of a delivery. Must not: decide whether a text is a log.
Each function returns False where the line is not its own, and True where it is but says nothing about a delivery.
"""

import re
from dataclasses import replace

from smtp_tutor.message import replies
from smtp_tutor.message.circumstances import command, place, status
from smtp_tutor.message.found import Found
from smtp_tutor.message.logs_fields import ACTIONS, NEXT_FIELD, NOTHING, OPEN, Memory, found, host, value

_ADDRESS = re.compile(r"<([^<>\s]{1,400})>")
_REJECT = re.compile(
    r"(?P<kind>milter-reject|reject_warning|reject|milter-hold|milter-discard): "
    r"(?:(?P<what>[A-Z][A-Z-]{2,20}) from (?P<client>\S{1,300}): |(?P<part>(?:mime-|nested-)?header|body|content) )"
)
_HELO = re.compile(r" helo=<[^>]{0,300}>: ")
_EXIM = re.compile(
    r"(?:^|\s)[0-9A-Za-z]{6}-[0-9A-Za-z]{6,11}-[0-9A-Za-z]{2,4} (?P<flag>\*\*|==|=>|->|>>|\*>) (?P<first>\S{1,400})"
)
_EXIM_REST = re.compile(r"(?:^|\s)(?:[0-9A-Za-z]{6}-[0-9A-Za-z]{6,11}-[0-9A-Za-z]{2,4} |H=)")
_EXIM_HOST = re.compile(r"(?: H=|^host |\bhost )(?P<host>\S{1,255}) (?:\([^)]{0,255}\) )?\[")
_EXIM_ACTIONS = {"**": "failed", "==": "delayed"}
_QMAIL = re.compile(r"delivery (?P<number>\d{1,12}): (?P<result>success|failure|deferral): ?(?P<words>.*)")
_QMAIL_START = re.compile(r"starting delivery (?P<number>\d{1,12}): msg \d{1,20} to (?:local|remote) (?P<rcpt>\S{1,400})")
_QMAIL_BREAK = re.compile(r"/(?=[1-5]\d\d[_-]|Remote_host_said|Giving_up_on|I'm_not_going|$)")
_QMAIL_HOST = re.compile(r"(?:Connected to )?(?P<host>[0-9a-fA-F.:]{7,45}) ")
_CODED = re.compile(r"(?<![\w.:/\[-])[45]\d\d[ -]#?[45]\.\d{1,3}\.\d{1,3}(?![\d.])")


def postfix(line: str, base: int, _memory: Memory) -> Found | bool:
    """`4F1A2B3C: to=<...>, relay=..., dsn=5.1.1, status=bounced (host ... said: 550 ... (in reply to RCPT ...))`."""
    mark = line.find(" status=")
    to = line.rfind(" to=<", 0, mark)
    if mark < 0 or to < 0:
        return False
    word, _, rest = line[mark + 8 :].partition(" ")
    start = mark + 8 + len(word) + 1
    end = len(line) - 1 if rest.endswith(")") else len(line)
    start += rest[:1] == "("
    words, asked = line[start:end], ""
    asking = words.rfind("(in reply to ")
    if asking >= 0:
        asked, end = command(words[asking + 13 :]), start + asking
        words = words[:asking]
    elif " while " in words:
        asked = command(words[words.index(" while ") :])
    remote = host(value(line, "relay", to))
    if not words[:1].isdigit():
        for verb in (" said: ", " refused to talk to me: "):
            head, speaks, _ = words.partition(verb)
            if speaks:
                remote = host(head.rpartition(" ")[2]) or remote
                start += len(head) + len(verb)
                asked = asked or ("CONNECT" if "refused" in verb else "")
                break
    return found(
        line,
        base,
        (start, end),
        Found(
            NOTHING,
            recipient=value(line, "to", to),
            status=status(value(line, "dsn", to)),
            command=asked,
            action=ACTIONS.get(word.lower(), ""),
            remote=remote,
            reporter="Postfix",
        ),
    )


def postfix_reject(line: str, base: int, _memory: Memory) -> Found | bool:
    """`NOQUEUE: reject: RCPT from host[ip]: 554 5.7.1 <...>: Relay access denied; from=<> to=<> proto=ESMTP`."""
    match = _REJECT.search(line)
    if match is None:
        return False
    tail = line.rfind("; from=<", match.end())
    tail = line.rfind("; proto=", match.end()) if tail < 0 else tail
    asked, start, end = command(match["what"] or "end of DATA"), match.end(), len(line) if tail < 0 else tail
    if match["part"]:  # the words of a header check stand at the end, or nowhere
        helo = _HELO.search(line, max(tail, start))
        start, end = helo.end() if helo else end, len(line)
    recipient = value(line, " to", max(tail, 0)) if tail >= 0 else ""
    seen = found(line, base, (start, end), Found(NOTHING, recipient=recipient, command=asked, reporter="Postfix"))
    return replace(seen, action="") if match["kind"] == "reject_warning" else seen


def exim(line: str, base: int, _memory: Memory) -> Found | bool:
    """`1abcDE-000123-AB ** user@example.com R=... H=... [...]: SMTP error from ... after RCPT TO:<...>: 550 ...`."""
    match = _EXIM.search(line)
    if match is None:
        return False
    flag, recipient = match["flag"], match["first"].rstrip(":")
    if "@" not in recipient:
        original = _ADDRESS.search(line, match.end(), match.end() + 420)
        recipient = original[1] if original and "@" in original[1] else recipient
    named = _EXIM_HOST.search(line, match.end("flag"))
    remote = named["host"].strip("()") if named else ""
    seen = Found(NOTHING, recipient=recipient, action=_EXIM_ACTIONS.get(flag, "delivered"), remote=remote, reporter="Exim")
    if flag not in _EXIM_ACTIONS:
        at = line.find(' C="', match.end())
        last = line.rfind('"', at + 4) if at >= 0 else -1
        return found(line, base, (at + 4 if at >= 0 else len(line), last if last > 0 else len(line)), seen, "end of DATA")
    colon = line.find(": ", match.end("first") - 1)
    return _exim_error(line, base, colon + 2 if colon >= 0 else match.end(), seen)


def _exim_error(line: str, base: int, start: int, seen: Found) -> Found:
    """The reply in `SMTP error from remote mail server after RCPT TO:<...>: host mx.example.com [...]: 550 ...`."""
    asked = ""
    after = line.find(" after ", start, start + 80)
    if after >= 0 and line.startswith(("SMTP", "LMTP", "TLS"), start):
        colon = line.find(": ", after)
        asked = command(line[after + 7 : colon if colon >= 0 else len(line)])
        start = colon + 2 if colon >= 0 else start
        if line.startswith("host ", start) and "]: " in line[start : start + 330]:
            start = line.index("]: ", start) + 3
    elif " in response to " in line[start:]:
        asked = command(line[line.index(" in response to ", start) :])
    return found(line, base, (start, len(line)), seen, asked)


def exim_reject(line: str, base: int, _memory: Memory) -> Found | bool:
    """`H=(helo) [192.0.2.1] F=<...> temporarily rejected RCPT <...>: ...`, and errors that name no recipient."""
    if _EXIM_REST.search(line) is None:
        return False
    error = line.find("MTP error from remote mail server after ")
    if error > 0:
        named = _EXIM_HOST.search(line)
        return _exim_error(line, base, error - 1, Found(NOTHING, remote=named["host"] if named else "", reporter="Exim"))
    at = line.find(" rejected ")
    if at < 0:
        return False
    colon = line.find(": ", at)
    what = line[at + 10 : colon if colon >= 0 else len(line)]
    named = _ADDRESS.search(what) if what.startswith("RCPT") else None
    asked = command("end of data" if what.startswith(("after DATA", "by local_scan")) else what)
    happened = "delayed" if line.endswith(" temporarily", 0, at) else "failed"
    return found(
        line,
        base,
        (colon + 2 if colon >= 0 else len(line), len(line)),
        Found(NOTHING, recipient=named[1] if named else "", command=asked, action=happened, reporter="Exim"),
    )


def sendmail(line: str, base: int, _memory: Memory) -> Found | bool:
    """`to=<...>, delay=..., relay=mx.example.com. [192.0.2.1], dsn=5.1.1, stat=Deferred: 451 4.7.1 ...`."""
    mark = line.find(" stat=")
    to = line.find(" to=", 0, mark)
    if mark < 0 or to < 0 or "rcpt=<" in line:  # OpenSMTPD has a recipient of its own
        return False
    start, end = mark + 6, len(line)
    word = line[start : start + 8].partition(" ")[0].rstrip(":").lower()
    if word == "sent":
        opened = line.find("(", start)
        start, end = (opened + 1, end - line.endswith(")")) if opened >= 0 else (end, end)
    elif word in {"deferred", "queued"}:
        start += len(word) + 2
    beside = status(value(line, "dsn", to))
    happened = ACTIONS.get(word) or ({2: "delivered", 4: "delayed"}.get(beside.klass, "failed") if beside else "failed")
    addressed = NEXT_FIELD.search(line, to + 4)
    names = line[to + 4 : addressed.start() if addressed else mark]
    return found(
        line,
        base,
        (min(start, len(line)), end),
        Found(
            NOTHING,
            recipient=", ".join(name.strip(" <>") for name in names.split(",")),
            status=beside,
            action=happened,
            remote=host(value(line, " relay", to)),
            reporter="Sendmail",
            count=names.count(",") + 1,
        ),
    )


def sendmail_reject(line: str, base: int, _memory: Memory) -> Found | bool:
    """`ruleset=check_rcpt, arg1=<...>, relay=..., reject=550 5.7.1 <...>... Relaying denied`."""
    mark = line.find(" reject=")
    if mark < 0:
        return False
    asked = command(value(line, "ruleset"))
    if not asked:
        milter = line.find("Milter: ")
        asked = {"to": "RCPT", "from": "MAIL", "data": "end of DATA", "eom": "end of DATA"}.get(
            line[milter + 8 : milter + 13].partition("=")[0].partition(",")[0] if milter >= 0 else "", ""
        )
    recipient = value(line, "arg1") if asked == "RCPT" and "arg1=" in line else value(line, " to")
    return found(line, base, (mark + 8, len(line)), Found(NOTHING, recipient=recipient, command=asked, reporter="Sendmail"))


def qmail(line: str, base: int, memory: Memory) -> Found | bool:
    """`delivery 12: failure: 192.0.2.1_does_not_like_recipient./Remote_host_said:_550_.../Giving_up_on_192.0.2.1./`."""
    started = _QMAIL_START.search(line)
    if started:
        if len(memory.recipients) >= OPEN:
            memory.recipients.clear()
        memory.recipients[started["number"]] = started["rcpt"]
        return True
    match = _QMAIL.search(line)
    if match is None:
        return False
    # qmail-send writes a space as `_` and a line break as `/`, and leaves the slashes of addresses as they are.
    words = _QMAIL_BREAK.sub("\n", match["words"]).replace("_", " ").strip()
    named = _QMAIL_HOST.match(words)
    head, remote_said, said = words.partition("Remote host said: ")
    snippet = said.partition("\nGiving up on ")[0].strip() if remote_said else words
    reply = replies.read(snippet)
    seen = place(reply, line, match.start("words")) if snippet else None
    return Found(
        reply,
        seen.moved(base) if seen else None,
        memory.recipients.pop(match["number"], ""),
        None,
        command(head) if remote_said or "greeting" in head else "",
        ACTIONS[match["result"]],
        named["host"] if named else "",
        "qmail",
    )


def opensmtpd(line: str, base: int, _memory: Memory) -> Found | bool:
    """`mta delivery evpid=... to=<...> rcpt=<...> result="PermFail" stat="550 5.1.1 ..."`, and the older form."""
    if "failed-command" in line:
        at = line.find('result="')
        asked = value(line, "command")
        named = _ADDRESS.search(asked)
        return at >= 0 and found(
            line,
            base,
            (at + 8, len(line) - line.endswith('"')),
            Found(
                NOTHING,
                recipient=named[1] if named and asked[:4].upper() == "RCPT" else "",
                command=command(asked),
                reporter="OpenSMTPD",
            ),
        )
    at = line.find(" stat=")
    if at < 0:
        return False
    result = value(line, "result") or next((name for name in ("PermFail", "TempFail", "LoopFail") if name in line), "Ok")
    start = at + 6 + (line[at + 6 : at + 7] == '"')
    recipient = value(line, " to")
    if recipient in {"", "-"}:
        recipient = value(line, "rcpt")
    relay = value(line, "relay")
    remote = relay.partition("(")[2].partition(")")[0] or relay
    return found(
        line,
        base,
        (start, len(line) - line.endswith('"')),
        Found(NOTHING, recipient=recipient, action=ACTIONS.get(result.lower(), ""), remote=remote, reporter="OpenSMTPD"),
    )


def msmtp(line: str, base: int, _memory: Memory) -> Found | bool:
    """`host=... recipients=... smtpstatus=550 smtpmsg='550 5.1.1 ...' errormsg='...' exitcode=EX_DATAERR`."""
    at = line.find(" smtpmsg='")
    end = line.find("' ", at + 10)
    return at >= 0 and found(
        line,
        base,
        (at + 10, end if end >= 0 else len(line)),
        Found(NOTHING, recipient=value(line, " recipients"), remote=value(line, "host"), reporter="msmtp"),
    )


def haraka(line: str, base: int, _memory: Memory) -> Found | bool:
    """`[NOTICE] [...] [outbound] delivered file=... host=... response="OK"`, `bouncing mail: ...`, `temp fail ...`."""
    if " delivered " in line and ' response="' in line:
        at = line.index(' response="') + 11
        return found(
            line,
            base,
            (at, line.find('"', at) if '"' in line[at:] else len(line)),
            Found(NOTHING, action="delivered", remote=value(line, " host"), reporter="Haraka", command="end of DATA"),
        )
    for words, happened in (("bouncing mail: ", "failed"), ("emp failing ", "delayed"), ("emp failed: ", "delayed")):
        at = line.find(words)
        if at >= 0:
            named = _ADDRESS.search(line, at)
            return found(
                line,
                base,
                (at + len(words), len(line)),
                Found(NOTHING, recipient=named[1] if named else "", action=happened, reporter="Haraka"),
            )
    return False


def coded(line: str, base: int, _memory: Memory) -> Found | bool:
    """Any other line of a mail program that holds a reply code with an enhanced code after it."""
    match = _CODED.search(line)
    if match is None:
        return False
    asking = line.find(" (in reply to ", match.end())
    return found(
        line,
        base,
        (match.start(), asking if asking >= 0 else len(line)),
        Found(
            NOTHING,
            command=command(line[asking + 14 :]) if asking >= 0 else "",
            remote=host(line[: match.start()].partition(" said: ")[0].rpartition(" ")[2]) if " said: " in line else "",
        ),
    )
