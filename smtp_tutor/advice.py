"""What to do about each reason: the table `data/reasons.toml` as objects.

Lives here: `Advice`, its look-up, and what those who can act are called. Must not: decide which reason it is.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from smtp_tutor.errors import DataError
from smtp_tutor.i18n import mark
from smtp_tutor.model import Actor, Reason, Retry, Severity

#: Each of those who can act, as an answer to "Who must act?".
ACTOR = {
    Actor.YOU: mark("You, who sent the message."),
    Actor.RECIPIENT: mark("The recipient."),
    Actor.RECIPIENT_ADMIN: mark("The recipient's administrator."),
    Actor.YOUR_ADMIN: mark("Your administrator or mail provider."),
    Actor.NOBODY: mark("Nobody needs to do anything now."),
}


@dataclass(frozen=True, slots=True)
class Advice:
    """What happened and what to do about it, in English.

    `sentence` says what happened, `why` how that comes about, `steps` what to do, most useful first, `when` whether and
    when the same message can be tried again, `tell_admin` what to send to an administrator.
    """

    title: str
    sentence: str
    why: str
    actor: Actor
    steps: tuple[str, ...]
    retry: Retry
    when: str
    tell_admin: str


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((files("smtp_tutor") / "data" / "reasons.toml").read_text(encoding="utf-8"))


def _advice(entry: dict[str, Any], name: str) -> Advice:
    try:
        return Advice(
            title=entry["title"],
            sentence=entry["sentence"],
            why=entry["why"],
            actor=Actor(entry["actor"]),
            steps=tuple(entry["steps"]),
            retry=Retry(entry["retry"]),
            when=entry["when"],
            tell_admin=entry["tell_admin"],
        )
    except (KeyError, ValueError) as error:
        raise DataError("reasons.toml", name, f"{type(error).__name__}: {error}") from None


@cache
def advice(reason: Reason, severity: Severity | None, case: str = "") -> Advice:
    """What to do about `reason`. A temporary and a permanent refusal for the same reason can ask for different steps.

    `case` names one of the `[reason.case]` tables of the reason, which says only what is different in that case.
    DataError where the reason has none of that name.
    """
    if severity is Severity.PRELIMINARY:
        return _advice(_table()["preliminary"], "preliminary")
    if severity is Severity.COMPLETED:
        return _advice(_table()["success"], "success")
    if severity is Severity.INTERMEDIATE:
        return _advice(_table()["intermediate"], "intermediate")
    entry = next((entry for entry in _table()["reason"] if entry["id"] == reason.value), None)
    if entry is None:
        raise DataError("reasons.toml", reason.value, "is missing")
    special = {Severity.TRANSIENT: "transient", Severity.PERMANENT: "permanent"}.get(severity) if severity else None
    if case and case not in entry.get("case", {}):
        raise DataError("reasons.toml", reason.value, f"has no case {case}")
    own = entry["case"][case] if case else {}
    if special:
        entry, own = entry | entry.get(special, {}), own | own.get(special, {})
    return _advice(entry | own, reason.value)
