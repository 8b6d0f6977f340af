"""The pages of prose: every lesson, its links, and nothing that was not escaped."""

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from markdown_it import MarkdownIt

from tools import prose

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "_site"
NOTEBOOKS = sorted((ROOT / "content").glob("*.ipynb"))


class Page(HTMLParser):
    """The links, the elements and the text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name == "href" and value]

    def handle_data(self, data: str) -> None:
        self.text += data


def built(notebook: Path) -> Page:
    """The page of prose on the built site."""
    return Page((SITE / "lessons" / prose.page_of(notebook.name)).read_text(encoding="utf-8"))


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.name)
def test_every_lesson_has_its_page(notebook: Path) -> None:
    """With all its prose, and a place for each exercise."""
    page, lesson = built(notebook), prose.read(notebook)
    assert page.tags.count("h1") == 1
    assert page.text.count("Here is an exercise.") == sum(cell.html is None for cell in lesson.cells)
    for cell in lesson.cells:
        assert cell.html is None or Page(str(cell.html)).text in page.text


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.name)
def test_every_link_leads_to_a_file_of_the_site(notebook: Path) -> None:
    """Relative, so that the site can lie in any folder of any server."""
    for link in built(notebook).links:
        parts = urlsplit(link)
        assert not parts.scheme and not parts.netloc and not parts.path.startswith("/")
        assert (SITE / "lessons" / unquote(parts.path)).exists()
        for name in parse_qs(parts.query).get("path", ()):
            assert (SITE / "files" / name).exists()


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.name)
def test_no_lesson_holds_html(notebook: Path) -> None:
    """JupyterLab would show it as elements, our page as text."""
    for cell in prose.read(notebook).cells:
        assert cell.html is None or "&lt;/" not in cell.html
    markdown = MarkdownIt("commonmark", {"html": True})
    source = "\n\n".join(prose_of(notebook))
    tokens = [part for token in markdown.parse(source) for part in (token, *(token.children or ()))]
    assert not [token.content for token in tokens if token.type in ("html_block", "html_inline")]


def prose_of(notebook: Path) -> list[str]:
    """The markdown of a notebook, cell by cell."""
    import nbformat

    return [cell.source for cell in nbformat.read(notebook, as_version=4).cells if cell.cell_type == "markdown"]


def test_the_lessons_stand_in_a_row() -> None:
    """Each page links to the one before and the one after; the decoder stands beside the row."""
    row = [notebook for notebook in NOTEBOOKS if notebook.name[:2].isdigit()]
    for place, notebook in enumerate(row):
        links = built(notebook).links
        for other in range(len(row)):
            neighbour = abs(other - place) == 1
            assert (links.count(prose.page_of(row[other].name)) >= 2) is neighbour or other == place
    assert not any(prose.page_of(notebook.name) in built(ROOT / "content" / "decoder.ipynb").links[:4] for notebook in row)


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("a <b>c</b> & d", "<p>a &lt;b&gt;c&lt;/b&gt; &amp; d</p>\n"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("`<anna@example.com>`", "<p><code>&lt;anna@example.com&gt;</code></p>\n"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("[x](02-first-digit.ipynb)", '<p><a href="02-first-digit.html">x</a></p>\n'),
        ('![x](a"b.png)', '<p><img src="a%22b.png" alt="x" /></p>\n'),
        ("~~x~~", "<p><s>x</s></p>\n"),
    ],
)
def test_markdown_is_escaped(markdown: str, html: str) -> None:
    """Markup in it stays text, links that run something stay text, and links to notebooks lead to their pages."""
    assert prose.as_html(markdown) == html
