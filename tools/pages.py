"""Writes our own pages over what JupyterLite built: the front page, the styles."""

import json
import shutil
from pathlib import Path
from urllib.parse import quote

import jinja2

from smtp_tutor import codes
from smtp_tutor.i18n import language, mark
from tools import lesson_page

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "web"
DECODER = "decoder.ipynb"
LABELS = {
    "nav": mark("SMTP Tutor"),
    "home": mark("All lessons"),
    "again": mark("Start again"),
    "lab": mark("Open in JupyterLab"),
    "code": mark("Show the code"),
    "starting": mark("The lesson is starting. You can read already."),
}


def link(notebook: str) -> str:
    """The address of a notebook, below the site's root."""
    return f"notebooks/index.html?path={quote(notebook)}"


def lessons() -> list[dict[str, str]]:
    """The lessons by name, the numbered ones first, each with the title and summary that its notebook has in its metadata."""
    out = []
    for notebook in sorted((ROOT / "content").glob("*.ipynb")):
        if notebook.name == DECODER:
            continue
        about = json.loads(notebook.read_text(encoding="utf-8"))["metadata"]["smtp_tutor"]
        out.append({"title": about["title"], "summary": about["summary"], "link": link(notebook.name)})
    return out


def join_lessons(site: Path, engine: str) -> None:
    """Add our script and style to the page that JupyterLite shows a notebook on, and start it from the engine."""
    said = language("en").say
    about = {"notebooks": sorted(path.name for path in (ROOT / "content").glob("*.ipynb")),
             "labels": {name: said(label) for name, label in LABELS.items()}}  # fmt: skip
    head = (
        f'<script id="smtp-site" type="application/json">{json.dumps(about)}</script>'
        '<link rel="stylesheet" href="../static/lesson.css"><script src="../static/lesson.js"></script>'
    )
    lesson_page.write(site, engine, about["notebooks"], head)


def read_only(site: Path) -> None:
    """Say that no notebook can be changed in place: a reader who saved an old copy still sees today's lesson."""
    listing = site / "api" / "contents" / "all.json"
    contents = json.loads(listing.read_text(encoding="utf-8"))
    for item in contents["content"]:
        item["writable"] = False  # file modes do not tell: to the administrator every file is writable
    listing.write_text(json.dumps(contents), encoding="utf-8")


def write(site: Path, engine: str) -> None:
    """Write the front page and the styles into `site`, and join JupyterLite to the `engine` of this digest."""
    join_lessons(site, engine)
    read_only(site)
    templates = jinja2.Environment(loader=jinja2.FileSystemLoader(WEB), autoescape=True, undefined=jinja2.StrictUndefined)
    page = templates.get_template("index.html").render(
        lang="en",
        say=language("en").say,
        decoder=link(DECODER),
        lessons=lessons(),
        first=[(digit, codes.first_digit(digit)) for digit in range(1, 6)],
        second=[(digit, codes.second_digit(digit)) for digit in range(6)],
    )
    (site / "index.html").write_text(page, encoding="utf-8")
    shutil.copy2(ROOT / "smtp_tutor" / "widgets" / "style.css", site / "static" / "smtp-tutor.css")
    for name in ("pages.css", "lesson.css", "lesson.js"):
        shutil.copy2(WEB / name, site / "static")
