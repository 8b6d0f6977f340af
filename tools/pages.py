"""Writes our own pages over what JupyterLite built: the front page, the lessons' pages, the styles."""

import json
import re
import shutil
from pathlib import Path
from urllib.parse import quote

import jinja2
from markupsafe import escape

from smtp_tutor import codes
from smtp_tutor.i18n import Language, language, mark
from tools import prose

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "web"
DECODER = "decoder.ipynb"
#: What starts the engine, below the site's root. When nothing happens for long, the page asks whether these are there.
ENGINE = ("static/pyodide/*.*", "static/pyodide-lock/*.json", "static/pyodide-lock/smtp_tutor-*.whl")
LABELS = {
    "nav": mark("SMTP Tutor"),
    "ends": mark("Where to go from here"),
    "home": mark("All lessons"),
    "contents": mark("Contents"),
    "previous": mark("Previous lesson"),
    "next": mark("Next lesson"),
    "practice": mark("Practice"),
    "no_script": mark("The exercises need JavaScript. The texts of the lessons can be read without it."),
    "live": mark("Open the live lesson"),
    "again": mark("Start again"),
    "lab": mark("Open in JupyterLab"),
    "code": mark("Show the code"),
    "exercise": mark("This exercise is starting."),
    "no_exercise": mark("This exercise did not start. The line at the bottom of the window says what you can do."),
    "loading": mark("Step 1 of 3: the exercises are being loaded. You can read already."),
    "starting": mark("Step 2 of 3: Python starts in your browser. On a first visit this takes a while. You can read already."),
    "running": mark("Step 3 of 3: the exercises are being prepared."),
    "ready": mark("The exercises are ready."),
    "slow": mark("The exercises take longer than usual to start. You can go on reading. They appear here by themselves."),
    "offline": mark(
        "The exercises could not start, because your device is offline. You can read on. "
        "When it is online again, press “Start again”."
    ),
    "missing": mark(
        "The exercises could not start, because a part of them could not be loaded. You can read on. Check the connection, "
        "then press “Start again”. If that does not help, something in your browser or network may be blocking this site."
    ),
    "old": mark(
        "This browser cannot run the exercises. You can read on. A current Firefox, Chrome, Edge or Safari can run them."
    ),
    "broken": mark(
        "The exercises did not start. You can read on. Press “Start again”. If that does not help, use a current Firefox, "
        "Chrome, Edge or Safari."
    ),
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


def said(spoken: Language) -> dict[str, str]:
    """The words of a lesson's page in a language, by name."""
    return {name: spoken.say(label) for name, label in LABELS.items()}


def lesson_page(site: Path, lessons: tuple[prose.Lesson, ...], spoken: Language) -> None:
    """Add our scripts and styles to the page that JupyterLite shows a notebook on."""
    page = site / "notebooks" / "index.html"
    labels = said(spoken)
    about = {
        "notebooks": [lesson.name for lesson in lessons],
        "order": [lesson.name for lesson in lessons if lesson.numbered],
        "engine": [f"../{path.relative_to(site).as_posix()}" for glob in ENGINE for path in sorted(site.glob(glob))],
        "labels": labels,
    }
    data = json.dumps(about).replace("<", "\\u003c")
    head = (
        f'<script id="smtp-site" type="application/json">{data}</script>'
        '<link rel="stylesheet" href="../static/smtp-tutor.css"><link rel="stylesheet" href="../static/lesson.css">'
        '<script src="../static/reader.js"></script><script src="../static/lesson.js"></script>'
    )
    text = page.read_text(encoding="utf-8").replace("<head>", f"<head>{head}", 1)
    links = "".join(f'<li><a href="../lessons/{quote(each.page)}">{escape(spoken.say(each.title))}</a></li>' for each in lessons)
    without = f"<noscript><p>{escape(labels['no_script'])}</p><ul>{links}</ul></noscript>"
    page.write_text(re.sub(r"<noscript>.*?</noscript>", lambda _: without, text, flags=re.DOTALL), encoding="utf-8")


def read_only(site: Path) -> None:
    """Say that no notebook can be changed in place: a reader who saved an old copy still sees today's lesson."""
    listing = site / "api" / "contents" / "all.json"
    contents = json.loads(listing.read_text(encoding="utf-8"))
    for item in contents["content"]:
        item["writable"] = False  # file modes do not tell: to the administrator every file is writable
    listing.write_text(json.dumps(contents), encoding="utf-8")


def write(site: Path) -> None:
    """Write the front page and the styles into `site`."""
    spoken = language("en")
    notebooks = tuple(prose.read(path) for path in sorted((ROOT / "content").glob("*.ipynb")))
    lesson_page(site, notebooks, spoken)
    read_only(site)
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(WEB),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    page = templates.get_template("index.html").render(
        lang="en",
        say=language("en").say,
        decoder=link(DECODER),
        lessons=lessons(),
        first=[(digit, codes.first_digit(digit)) for digit in range(1, 6)],
        second=[(digit, codes.second_digit(digit)) for digit in range(6)],
    )
    (site / "index.html").write_text(page, encoding="utf-8")
    prose.write(site, notebooks, templates.get_template("lesson.html"), spoken, said(spoken))
    shutil.copy2(ROOT / "smtp_tutor" / "widgets" / "style.css", site / "static" / "smtp-tutor.css")
    for name in ("pages.css", "lesson.css", "lesson.js", "reader.js"):
        shutil.copy2(WEB / name, site / "static")
