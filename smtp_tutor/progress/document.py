"""The document of a learner's progress: events in, text out, and back.

Lives here: what an event is, the file format with its versions, reading what is left of a damaged file, and merging.
Must not: say what events mean.

An event is a JSON object that never changes once it is written: `id` (a text that no other event has), `at` (milliseconds
since 1970, UTC), `day` (the learner's date, `2026-11-22`), `kind`, and what that kind adds:

    begun{lesson}  done{lesson}
    answer{question, right, where: "lesson" "review" "drill" "test", hint?: bool, misconception?: text}
    test{seed, right, total, passed}  drill{right, total, seconds}  certificate{name, code}

Kinds and keys that are not known here come from a newer release: they are kept as they are.
"""

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from smtp_tutor.errors import Place, ProgressFault, ProgressSyntaxError

FORMAT = "smtp-tutor-progress"
VERSION = 1
#: The end of the year 2999 in milliseconds. A date beyond it is damage, not a date.
LATEST = 32_503_680_000_000
#: Characters of the longest event that is found in a damaged file, and how many damaged places are looked past.
LONGEST = 20_000
DAMAGES = 2_000
#: How deep lists and objects may be nested in an event, and in a file of a newer release.
DEPTH = 8
FILE_DEPTH = 50

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[\]{}]', re.DOTALL)  # a string, which may lack its end, or a bracket

Event = Mapping[str, Any]

#: What makes a document of one version one of the next.
UPGRADES: dict[int, Callable[[Any], Any]] = {
    0: lambda events: {"format": FORMAT, "version": 1, "events": events},
}


@dataclass(frozen=True, slots=True)
class Document:
    """What a file held: events in order, entries that are no events as they came, and whether a newer release wrote it."""

    events: tuple[Event, ...]
    spoiled: tuple[Any, ...] = ()
    newer: bool = False


def is_event(entry: object) -> bool:
    """Has this entry what every event has? Of which kind it is does not matter."""
    if not isinstance(entry, dict):
        return False
    name, at, day, kind = (entry.get(key) for key in ("id", "at", "day", "kind"))
    return (
        isinstance(name, str)
        and 0 < len(name) <= 100
        and type(at) is int  # True is an int, too
        and 0 <= at <= LATEST
        and isinstance(day, str)
        and _DAY.fullmatch(day) is not None
        and isinstance(kind, str)
        and 0 < len(kind) <= 100
        and _flat(entry, DEPTH)
    )


def _flat(value: object, left: int) -> bool:
    """Is `value` nested at most `left` deep, and of what JSON has?"""
    if isinstance(value, dict):
        return left > 0 and all(isinstance(key, str) and _flat(each, left - 1) for key, each in value.items())
    if isinstance(value, list):
        return left > 0 and all(_flat(each, left - 1) for each in value)
    return value is None or isinstance(value, str | int) or (isinstance(value, float) and math.isfinite(value))


def document(entries: Iterable[object], *, newer: bool = False) -> Document:
    """A document of raw entries, as the page's store gives them."""
    given = list(entries)
    return Document(merged(given), tuple(entry for entry in given if not is_event(entry)), newer)


def merged(*sets: Iterable[object]) -> tuple[Event, ...]:
    """The union of sets of events, sorted by (`at`, `id`); what is no event is left out.

    The order of the sets does not matter, nor that one comes twice. Events never change, so two with one `id` and different
    content come from damage; then the text that sorts last stays, whichever set it came from.
    """
    best: dict[str, tuple[str, Any]] = {}
    for entries in sets:
        for entry in entries:
            if is_event(entry):
                text = json.dumps(entry, sort_keys=True)
                name = entry["id"]  # type: ignore[index] # is_event has seen to it
                if name not in best or best[name][0] < text:
                    best[name] = (text, entry)
    return tuple(sorted((event for _, event in best.values()), key=lambda event: (event["at"], event["id"])))


def written(events: Iterable[object]) -> str:
    """The file that holds these events: one a line, and in ASCII alone, so that damage to a file spoils few of them."""
    lines = ",\n".join(json.dumps(event, separators=(",", ":")) for event in merged(events))
    return f'{{"format":"{FORMAT}","version":{VERSION},"events":[\n{lines}\n]}}\n'


def read(data: str | bytes) -> Document:
    """What a file holds, of this version, an older or a newer one, and what is left of a damaged one.

    Raises ProgressSyntaxError where nothing is left, or where it is another kind of file.
    """
    text = data if isinstance(data, str) else data.decode(json.detect_encoding(data), errors="replace")
    text = text.removeprefix("\ufeff")
    if not text.strip("\0 \t\r\n"):
        raise ProgressSyntaxError(ProgressFault.EMPTY, Place(text, 0, 0))
    if _deep(text):
        return _rest(text, 0)
    try:
        found = _decoder().decode(text)
    except json.JSONDecodeError as error:
        return _rest(text, error.pos)
    except ValueError:  # a number that is none, or has no end
        return _rest(text, 0)
    version = _version(found)
    for old in range(version, VERSION):
        found = UPGRADES[old](found)
    entries = found.get("events") if isinstance(found, dict) else None
    if not isinstance(entries, list) or (found.get("format") != FORMAT and not any(map(is_event, entries))):
        return _rest(text, 0)
    if version == 0 and entries and not any(map(is_event, entries)):
        raise ProgressSyntaxError(ProgressFault.OTHER_FILE, Place(text, 0, 1))
    return document(entries, newer=version > VERSION)


def _version(found: object) -> int:
    """The version that a document says it has. One that says nothing understandable is read as today's."""
    if isinstance(found, list):
        return 0
    version = found.get("version") if isinstance(found, dict) else None
    return version if type(version) is int and version > 0 else VERSION


def _rest(text: str, at: int) -> Document:
    """The events that stand whole in a text that as a whole is no document. `at` is where reading it ended.

    Each `{` may begin an event. Where one does not, what is inside it may: the outer object of a document that was cut off
    never ends, the events in it do.
    """
    decoder, found, start, damages = _decoder(), list[Any](), text.find("{"), 0
    while start >= 0 and damages < DAMAGES:
        piece = text[start : start + LONGEST]
        try:
            entry, end = (None, 0) if _deep(piece) else decoder.raw_decode(piece)
        except ValueError:
            entry, end = None, 0
        if is_event(entry):
            found.append(entry)
        else:
            damages, end = damages + 1, 1
        start = text.find("{", start + end)
    if not found:
        raise ProgressSyntaxError(ProgressFault.OTHER_FILE, Place(text, at, at + 1))
    return document(found)


def _deep(text: str) -> bool:
    """Is the JSON that `text` begins with nested deeper than any of ours? Inside Pyodide, reading it would end the program."""
    depth = 0
    for token in _TOKEN.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token.group(), 0)
        if depth > FILE_DEPTH or depth <= 0:
            break
    return depth > FILE_DEPTH


def _decoder() -> json.JSONDecoder:
    """JSON as the standard has it: Python alone would read NaN, and numbers too large as infinity."""
    return json.JSONDecoder(parse_constant=_refused, parse_float=_finite)


def _refused(name: str) -> float:
    raise ValueError(name)


def _finite(digits: str) -> float:
    number = float(digits)
    return number if math.isfinite(number) else _refused(digits)
