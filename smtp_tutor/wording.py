"""Finding the ways that servers word a thing.

Lives here: a text as words with their places; a `Wording` (a pattern of words); an index that searches many at once.
Must not: know what any wording means.

A wording is written in plain words: `"{user|mailbox} unknown"` matches either word, `"{the |}user"` may leave one out,
and `"blocked ... using"` allows other words between. Case, punctuation and line breaks do not count. Nothing in it
can backtrack, so the time grows in proportion to the text.
"""

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from smtp_tutor.model import Span

T = TypeVar("T")

#: Between the two sides of a gap (` ... `) there may be at most this many characters.
GAP = 240

_TOKEN = re.compile(r"[^\W_]+(?:['\N{RIGHT SINGLE QUOTATION MARK}][^\W_]+)*")
_CHOICE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Words:
    """A text reduced to its words: `line` is ` word word word `, lower case; `starts` and `spans` place each word."""

    line: str
    starts: tuple[int, ...] = field(repr=False)
    spans: tuple[Span, ...] = field(repr=False)

    def span(self, start: int, end: int) -> Span:
        """The part of the original text behind `line[start:end]`."""
        number, last = max(0, bisect_right(self.starts, start) - 1), max(0, bisect_right(self.starts, end - 1) - 1)
        return Span(self._exact(number, start, self.spans[number].start), self._exact(last, end, self.spans[last].end))

    def _exact(self, number: int, at: int, edge: int) -> int:
        """The place of `line[at]` in word `number`, or the word's edge where the word changed its length."""
        span, end = self.spans[number], self.line.find(" ", self.starts[number])
        return span.start + at - self.starts[number] if end - self.starts[number] == span.end - span.start else edge


def words(text: str, parts: Iterable[Span] | None = None) -> Words:
    """`text`, or only these parts of it, as words. Apostrophes vanish (`doesn't` is `doesnt`), other marks separate."""
    pieces, starts, spans, at = [], [], [], 1
    for part in [Span(0, len(text))] if parts is None else parts:
        for match in _TOKEN.finditer(text, part.start, part.end):
            word = match.group().casefold().replace("'", "").replace("\N{RIGHT SINGLE QUOTATION MARK}", "")
            pieces.append(word)
            starts.append(at)
            spans.append(Span(match.start(), match.end()))
            at += len(word) + 1
    return Words(f" {' '.join(pieces)} " if pieces else "", tuple(starts), tuple(spans))


def expand(pattern: str) -> list[str]:
    """Every spelling of a pattern: each `{a|b}` replaced by each of its choices."""
    parts = _CHOICE.split(pattern)
    choices = [part.split("|") if odd else [part] for part, odd in zip(parts, itertools.cycle((0, 1)))]
    return ["".join(chosen) for chosen in itertools.product(*choices)]


@dataclass(frozen=True, slots=True)
class Spelling(Generic[T]):
    """One spelling of a wording: its pieces in order, gaps between them, and what it stands for."""

    pieces: tuple[str, ...]
    payload: T

    def find(self, text: Words) -> Span | None:
        """Where this spelling stands in `text`, from its first piece to its last."""
        start = end = text.line.find(self.pieces[0])
        if start < 0:
            return None
        for number, piece in enumerate(self.pieces):
            found = start if number == 0 else text.line.find(piece, end - 1, end + GAP)
            if found < 0:
                return None
            end = found + len(piece)
        edge = int(self.pieces[0].startswith(" "))  # the space around a whole word is not part of the match
        return text.span(start + edge, end - edge)


class Index(Generic[T]):
    """Many wordings, searched at once. Each is filed under its longest word; only words in the text are looked at."""

    def __init__(self, wordings: Iterable[tuple[str, T]]) -> None:
        self._by_word: dict[str, list[Spelling[T]]] = {}
        self._anywhere: list[Spelling[T]] = []
        for pattern, payload in wordings:
            for spelling in dict.fromkeys(expand(pattern)):
                lines = [words(piece).line for piece in spelling.split(" ... ")]
                if not all(lines):
                    raise ValueError(f"a wording without words: {pattern!r}")
                if spelling.isascii():
                    key = max((word for line in lines for word in line.split()), key=len)
                    self._by_word.setdefault(key, []).append(Spelling(tuple(lines), payload))
                else:  # scripts without spaces between words: a piece may stand inside a longer run
                    self._anywhere.append(Spelling(tuple(line.strip() for line in lines), payload))

    def search(self, text: Words) -> Iterator[tuple[T, Span]]:
        """What matches, each with its place, in the order in which the wordings were given within a word."""
        spellings = list(self._anywhere)
        for word in dict.fromkeys(text.line.split()):
            spellings += self._by_word.get(word, ())
        for spelling in spellings:
            found = spelling.find(text)
            if found is not None:
                yield spelling.payload, found
