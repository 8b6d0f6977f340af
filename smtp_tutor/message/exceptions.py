"""What programs print when their mail was refused: tracebacks, error objects, messages of mail libraries.

Lives here: putting together what the forms of `exception_forms` read. Must not: know a form, or evaluate anything.
"""

from dataclasses import replace

from smtp_tutor.message.exception_forms import FORMS, Page
from smtp_tutor.message.found import Found
from smtp_tutor.model import EnhancedCode, Reply

#: What stands beyond is not looked at: no program prints so long an error.
LONGEST = 1_000_000
#: So many errors of one form are read.
HITS = 500


def find(text: str) -> tuple[Found, ...] | None:
    """The refusals that a program's error tells of, in order. None where no form of an error is in `text`."""
    page = Page(text[:LONGEST])
    for needle, pattern, read in FORMS:
        if needle not in page.source:
            continue
        for number, match in enumerate(pattern.finditer(page.source), 1):
            read(page, match)
            if number == HITS:
                break
    return _together([found for _, found in sorted(page.found, key=lambda item: item[0])]) or None


def _worded(reply: Reply) -> tuple[EnhancedCode | None, str]:
    """What a reply says but for its code."""
    return reply.enhanced, reply.text.removeprefix(f"{reply.enhanced}").strip()


def _together(found: list[Found]) -> tuple[Found, ...]:
    """Each refusal once: programs print an error, then the one it led to, then the object. Words stand behind codes."""
    coded = [item for item in found if item.reply.code or item.reply.enhanced]
    whole = {_worded(item.reply): item.reply for item in coded if item.reply.code}
    for place, item in enumerate(coded):  # PHPMailer prints the words, and again with the code behind them
        reply = whole.get(_worded(item.reply)) if item.reply.code is None else None
        if reply is not None and reply.text:
            coded[place] = replace(item, reply=reply, at=None)
    named = {item.recipient for item in found if not (item.reply.code or item.reply.enhanced)} - {""}
    out: list[Found] = []
    places: dict[tuple[object, ...], dict[str, int]] = {}  # where the same words stand in `out`, by recipient
    for item in coded or found:
        same = places.setdefault((item.reply.code, item.reply.enhanced, item.reply.text), {})
        number = same.get(item.recipient, same.pop("", None) if item.recipient else next(iter(same.values()), None))
        if number is None:
            number = len(out)
            out.append(item)
        earlier = out[number]
        out[number] = replace(
            earlier,
            at=earlier.at or item.at,
            recipient=earlier.recipient or item.recipient,
            command=earlier.command or item.command,
        )
        same[out[number].recipient] = number
    if coded and len(named) == 1:  # the words named the recipient, the code stood elsewhere
        only = named.pop()
        out = [replace(item, recipient=only) if not item.recipient and item.command in {"RCPT", ""} else item for item in out]
    return tuple(out)
