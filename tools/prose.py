"""A lesson's prose as a page of its own: readable before the engine has started, and where it never does.

Lives here: markdown to HTML, and the page around it. What a cell of code would show has a place with a sentence in it.
The script of the live lesson takes `<main>` out of this very page while the engine starts, so there is one text only.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import jinja2
from markdown_it import MarkdownIt
from markupsafe import Markup

from smtp_tutor.i18n import Language

#: What JupyterLab understands too; HTML in markdown stays text.
MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a notebook: its markdown as HTML, or None where it shows an exercise."""

    html: Markup | None


@dataclass(frozen=True, slots=True)
class Lesson:
    """One notebook: its file name, its title and summary in English, and its cells in order."""

    name: str
    title: str
    summary: str
    cells: tuple[Cell, ...]

    @property
    def page(self) -> str:
        """The name of its page of prose."""
        return page_of(self.name)

    @property
    def numbered(self) -> bool:
        """Does it stand in the row of lessons? The decoder and the like stand beside it."""
        return self.name[:2].isdigit()


def page_of(notebook: str) -> str:
    """The page of prose for a notebook's name."""
    return str(PurePosixPath(notebook).with_suffix(".html"))


def as_html(markdown: str) -> Markup:
    """The HTML of one cell. Links to other notebooks lead to their pages of prose."""
    tokens = MARKDOWN.parse(markdown)
    for token in tokens:
        for part in token.children or ():
            target = part.attrGet("href")
            if isinstance(target, str) and target.endswith(".ipynb"):
                part.attrSet("href", page_of(target))
    return Markup(MARKDOWN.renderer.render(tokens, MARKDOWN.options, {}))  # noqa: S704 - the renderer escapes


def read(path: Path) -> Lesson:
    """The lesson that a notebook holds."""
    notebook: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    about = notebook["metadata"]["smtp_tutor"]
    cells = (as_html("".join(cell["source"])) if cell["cell_type"] == "markdown" else None for cell in notebook["cells"])
    return Lesson(path.name, about["title"], about["summary"], tuple(Cell(html) for html in cells))


def write(
    site: Path, lessons: tuple[Lesson, ...], template: jinja2.Template, spoken: Language, labels: Mapping[str, str]
) -> None:
    """Write a page for each lesson into `site/lessons/`. `labels` are the words of the bar, in the language spoken."""
    folder = site / "lessons"
    folder.mkdir(exist_ok=True)
    row = [lesson for lesson in lessons if lesson.numbered]
    for lesson in lessons:
        place = row.index(lesson) if lesson.numbered else None
        page = template.render(
            lang=spoken.tag,
            say=spoken.say,
            labels=labels,
            lesson=lesson,
            previous=row[place - 1] if place else None,
            next=row[place + 1] if place is not None and place + 1 < len(row) else None,
            practice=next((each for each in lessons if each.name == "practice.ipynb" != lesson.name), None),
        )
        (folder / lesson.page).write_text(page, encoding="utf-8")
