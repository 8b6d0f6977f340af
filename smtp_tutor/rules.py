"""Rules that read a reason, or a provider, out of the words of a reply.

Lives here: the form of a `[[rule]]` in `data/providers/*.toml` and `data/wording/*.toml`, and how such files are read.
Must not: decide which rule wins.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from smtp_tutor.errors import DataError
from smtp_tutor.model import EnhancedCode, Reason

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

#: The keys that a `[[rule]]` may have.
KEYS = {"id", "reason", "wording", "codes", "enhanced", "confidence", "sample", "meaning", "case"}


@dataclass(frozen=True, slots=True)
class Rule:
    """One way of wording a refusal.

    `name` is `file/id`. `wording` holds alternatives (see `smtp_tutor.wording`). `codes` and `enhanced`, where given,
    limit the rule to those codes; an enhanced code may be written `X.7.1` for any class. `confidence` is 0 to 1.
    `sample` is a reply written for this project that the rule must match. `meaning` is prose for the reader, or "".
    `case` names the case of the reason that has advice of its own (see `smtp_tutor.advice`), or is "".
    """

    name: str
    reason: Reason
    wording: tuple[str, ...]
    confidence: float
    sample: str
    codes: frozenset[int] = frozenset()
    enhanced: frozenset[str] = frozenset()
    meaning: str = ""
    case: str = ""

    def allows(self, code: int | None, enhanced: EnhancedCode | None) -> bool:
        """Do the codes of a reply fit this rule?"""
        if self.codes and code not in self.codes:
            return False
        if not self.enhanced:
            return True
        return enhanced is not None and (
            str(enhanced) in self.enhanced or f"X.{enhanced.subject}.{enhanced.detail}" in self.enhanced
        )


def tables(folder: str) -> Iterable[tuple[str, dict[str, Any]]]:
    """Every TOML file of a folder of the package's data: its name without the ending, and what it holds.

    DataError where a file is no TOML.
    """
    root: Traversable = files("smtp_tutor") / "data" / folder
    for file in sorted(root.iterdir(), key=lambda item: item.name):
        if file.name.endswith(".toml"):
            try:
                table = tomllib.loads(file.read_text(encoding="utf-8"))
            except tomllib.TOMLDecodeError as error:
                raise DataError(file.name, "TOML", str(error)) from None
            yield file.name.removesuffix(".toml"), table


def read(stem: str, entry: dict[str, Any], default: float) -> Rule:
    """One `[[rule]]` as a `Rule`; DataError where it is not of that form."""
    name = f"{stem}/{entry.get('id', '?')}"
    unknown = entry.keys() - KEYS
    missing = {"id", "reason", "wording", "sample"} - entry.keys()
    if unknown or missing:
        raise DataError(f"{stem}.toml", name, f"unknown keys {sorted(unknown)}, missing keys {sorted(missing)}")
    try:
        reason = Reason(entry["reason"])
    except ValueError as error:
        raise DataError(f"{stem}.toml", name, str(error)) from None
    confidence = float(entry.get("confidence", default))
    if not 0 < confidence < 1:
        raise DataError(f"{stem}.toml", name, "confidence is between 0 and 1")
    return Rule(
        name=name,
        reason=reason,
        wording=tuple(entry["wording"]),
        confidence=confidence,
        sample=entry["sample"],
        codes=frozenset(entry.get("codes", ())),
        enhanced=frozenset(entry.get("enhanced", ())),
        meaning=entry.get("meaning", ""),
        case=entry.get("case", ""),
    )
