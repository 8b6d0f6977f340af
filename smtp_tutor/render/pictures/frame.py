"""What all pictures have in common: shapes in SVG, labels beside them as HTML that wraps by itself, the same in words.

Lives here: `Drawing` and how it becomes a figure, and the rails, the lines at the side of rows. Lengths of shapes are in
`em` or percent, so that a picture grows with its text and fits any width and language. Must not: know a table.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from xml.etree import ElementTree as ET

from smtp_tutor.i18n import Language, mark
from smtp_tutor.render.html import Child, node, written

WORDS = mark("The same in words")


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture: its title, a sentence that says what it shows, the drawing itself, and every fact in it as a sentence."""

    title: str
    summary: str
    body: ET.Element
    words: tuple[str, ...]


def as_figure(drawing: Drawing, spoken: Language) -> str:
    """The drawing as one `figure`: an image with a name for those who do not see it."""
    caption = node("figcaption", node("strong", drawing.title), " ", drawing.summary)
    image = node("div", drawing.body, role="img", aria_label=drawing.title, class_="smtp-image")
    return written(node("figure", caption, image, class_="smtp-picture", lang=spoken.tag))


def folded_words(words: Iterable[str], spoken: Language) -> str:
    """The facts of a drawing as a list that the reader unfolds."""
    rows = (node("li", line) for line in words)
    return written(node("details", node("summary", spoken.say(WORDS)), node("ul", *rows)))


@cache
def table() -> dict[str, Any]:
    """`data/pictures.toml`: what the pictures say that no other table says."""
    return tomllib.loads((files("smtp_tutor") / "data" / "pictures.toml").read_text(encoding="utf-8"))


def svg(*shapes: Child, **attributes: object) -> ET.Element:
    """Shapes that illustrate the words beside them."""
    return node("svg", *shapes, xmlns="http://www.w3.org/2000/svg", aria_hidden="true", focusable="false", **attributes)


def line(x1: object, y1: object, x2: object, y2: object, class_: str | None = None) -> ET.Element:
    """A straight line; a number is in `em`, a text is a length as it stands."""
    return node("line", x1=_length(x1), y1=_length(y1), x2=_length(x2), y2=_length(y2), class_=class_)


def circle(x: object, y: object, radius: object, class_: str | None = None) -> ET.Element:
    """A circle, measured as lines are."""
    return node("circle", cx=_length(x), cy=_length(y), r=_length(radius), class_=class_)


def _length(value: object) -> str:
    return value if isinstance(value, str) else f"{value:g}em"


def rail(width: float, *shapes: Child) -> ET.Element:
    """The shapes at the side of a row, as high as the row is; `width` in em."""
    return node("div", svg(*shapes), class_="smtp-rail", style=f"inline-size:{width:g}em")


def icon(path: str, x: float, y: float, class_: str = "smtp-icon", size: float = 1) -> ET.Element:
    """A sign drawn in a square of 20 units, its middle at (x, y) in em, `size` em high."""
    place = {"x": f"{x - size / 2:g}em", "y": f"{y - size / 2:g}em", "width": f"{size:g}em", "height": f"{size:g}em"}
    return node("svg", node("path", d=path), viewBox="0 0 20 20", class_=class_, **place)


def code(text: str) -> ET.Element:
    """Server text."""
    return node("code", text, lang="en", dir="ltr")
