"""Finds replies in larger things: sentences, transcripts, logs, exceptions, events, bounces.

Lives here: the order in which a text is tried as each of them. Must not: know what a reply means.
"""

import html
import re

from smtp_tutor.message import bounce, events, exceptions, foreign, logs, replies, transcript
from smtp_tutor.message.found import Document, Found, Kind
from smtp_tutor.model import Span
from smtp_tutor.parse import to_text

__all__ = ["Document", "Found", "Kind", "read"]

_ESCAPED = re.compile(r"&(?:lt|gt|amp|quot|nbsp|#\d{1,6}|#x[0-9a-fA-F]{1,5});")


def read(data: str | bytes) -> Document:
    """What `data` is, and every reply in it. Never fails: a text in which no server speaks is of kind NOTHING."""
    text = to_text(data)
    if not text.strip("\ufeff\u200b \t\r\n"):
        return Document(Kind.NOTHING, text)
    reply = replies.bare(text)
    if reply is not None:
        return Document(Kind.CODE, text, (Found(reply, Span(0, len(text))),), foreign=_foreign(text))
    return _whole(text if isinstance(data, str) else data, text) or _free(html.unescape(text) if _ESCAPED.search(text) else text)


def _whole(data: str | bytes, text: str) -> Document | None:
    """A text of a form that programs write: a bounce, events, a log, an exception, a dialogue."""
    bounced = bounce.find(data)
    if bounced is not None:
        return Document(Kind.BOUNCE, text, bounced)
    for kind, counted in ((Kind.EVENTS, events.find), (Kind.LOG, logs.find)):
        read_lines = counted(text)
        if read_lines is not None:
            return Document(kind, text, read_lines.found, read_lines.lines, read_lines.unread)
    raised, spoken = exceptions.find(text), transcript.find(text)
    if raised and not (spoken and _tells_more(spoken, raised)):
        return Document(Kind.EXCEPTION, text, raised)
    return Document(Kind.TRANSCRIPT, text, spoken) if spoken else None


def _tells_more(spoken: tuple[Found, ...], raised: tuple[Found, ...]) -> bool:
    """Does a dialogue hold the refusal of which the exception after it repeats only the code, or not even that?"""
    quoted = any(found.reply.enhanced or (found.reply.code and found.reply.text) for found in raised)
    return not quoted and any((found.reply.code or 0) >= 400 for found in spoken)


def _foreign(text: str) -> str:
    """Who seems to speak where that is no mail server, or ""."""
    found = foreign.find(text)
    return found.kind if found else ""


def _free(text: str) -> Document:
    """A text of no particular form: replies in it, or a sentence around a code, or words alone."""
    speaker = _foreign(text)
    if speaker in ("web", "shell"):
        return Document(Kind.NOTHING, text, foreign=speaker)
    scanned = replies.scan(text)
    if scanned:
        found = tuple(Found(reply, at) for at, reply in scanned)
        lonely = len(found) == 1 and not found[0].reply.text and found[0].reply.enhanced is None
        return Document(Kind.CODE if lonely else Kind.REPLY, text, found, foreign=speaker)
    return Document(Kind.WORDS, text, (Found(replies.words_only(text), Span(0, len(text))),))
