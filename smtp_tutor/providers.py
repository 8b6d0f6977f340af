"""Who wrote a reply: the rules of `data/providers/*.toml`, one file a provider or program.

Lives here: reading those files, and what in a reply matches them. Must not: give advice, or weigh one rule against
another reason.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from smtp_tutor.errors import DataError
from smtp_tutor.model import EnhancedCode, Span
from smtp_tutor.rules import Rule, read, tables
from smtp_tutor.wording import Index, Words

#: How sure a provider's own wording is where its rule does not say.
CONFIDENCE = 0.96


@dataclass(frozen=True, slots=True)
class Provider:
    """A mail provider, a filter, or a mail server program. `marks` are wordings that only it uses."""

    stem: str
    name: str
    products: tuple[str, ...]
    source: str
    marks: tuple[str, ...]
    rules: tuple[Rule, ...]


@cache
def providers() -> dict[str, Provider]:
    """Every provider, by the name of its file."""
    out = {}
    for stem, table in tables("providers"):
        if "name" not in table:
            raise DataError(f"{stem}.toml", "header", "`name` is missing")
        out[stem] = Provider(
            stem=stem,
            name=table["name"],
            products=tuple(table.get("products", ())),
            source=table.get("source", ""),
            marks=tuple(table.get("marks", ())),
            rules=tuple(read(stem, entry, CONFIDENCE) for entry in table.get("rule", ())),
        )
    return out


@cache
def _index() -> Index[tuple[Provider, Rule | None]]:
    wordings: list[tuple[str, tuple[Provider, Rule | None]]] = []
    for provider in providers().values():
        wordings += [(mark, (provider, None)) for mark in provider.marks]
        wordings += [(wording, (provider, rule)) for rule in provider.rules for wording in rule.wording]
    return Index(wordings)


def matches(text: Words, code: int | None, enhanced: EnhancedCode | None) -> Iterator[tuple[Provider, Rule | None, Span]]:
    """What in a reply a provider's rule, or only its mark (then the rule is None), fits; each with its place."""
    for (provider, rule), span in _index().search(text):
        if rule is None or rule.allows(code, enhanced):
            yield provider, rule, span
