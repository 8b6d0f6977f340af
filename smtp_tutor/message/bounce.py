"""A bounce: a mail that says that another one could not be delivered, or has not been yet (RFC 3461 to 3464).

Lives here: which of the mails in a text is a bounce, and the joining of its delivery report with its words. Must not:
know the forms of reports (that is `delivery_report`), of words (`bounce_forms`, `bounce_signs`) or of mail (`mime`).
"""

import dataclasses
import itertools
import re
from collections import deque
from collections.abc import Iterator

from smtp_tutor.message import bounce_forms, bounce_signs, circumstances, delivery_report, html_text, mime, replies
from smtp_tutor.message.bounce_session import Notice
from smtp_tutor.message.delivery_report import Record
from smtp_tutor.message.found import Found
from smtp_tutor.message.mime import Mail
from smtp_tutor.model import Reply, Span
from smtp_tutor.parse import to_text

#: How many mails within mails, forwarded and quoted ones included, are looked at.
MAX_MAILS = 60
#: How often a mail may have been forwarded or quoted.
MAX_DEPTH = 5
#: How many places of replies are looked up in the source, and how short a reply is too short for that.
MAX_PLACES = 200
MIN_PLACED = 8

#: What stands before a line that is quoted (`>>>` is a mail program's).
_MARK = re.compile(r"[ \t]{0,3}>(?!>>)[ \t]?")
_ATTEMPTS = re.compile(r"\s\(delivery attempts: \d{1,9}\)$")
#: A diagnostic that says no more than that there was no success.
_NOTHING = re.compile(
    r"\W{0,9}(?:(?:smtp|unknown|undefined|n/?a|none|permanent|temporary|delivery|mail|failed|failure|error|message|"
    r"not delivered|undeliverable)\W{0,9}){0,6}",
    re.IGNORECASE,
)
_FAILED_TO = re.compile(r"[^\s<>,;\"]{1,128}@[^\s<>,;\"]{1,255}")


def find(data: str | bytes) -> tuple[Found, ...] | None:
    """What a bounce says, one entry a recipient; None where `data` is none. Never fails.

    `data` is a saved mail, with or without its headers; or what somebody copied out of one: the words, or the delivery
    report. A bounce that was forwarded or quoted is found too. The mail that a bounce returns is not looked at.
    """
    queue = deque([(mime.read(data), 0)])
    looked_at, silent = 0, None
    while queue and looked_at < MAX_MAILS:
        mail, depth = queue.popleft()
        looked_at += 1
        found, telling = _read(mail)
        if telling:
            return _placed(found, to_text(data))
        silent = silent or found  # a gateway may have put a bounce that says more into one of its own
        queue.extend((inner, depth) for inner in mail.inner)
        if depth < MAX_DEPTH:
            texts = (text for part in mail.parts if part.kind == "text/plain" for text in _contained(part.text))
            queue.extend((mime.read(text), depth + 1) for text in itertools.islice(texts, MAX_MAILS - len(queue)))
    return _placed(silent, to_text(data)) if silent else None


def _contained(text: str) -> list[str]:
    """Texts in a text that may be mails: what is quoted, what was forwarded."""
    quoted = list(itertools.islice(_quoted(text), MAX_MAILS))
    markers = [match.span() for match in itertools.islice(bounce_signs.ORIGINAL.finditer(text), MAX_MAILS)]
    ends = [start for start, _ in markers[1:]] + [len(text)]
    returned = [text[start:end] for (_, start), end in zip(markers, ends, strict=False)]
    return [inner for inner in quoted + returned if inner.strip()]


def _quoted(text: str) -> Iterator[str]:
    """The blocks of two lines and more that are quoted, without the marks before the lines."""
    if ">" not in text:
        return
    block: list[str] = []
    for line in text.split("\n"):
        mark = _MARK.match(line)
        if mark:
            block.append(line[mark.end() :])
        elif block:
            if len(block) > 1:
                yield "\n".join(block)
            block = []
    if len(block) > 1:
        yield "\n".join(block)


def _read(mail: Mail) -> tuple[list[Found], bool]:
    """What a mail says if it is a bounce, else nothing; and whether it names an address or a code."""
    text = _words(mail)
    records = _records(mail, text)
    if not bounce_signs.is_bounce(mail, text, reported=bool(records)):
        return [], False
    told = bounce_forms.notices(text) if text.strip() else []
    telling = bool(records) or any(notice.recipient or notice.coded for notice in told)
    delayed = bounce_signs.is_delayed(text)
    reporter = bounce_forms.reporter(text)
    if records:
        return [_joined(record, told, alone=len(records) == 1, reporter=reporter) for record in records], telling
    said: dict[tuple[str, bool], Reply] = {}  # many addresses may share what was said
    failed = _with_failed(mail, told, bounce_forms.whole(text))
    for notice in failed:
        if (notice.said, notice.coded) not in said:
            read = replies.read if notice.coded else replies.words_only
            said[notice.said, notice.coded] = read(notice.said)
    return [
        Found(
            said[notice.said, notice.coded],
            recipient=notice.recipient,
            command=notice.command,
            action="delayed" if delayed and circumstances.action(said[notice.said, notice.coded]) != "failed" else "failed",
            remote=notice.remote,
            reporter=reporter,
        )
        for notice in failed
    ], telling


def _words(mail: Mail) -> str:
    """What people read of a mail, up to where the mail begins that is returned."""
    for kinds in (("text/plain",), ("text/html",)):
        out: list[str] = []
        for part in mail.parts:
            if part.kind in kinds:
                text = html_text.words(part.text) if part.kind == "text/html" else part.text
                end = bounce_signs.ORIGINAL.search(text)
                out.append(text[: end.start()] if end else text)
                if end:
                    break
        if any(text.strip() for text in out):
            return "\n\n".join(out)
    return ""


def _records(mail: Mail, text: str) -> list[Record]:
    """What the delivery report of a mail says; where no part is one, what the fields among its words say."""
    for part in mail.parts:
        if "delivery-status" in part.kind:
            records = delivery_report.records(part.text, whole=True)
            if records:
                return records
    return delivery_report.records(text, whole=False)


def _joined(record: Record, told: list[Notice], *, alone: bool, reporter: str) -> Found:
    """What a report says about a recipient, with what the words add."""
    notice = next((one for one in told if one.recipient.lower() == record.recipient.lower()), None)
    if notice is None and alone and len(told) == 1:
        notice = told[0]
    said = _ATTEMPTS.sub("", bounce_forms.unfolded(record.said))
    if notice and notice.said and _NOTHING.fullmatch(said[:200]):
        said = notice.said
    reply = replies.read(said)
    status = record.status
    if reply.enhanced is None and (status is None or (status.subject, status.detail) == (0, 0)):
        status = replies.enhanced_in(said) or status  # Amazon: `5.1.0 - Unknown address error 550-'...'`
    return Found(
        reply,
        recipient=record.recipient or (notice.recipient if notice else ""),
        status=status,
        command=notice.command if notice else "",
        action=record.action,
        remote=record.remote or (notice.remote if notice else ""),
        reporter=record.reporter or reporter,
    )


def _with_failed(mail: Mail, told: list[Notice], text: str) -> list[Notice]:
    """What is told, and the recipients that Exim and Google name in a header."""
    failed = list(dict.fromkeys(_FAILED_TO.findall(mail.headers.get("x-failed-recipients", ""))))
    if not failed:
        return _named(mail, told)
    known = {address.lower() for address in failed}
    kept = [notice for notice in told if notice.recipient and (notice.coded or notice.recipient.lower() in known)]
    missing = known - {notice.recipient.lower() for notice in kept}
    nameless = next((notice for notice in told if not notice.recipient), Notice("", text, coded=False))
    return kept + [dataclasses.replace(nameless, recipient=address) for address in failed if address.lower() in missing]


def _named(mail: Mail, told: list[Notice]) -> list[Notice]:
    """What is told; where it names nobody, the recipient of the mail that is returned is meant."""
    if len(told) == 1 and not told[0].recipient and len(mail.inner) == 1:
        to = _FAILED_TO.findall(mail.inner[0].headers.get("to", ""))
        told[0].recipient = to[0] if len(to) == 1 else ""
    return told or [Notice("", "", coded=False)]


def _placed(found: list[Found], source: str) -> tuple[Found, ...]:
    """`found`, with the place in `source` of each reply that stands there letter by letter."""
    out: list[Found] = []
    at = 0
    for number, one in enumerate(found):
        text = one.reply.source
        start = source.find(text, at) if len(text) >= MIN_PLACED and number < MAX_PLACES else -1
        if start >= 0:
            at = start
            out.append(dataclasses.replace(one, at=Span(start, start + len(text))))
        else:
            out.append(one)
    return tuple(out)
