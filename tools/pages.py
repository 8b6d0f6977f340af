"""Writes our own pages over what JupyterLite built: the front page, the styles."""

import json
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jinja2

from smtp_tutor import codes
from smtp_tutor.i18n import Language, language, mark
from smtp_tutor.lessons import lessons as in_order
from smtp_tutor.progress import LessonState
from smtp_tutor.render.page import shown
from smtp_tutor.render.progress import STATE
from smtp_tutor.widgets import decoder as box
from smtp_tutor.widgets import look
from smtp_tutor.widgets.progress import GROUP, KEEPING
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
#: What the front page says of a learner's progress, beside what the buttons say.
PROGRESS = KEEPING | {
    "group": GROUP,
    "state_begun": STATE[LessonState.BEGUN],
    "state_done": STATE[LessonState.DONE],
    "figures": mark("Lessons done: {done} of {total}. Questions answered right: {right}."),
    "nothing": mark("Nothing here yet. What you do in a lesson is noted here by itself."),
}


#: What the front page says while the decoder is not there yet, beside what its box says.
STARTING = {
    "starting": mark("The decoder is starting. You can paste and type already."),
    "failed": mark("The decoder could not start. Reload the page. If that does not help, try a newer browser."),
}


def link(notebook: str) -> str:
    """The address of a notebook, below the site's root."""
    return f"notebooks/index.html?path={quote(notebook)}"


def lessons() -> list[dict[str, str | None]]:
    """The lessons by name, the numbered ones first, each with the title and summary that its notebook has in its metadata."""
    out, counted = [], {lesson.stem for lesson in in_order()}
    for notebook in sorted((ROOT / "content").glob("*.ipynb")):
        if notebook.name == DECODER:
            continue
        about = json.loads(notebook.read_text(encoding="utf-8"))["metadata"]["smtp_tutor"]
        stem = notebook.stem if notebook.stem in counted else None  # the others can be opened, but never be done
        out.append({"stem": stem, "title": about["title"], "summary": about["summary"], "link": link(notebook.name)})
    return out


def join_lessons(site: Path, engine: str) -> None:
    """Add our script and style to the page that JupyterLite shows a notebook on, and start it from the engine."""
    said = language("en").say
    notebooks = sorted(path.name for path in (ROOT / "content").glob("*.ipynb"))
    about = {"notebooks": notebooks,
             "labels": {name: said(label) for name, label in LABELS.items()}}  # fmt: skip
    head = (
        f'<script id="smtp-site" type="application/json">{json.dumps(about)}</script>'
        '<link rel="stylesheet" href="../static/lesson.css"><script src="../static/lesson.js"></script>'
    )
    lesson_page.write(site, engine, notebooks, head)


def read_only(site: Path) -> None:
    """Say that no notebook can be changed in place: a reader who saved an old copy still sees today's lesson."""
    listing = site / "api" / "contents" / "all.json"
    contents = json.loads(listing.read_text(encoding="utf-8"))
    for item in contents["content"]:
        item["writable"] = False  # file modes do not tell: to the administrator every file is writable
    listing.write_text(json.dumps(contents), encoding="utf-8")


def progress(site: Path, spoken: Language) -> dict[str, str]:
    """Write the script and the style for a learner's progress on the front page; what the script says there."""
    static = site / "static"
    code = [look.script("store.js", "keeping.js"), (WEB / "progress.js").read_text(encoding="utf-8")]
    (static / "progress.js").write_text("".join(code), encoding="utf-8")
    shutil.copy2(ROOT / "smtp_tutor" / "widgets" / "progress.css", static)
    return {name: spoken.say(label) for name, label in PROGRESS.items()}


def decoder(site: Path, engine: str, spoken: Language) -> dict[str, Any]:
    """Write the script of the decoder on the front page; what it needs to know."""
    code = look.script("decoder.js") + (WEB / "decoder.js").read_text(encoding="utf-8")
    (site / "static" / "decoder.js").write_text(code, encoding="utf-8")
    return {
        "worker": f"engine/{engine}/engine.mjs#decoder",
        "lang": spoken.tag,
        "labels": {name: spoken.say(label) for name, label in (box.LABELS | STARTING).items()},
        "examples": list(box.EXAMPLES),
        "answer": shown("", spoken.tag, 0),
    }


def write(site: Path, engine: str) -> None:
    """Write the front page and the styles into `site`, and join JupyterLite to the `engine` of this digest."""
    join_lessons(site, engine)
    read_only(site)
    templates = jinja2.Environment(loader=jinja2.FileSystemLoader(WEB), autoescape=True, undefined=jinja2.StrictUndefined)
    page = templates.get_template("index.html").render(
        lang="en",
        say=language("en").say,
        decoder=link(DECODER),
        box=decoder(site, engine, language("en")),
        lessons=lessons(),
        progress=progress(site, language("en")),
        first=[(digit, codes.first_digit(digit)) for digit in range(1, 6)],
        second=[(digit, codes.second_digit(digit)) for digit in range(6)],
    )
    (site / "index.html").write_text(page, encoding="utf-8")
    shutil.copy2(ROOT / "smtp_tutor" / "widgets" / "style.css", site / "static" / "smtp-tutor.css")
    for name in ("pages.css", "lesson.css", "lesson.js"):
        shutil.copy2(WEB / name, site / "static")
