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
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Generic, TypeVar

from smtp_tutor.model import Span

T = TypeVar("T")

#: Between the two sides of a gap (` ... `) there may be at most this many characters.
GAP = 240

#: The part of an address before the @ is a name, and says nothing.
_LOCAL_PART = r"[\w.!#$%&*+/=?^`{|}~-]{1,64}@(?=\w)"
_TOKEN = re.compile(r"[^\W_]+(?:['\N{RIGHT SINGLE QUOTATION MARK}][^\W_]+)*")
_NAME_OR_TOKEN = re.compile(f"{_LOCAL_PART}|{_TOKEN.pattern}")
#: Scripts that write no spaces between words: Thai and its neighbours, and those of East Asia.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_CHUNK = re.compile(r"(?:\{[^{}]*\}|[^\s{}])+")
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
        for match in _NAME_OR_TOKEN.finditer(text, part.start, part.end):
            if match.group().endswith("@"):
                continue
            word = _bare(match.group())
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


#: A step of a wording: the runs of words that may stand here, or None for a gap.
Step = tuple[tuple[str, ...], ...] | None


@cache
def steps(pattern: str) -> tuple[Step, ...]:
    """A pattern as steps, each with its choices as runs of words. ValueError where it holds no word."""
    out: list[Step] = []
    for chunk in _CHUNK.findall(pattern):
        if chunk == "...":
            out.append(None)
        else:
            out.append(_runs(chunk))
    if not any(step and all(step) for step in out):
        raise ValueError(f"a wording without words: {pattern!r}")
    return tuple(out)


@cache
def _runs(chunk: str) -> tuple[tuple[str, ...], ...]:
    """The choices of one part of a pattern, each as a run of words; wordings share many parts."""
    spellings = (_folded(word) for word in expand(chunk))
    return tuple(dict.fromkeys(tuple(spelling) for spelling in spellings))


def _folded(text: str) -> list[str]:
    """The words of a text in the form in which they are compared."""
    return [_bare(match) for match in _TOKEN.findall(text)]


def trim() -> None:
    """Give back the memory of what can be read again: the patterns as steps. Few of them are ever looked at."""
    steps.cache_clear()
    _runs.cache_clear()


def _bare(word: str) -> str:
    return word.casefold().replace("'", "").replace("\N{RIGHT SINGLE QUOTATION MARK}", "")


def keys(route: tuple[Step, ...], commonness: Mapping[str, int]) -> set[str]:
    """Words of which one stands in every match: those of the step whose words are the rarest among all wordings."""

    def rarest(run: tuple[str, ...]) -> str:
        return min(run, key=lambda word: (commonness[word], -len(word)))

    sure = [step for step in route if step and all(step)]
    best = min(sure, key=lambda step: sum(commonness[rarest(run)] for run in step))
    return {rarest(run) for run in best}


class Index(Generic[T]):
    """Many wordings, searched at once. Each is filed under words that it cannot do without; only those are looked at."""

    def __init__(self, wordings: Iterable[tuple[str, T]]) -> None:
        self._by_word: dict[str, tuple[tuple[str, T], ...]] = {}
        self._anywhere: list[tuple[tuple[str, ...], T]] = []
        entries: list[tuple[str, T]] = []
        for pattern, payload in wordings:
            if not _UNSPACED.search(pattern):
                entries.append((pattern, payload))
                continue
            for spelling in expand(pattern):  # a piece in a script without spaces may stand inside a longer run
                if _UNSPACED.search(spelling):
                    pieces = (words(piece).line.strip() for piece in spelling.split(" ... "))
                    self._anywhere.append((tuple(pieces), payload))
                else:
                    entries.append((spelling, payload))
        commonness = Counter(word for pattern, _ in entries for step in steps(pattern) for run in step or () for word in run)
        for entry in entries:
            for key in keys(steps(entry[0]), commonness):
                self._by_word[key] = (*self._by_word.get(key, ()), entry)

    def search(self, text: Words) -> Iterator[tuple[T, Span]]:
        """What matches, each with its place."""
        line = text.line.split()
        places: dict[str, list[int]] = {}
        for number, word in enumerate(line):
            places.setdefault(word, []).append(number)
        for word in places:
            for pattern, payload in self._by_word.get(word, ()):
                found = _walk(steps(pattern), line, places, text)
                if found is not None:
                    yield payload, Span(text.spans[found[0]].start, text.spans[found[1] - 1].end)
        for pieces, payload in self._anywhere if _UNSPACED.search(text.line) else ():
            place = _substring(pieces, text.line)
            if place:
                yield payload, text.span(*place)


def _substring(pieces: tuple[str, ...], line: str) -> tuple[int, int] | None:
    """Where `pieces` stand one after the other in `line`, inside words too."""
    start = end = line.find(pieces[0])
    for number, piece in enumerate(pieces):
        at = start if number == 0 else line.find(piece, end, end + GAP)
        if at < 0:
            return None
        end = at + len(piece)
    return start, end


#: Where a way through a wording has come to: the number of the next word, and that of the word it began with.
Ends = dict[int, int]


def _walk(route: tuple[Step, ...], line: list[str], places: dict[str, list[int]], text: Words) -> tuple[int, int] | None:
    """The number of the first word that a wording matches and of the one after its last, or None.

    All ways are followed side by side, so the time grows with the number of words, whatever they are.
    """
    ends: Ends | None = None
    gap = False
    for step in route:
        if step is None:
            gap = True
            continue
        ends, gap = _advance(step, ends, line, places, text.starts if gap else None), False
        if not ends:
            return None
    return min(((start, end) for end, start in ends.items()), key=lambda pair: (pair[0], -pair[1])) if ends else None


def _advance(
    step: tuple[tuple[str, ...], ...],
    ends: Ends | None,
    line: list[str],
    places: dict[str, list[int]],
    gap: tuple[int, ...] | None,
) -> Ends:
    """Where the ways come to after one more step. `gap` holds the places of the words where other words may lie between."""
    following: Ends = {}
    reached = sorted(ends) if ends and gap else []
    for run in step:
        if not run:
            following = (ends or {}) | following
            continue
        for at in places.get(run[0], ()):
            if line[at : at + len(run)] != list(run):
                continue
            start: int | None = at
            if gap:
                near = bisect_right(reached, at) - 1
                start = ends[reached[near]] if ends and near >= 0 and gap[at] - gap[reached[near] - 1] <= GAP else None
            elif ends is not None:
                start = ends.get(at)
            if start is not None:
                following.setdefault(at + len(run), start)
    return following
