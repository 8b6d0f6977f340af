"""A `Decoding` as a record for programs: the machine interface, documented in the README.

Lives here: which keys there are, and `VERSION`, which changes when one of them changes its meaning or goes.
Must not: hold anything that is not already in the `Decoding`.
"""

from typing import Any

from smtp_tutor.decode import Answer, Decoding

#: The version of the record. New keys may come without a new version.
VERSION = 1


def as_record(decoding: Decoding, identifier: object = None) -> dict[str, Any]:
    """The record of a decoding: JSON types only. The decisive reply's code, reason and confidence stand at the top."""
    best = decoding.decisive
    record: dict[str, Any] = {"version": VERSION} | ({} if identifier is None else {"id": identifier})
    record |= {
        "kind": decoding.document.kind.value,
        "language": decoding.language.tag,
        "code": best.reply.code if best else None,
        "enhanced": str(best.status) if best and best.status else None,
        "reason": best.reason.value if best else "unknown",
        "confidence": best.judgement.confidence if best else 0.0,
        "answers": [answer_record(answer) for answer in decoding.answers],
        "recipients": [_recipient(answer) for answer in decoding.answers if answer.found.recipient or answer.found.action],
    }
    if not decoding.answers:
        record["problem"] = decoding.problem
        record["hint"] = decoding.hint
    if decoding.document.lines:
        record["lines"] = decoding.document.lines
        record["unread"] = decoding.document.unread
        record["tally"] = {reason.value if reason else "none": count for reason, count in decoding.tally.most_common()}
    return record


def _recipient(answer: Answer) -> dict[str, Any]:
    """What became of one recipient, as a delivery report tells it."""
    return {
        "address": answer.found.recipient,
        "code": answer.reply.code,
        "status": str(answer.status) if answer.status else None,
        "reason": answer.reason.value,
        "action": answer.found.action,
        "confidence": answer.judgement.confidence,
    }


def answer_record(answer: Answer) -> dict[str, Any]:
    """One reply with everything that is known about it."""
    found, judgement, chosen = answer.found, answer.judgement, answer.advice
    return {
        "code": answer.reply.code,
        "enhanced": str(answer.status) if answer.status else None,
        "severity": answer.severity.name.lower() if answer.severity else None,
        "text": answer.reply.text,
        "span": [found.at.start, found.at.end] if found.at else None,
        "recipient": found.recipient,
        "command": found.command,
        "remote": found.remote,
        "reporter": found.reporter,
        "count": found.count,
        "reason": judgement.reason.value,
        "confidence": judgement.confidence,
        "provider": judgement.provider,
        "evidence": [
            {
                "source": piece.source.name.lower(),
                "reason": piece.reason.value,
                "confidence": piece.confidence,
                "rule": piece.rule,
                "span": [piece.span.start, piece.span.end] if piece.span else None,
                "words": piece.span.of(answer.reply.source) if piece.span else "",
            }
            for piece in judgement.evidence
        ],
        "title": chosen.title,
        "sentence": chosen.sentence,
        "why": chosen.why,
        "actor": chosen.actor.value,
        "steps": list(chosen.steps),
        "retry": chosen.retry.value,
        "when": chosen.when,
        "tell_admin": chosen.tell_admin,
        "notes": list(answer.notes),
        "warnings": list(answer.warnings),
    }
