"""The lessons: their order, titles and lengths, from `data/lessons.toml`. Must not: hold what a lesson says."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson. `stem` is the name of its notebook without the ending, `minutes` about how long it takes."""

    stem: str
    title: str
    minutes: int


@cache
def lessons() -> tuple[Lesson, ...]:
    """All lessons in their order."""
    table = tomllib.loads((files("smtp_tutor") / "data" / "lessons.toml").read_text(encoding="utf-8"))
    return tuple(Lesson(**entry) for entry in table["lesson"])
