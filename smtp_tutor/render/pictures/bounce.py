"""The map of a bounce: its parts as our parser finds them, and what each field in them says.

Lives here: the order of the parts and how they are outlined. What a part or field means stands in `data/pictures.toml`.
Must not: take a mail apart itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from xml.etree import ElementTree as ET

from smtp_tutor.i18n import Language, mark
from smtp_tutor.message import delivery_report, mime
from smtp_tutor.render.html import node
from smtp_tutor.render.pictures.frame import Drawing, circle, code, line, rail, table

TITLE = mark("The map of a bounce")
SUMMARY = mark("A bounce has its own head and then parts, one after the other. Here there are {number}.")
PART = mark("Part {number}: {title}. {meaning}")
FIELD = mark("{name}: {value} — {meaning}")
SAYS = mark("It says: {text}")
#: The lines at the side of the parts, so that no two neighbours look alike.
OUTLINES = (None, "smtp-dashed", "smtp-dotted", "smtp-double")


@dataclass(frozen=True, slots=True)
class Field:
    """A line of a part: name, value, and what it tells; or only words where the name is ""."""

    name: str
    value: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the bounce: its content type or `head`, what it is for, and its lines."""

    kind: str
    title: str
    meaning: str
    fields: tuple[Field, ...]


@cache
def sample() -> str:
    """The bounce that the map shows where no other is given. Written for it; all names are examples (RFC 2606)."""
    return (files("smtp_tutor") / "data" / "bounce.eml").read_text(encoding="utf-8")


def parts(message: str) -> tuple[Part, ...]:
    """The parts that the parser finds in a bounce, as far as the table knows their kind."""
    mail = mime.read(message)
    out = [_part("head", _known("head", mail.headers.items()))]
    for part in mail.parts:
        report = _known(part.kind, delivery_report.fields(part.text))
        out.append(_part(part.kind, report or (Field("", part.text.strip("\n")),)))
    out += [_part("message/rfc822", _known("message/rfc822", inner.headers.items())) for inner in mail.inner]
    return tuple(part for part in out if part.title and part.fields)


def _part(kind: str, fields: tuple[Field, ...]) -> Part:
    known = next((entry for entry in table()["part"] if entry["kind"] == kind), {"title": "", "meaning": ""})
    return Part(kind, known["title"], known["meaning"], fields)


def _known(kind: str, found: Iterable[tuple[str, str]]) -> tuple[Field, ...]:
    """Those fields of a part that the table explains, in the order of the part. Their names come in lower case."""
    known = {entry["name"].lower(): entry for entry in table()["field"] if entry["part"] == kind}
    return tuple(Field(known[name]["name"], value, known[name]["meaning"]) for name, value in found if name in known)


def draw(spoken: Language, *, message: str = "") -> Drawing:
    """The map of a bounce, of the sample where none is given."""
    found = parts(message or sample())
    rows = [_row(number, part, spoken) for number, part in enumerate(found)]
    words = [word for number, part in enumerate(found, 1) for word in _words(number, part, spoken)]
    body = node("div", *rows, class_="smtp-map")
    return Drawing(spoken.say(TITLE), spoken.say(SUMMARY, number=len(found)), body, tuple(words))


def _row(number: int, part: Part, spoken: Language) -> ET.Element:
    """A part: a bracket along it, what it is, and its lines with their meaning beside them."""
    outline = OUTLINES[number % len(OUTLINES)]
    shapes = [line(1, 1.1, 1, "100%", outline), circle(1, 1.1, 0.8, "smtp-node"),
              node("text", str(number + 1), x="1em", y="1.45em", text_anchor="middle"),
              line(1, "100%", 1.8, "100%", outline)]  # fmt: skip
    lines = [_line(field, spoken) for field in part.fields]
    return node(
        "div",
        rail(2.4, *shapes),
        node("div", node("p", node("strong", spoken.say(part.title)), None if part.kind == "head" else " ",
                         None if part.kind == "head" else code(part.kind)),
             node("p", spoken.say(part.meaning)), node("div", *lines, class_="smtp-lines")),
        class_="smtp-row smtp-part-of",
        data_kind=part.kind,
    )  # fmt: skip


def _line(field: Field, spoken: Language) -> ET.Element:
    """A field beside its meaning, or words as they stand."""
    if not field.name:
        return node("pre", field.value, class_="smtp-said", lang="en")
    said = node("p", node("b", f"{field.name}:"), f" {field.value}", class_="smtp-field", lang="en", dir="ltr")
    return node("div", said, node("p", spoken.say(field.meaning), class_="smtp-more"), class_="smtp-pair")


def _words(number: int, part: Part, spoken: Language) -> list[str]:
    """A part in sentences."""
    out = [spoken.say(PART, number=number, title=spoken.say(part.title), meaning=spoken.say(part.meaning))]
    out += [spoken.say(FIELD, name=field.name, value=field.value, meaning=spoken.say(field.meaning)) if field.name
            else spoken.say(SAYS, text=field.value) for field in part.fields]  # fmt: skip
    return out
