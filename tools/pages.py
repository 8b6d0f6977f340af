"""Writes our own pages over what JupyterLite built: the front page, the lessons' pages, the styles."""

import json
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jinja2
from markupsafe import escape

from smtp_tutor import codes
from smtp_tutor.i18n import Language, language, mark
from smtp_tutor.lessons import lessons as in_order
from smtp_tutor.progress import LessonState
from smtp_tutor.render.page import shown
from smtp_tutor.render.progress import STATE
from smtp_tutor.widgets import decoder as box
from smtp_tutor.widgets import look
from smtp_tutor.widgets.progress import GROUP, KEEPING
from tools import lesson_page, prose

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "web"
LABELS = {
    "nav": mark("SMTP Tutor"),
    "ends": mark("Where to go from here"),
    "home": mark("All lessons"),
    "contents": mark("Contents"),
    "previous": mark("Previous lesson"),
    "next": mark("Next lesson"),
    "practice": mark("Practice"),
    "repeat": mark("Questions to repeat"),
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
NO_SCRIPT = mark("The exercises need JavaScript. The texts of the lessons can be read without it.")
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
        about = json.loads(notebook.read_text(encoding="utf-8"))["metadata"]["smtp_tutor"]
        stem = notebook.stem if notebook.stem in counted else None  # the others can be opened, but never be done
        out.append({"stem": stem, "title": about["title"], "summary": about["summary"], "link": link(notebook.name)})
    return out


def said(spoken: Language) -> dict[str, str]:
    """The words of a lesson's page in a language, by name."""
    return {name: spoken.say(label) for name, label in LABELS.items()}


def join_lessons(site: Path, engine: str, notebooks: tuple[prose.Lesson, ...], spoken: Language) -> None:
    """Add our scripts and styles to the page that JupyterLite shows a notebook on, and start it from the engine."""
    names = [lesson.name for lesson in notebooks]
    about = {
        "notebooks": names,
        "order": [lesson.name for lesson in notebooks if lesson.numbered],
        "engine": [f"../{path.relative_to(site).as_posix()}" for path in lesson_page.starts(site, engine)],
        "labels": said(spoken),
    }
    data = json.dumps(about).replace("<", "\\u003c")
    head = (
        f'<script id="smtp-site" type="application/json">{data}</script>'
        '<link rel="stylesheet" href="../static/smtp-tutor.css"><link rel="stylesheet" href="../static/lesson.css">'
        '<script src="../static/reader.js"></script><script src="../static/lesson.js"></script>'
    )
    rows = [f'<li><a href="../lessons/{quote(each.page)}">{escape(spoken.say(each.title))}</a></li>' for each in notebooks]
    without = f"<noscript><p>{escape(spoken.say(NO_SCRIPT))}</p><ul>{''.join(rows)}</ul></noscript>"
    lesson_page.write(site, engine, names, head, without)


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
        "worker": f"engine/{engine}/engine.mjs",
        "lang": spoken.tag,
        "labels": {name: spoken.say(label) for name, label in (box.LABELS | STARTING).items()},
        "examples": list(box.EXAMPLES),
        "answer": shown("", spoken.tag, 0),
    }


def write(site: Path, engine: str) -> None:
    """Write the front page and the styles into `site`, and join JupyterLite to the `engine` of this digest."""
    spoken = language("en")
    notebooks = tuple(prose.read(path) for path in sorted((ROOT / "content").glob("*.ipynb")))
    join_lessons(site, engine, notebooks, spoken)
    read_only(site)
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(WEB),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    page = templates.get_template("index.html").render(
        lang=spoken.tag,
        say=spoken.say,
        box=decoder(site, engine, spoken),
        lessons=lessons(),
        progress=progress(site, spoken),
        first=[(digit, codes.first_digit(digit)) for digit in range(1, 6)],
        second=[(digit, codes.second_digit(digit)) for digit in range(6)],
    )
    (site / "index.html").write_text(page, encoding="utf-8")
    prose.write(site, notebooks, templates.get_template("lesson.html"), spoken, said(spoken))
    shutil.copy2(ROOT / "smtp_tutor" / "widgets" / "style.css", site / "static" / "smtp-tutor.css")
    for name in ("pages.css", "lesson.css", "lesson.js", "reader.js"):
        shutil.copy2(WEB / name, site / "static")
