"""A `Decoding` as plain text: what the command prints, and what "copy" copies.

Lives here: the layout in lines. Must not: decide anything.
"""

from collections.abc import Iterator

from smtp_tutor.advice import ACTOR, advice
from smtp_tutor.decode import Answer, Decoding, refuses
from smtp_tutor.i18n import Language
from smtp_tutor.message import Kind
from smtp_tutor.render import labels

#: Characters without a shape of their own that belong to text: line break, tab, and the joiners of some scripts.
KEPT = "\n\t\u200b\u200c\u200d"
#: So many replies are explained in full; nobody reads more.
SHOWN = 20


def printable(text: str) -> str:
    """`text` without control characters, which could move a cursor or turn the line round.

    Line breaks and tabs stay, and so do the joiners that Marathi and Thai need; every kind of space is a space.
    """
    return text if text.isprintable() else "".join(map(_printable, text))


def _printable(char: str) -> str:
    if char.isprintable() or char in KEPT:
        return char
    return " " if char.isspace() and char not in "\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029" else "\N{REPLACEMENT CHARACTER}"


def code_line(answer: Answer) -> str:
    """The codes of a reply in a row: `550 5.1.1`."""
    return " ".join(str(part) for part in (answer.reply.code, answer.status) if part is not None)


def as_text(decoding: Decoding) -> str:
    """The whole explanation, in the language of the decoding, ending in a line break."""
    spoken = decoding.language
    if not decoding.answers:
        parts = (decoding.problem, printable(decoding.caret), decoding.hint)
        return "\n".join(part for part in parts if part) + "\n" if decoding.problem else spoken.say(labels.NO_REFUSAL) + "\n"
    blocks = []
    if decoding.document.kind in (Kind.LOG, Kind.EVENTS) and len(decoding.answers) > 1:
        blocks.append("\n".join(_tally(decoding)))
        decisive = decoding.decisive
        shown = [decisive] if decisive else []
    else:
        shown = list(decoding.answers[:SHOWN])
    blocks += ["\n".join(_answer(answer, spoken)) for answer in shown]
    if len(decoding.answers) > SHOWN and blocks and len(shown) == SHOWN:
        blocks.append(spoken.say(labels.MORE_REPLIES, number=len(decoding.answers) - SHOWN))
    return printable("\n\n".join(blocks)) + "\n"


def _tally(decoding: Decoding) -> Iterator[str]:
    """How many replies of each reason, most first."""
    spoken, document = decoding.language, decoding.document
    yield spoken.say(labels.LOG_LINES, lines=document.lines, unread=document.unread)
    for reason, count in decoding.tally.most_common():
        yield f"{count:>8}  {spoken.say(advice(reason, None).title if reason else labels.DELIVERED)}"


def _answer(answer: Answer, spoken: Language) -> Iterator[str]:
    """One answer: the result first, then what to do, then how we know."""
    codes, chosen = code_line(answer), answer.advice
    yield f"{codes}: {chosen.title}" if codes else chosen.title
    if answer.found.recipient:
        yield f"{spoken.say(labels.RECIPIENT)}: {answer.found.recipient}"
    yield from _block(spoken.say(labels.WHAT_HAPPENED), (chosen.sentence, *answer.notes))
    if chosen.why:
        yield from _block(spoken.say(labels.WHY), (chosen.why,))
    yield from _block(spoken.say(labels.WHO_ACTS), (spoken.say(ACTOR[chosen.actor]),))
    yield from _block(spoken.say(labels.WHAT_TO_DO), (f"{n}. {step}" for n, step in enumerate(chosen.steps, 1)))
    yield from _block(spoken.say(labels.TRY_AGAIN), (chosen.when,))
    if refuses(answer.severity):
        yield from _block(spoken.say(labels.TELL_ADMIN), (chosen.tell_admin,))
    if answer.warnings:
        yield from _block(spoken.say(labels.WARNINGS), answer.warnings)
    if answer.digits:
        digits = (f"{digit.code}  {digit.title}. {digit.meaning}" for digit in answer.digits)
        yield from _block(spoken.say(labels.DIGITS), digits)
    if answer.enhanced:
        yield from _block(f"{spoken.say(labels.ENHANCED)} {answer.enhanced.code}",
                          (f"{answer.enhanced.title}. {answer.enhanced.meaning}", answer.enhanced.standing))  # fmt: skip
    if answer.basic:
        yield from _block(f"{spoken.say(labels.THE_CODE)} {answer.basic.code}",
                          (f"{answer.basic.title}. {answer.basic.meaning}", answer.basic.standing,
                           f"{spoken.say(labels.SOURCE)}: {answer.basic.source}" if answer.basic.source else ""))  # fmt: skip
    if refuses(answer.severity):
        yield from _block(spoken.say(labels.SURE), (certainty(answer, spoken), *evidence_sentences(answer, spoken)))


def certainty(answer: Answer, spoken: Language) -> str:
    """How sure the reason is, in a word and in percent; or that the reply does not say why."""
    if not answer.says_why:
        return spoken.say(labels.OPEN)
    percent = round(answer.judgement.confidence * 100)
    return spoken.say(labels.HOW_SURE, word=spoken.say(labels.certainty(answer.judgement.confidence)), percent=percent)


def evidence_sentences(answer: Answer, spoken: Language) -> Iterator[str]:
    """What speaks for the reason that was chosen, a sentence each, best first."""
    for piece in answer.judgement.evidence:
        if answer.says_why and piece.reason is answer.judgement.reason:
            words = piece.span.of(answer.reply.source) if piece.span else ""
            yield spoken.say(
                labels.SOURCES[piece.source], provider=piece.provider, words=" ".join(words.split()), code=piece.rule
            )


def _block(heading: str, lines: Iterator[str] | tuple[str, ...]) -> Iterator[str]:
    """A heading, and its lines set in."""
    yield f"\n{heading}"
    yield from (f"  {line}" for line in lines if line)
