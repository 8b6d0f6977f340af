"""Makes the site one that can be installed: its manifest, its icons, and shortcuts that lead to our own pages."""

import json
import shutil
from pathlib import Path

from smtp_tutor.i18n import language, mark
from smtp_tutor.lessons import lessons
from tools.pages import link

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "web" / "icons"
FOLDER = "static/icons"
MANIFEST = "manifest.webmanifest"
#: Each icon: its file, the picture it is drawn from, its width in pixels (0: any), and what it is for.
ICONS = (
    ("icon.svg", "icon.svg", 0, "any"),
    ("icon-192.png", "icon.svg", 192, "any"),
    ("icon-512.png", "icon.svg", 512, "any"),
    ("maskable-512.png", "maskable.svg", 512, "maskable"),
)
#: The colour of the window's frame: that of our pages' paper (`widgets/style.css`), by day and by night.
PAPER = {"light": "#ffffff", "dark": "#171d27"}
NAME = mark("SMTP Tutor")
ABOUT = mark("Learn to read what mail servers say, and get an answer when one has just said no.")
#: Where the shortcuts lead: a notebook, by the name that the reader sees.
SHORTCUTS = {
    mark("Explain an error message"): "decoder.ipynb",
    mark("The first lesson"): f"{lessons()[0].stem}.ipynb",
    mark("Practice"): "practice.ipynb",
}
#: JupyterLite's own, which nothing names any more.
THEIRS = ("icon-120x120.png", "icon-512x512.png")


def head(root: str) -> str:
    """What a page has in its head, with the way from it to the site's root."""
    colours = "".join(
        f'<meta name="theme-color" media="(prefers-color-scheme: {scheme})" content="{colour}">'
        for scheme, colour in PAPER.items()
    )
    return (
        f'<link rel="manifest" href="{root}{MANIFEST}"><link rel="icon" type="image/svg+xml" href="{root}{FOLDER}/icon.svg">'
        f'<link rel="apple-touch-icon" href="{root}{FOLDER}/icon-192.png">{colours}'
    )


def write(site: Path) -> None:
    """Write manifest and icons into `site`."""
    (site / FOLDER).mkdir(parents=True, exist_ok=True)
    for name, *_ in ICONS:
        shutil.copyfile(WEB / name, site / FOLDER / name)
    for name in THEIRS:
        (site / name).unlink(missing_ok=True)
    said = language("en").say
    kinds = {".svg": "image/svg+xml", ".png": "image/png"}
    about = {
        "id": "./",
        "start_url": "./",
        "scope": "./",
        "name": said(NAME),
        "short_name": said(NAME),
        "description": said(ABOUT),
        "lang": "en",
        "display": "standalone",
        "theme_color": PAPER["light"],
        "background_color": PAPER["light"],
        "categories": ["education", "utilities"],
        "icons": [
            {
                "src": f"{FOLDER}/{name}",
                "type": kinds[Path(name).suffix],
                "sizes": f"{size}x{size}" if size else "any",
                "purpose": use,
            }
            for name, _, size, use in ICONS
        ],
        "shortcuts": [
            {"name": said(name), "url": link(notebook), "icons": [{"src": f"{FOLDER}/icon-192.png", "sizes": "192x192"}]}
            for name, notebook in SHORTCUTS.items()
        ],
    }
    (site / MANIFEST).write_text(json.dumps(about, indent=1, ensure_ascii=False), encoding="utf-8")
