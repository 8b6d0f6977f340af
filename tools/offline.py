"""Makes the built site one that needs no network after a visit: writes the service worker and the list of what it stores.

The list names each file with its hash and sizes. The hash over the list is the name of the release: a site of which one
byte differs is another release, and each release is stored and served whole (`web/offline/worker.js`).
"""

import hashlib
import json
import os
import re
from html import escape
from pathlib import Path

from smtp_tutor.i18n import language, mark
from tools import compress, manifest
from tools.serve import immutable

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "web" / "offline"
WORKER = "service-worker.js"
#: JupyterLite's own worker as it was built, which ours has behind it.
THEIRS = "build/service-worker.js"
SCRIPT = "static/offline.js"
#: What no page asks for: the workers, what was compressed, and what only a build needs.
LEFT_OUT = (".br", ".gz", ".map", ".built", ".orig", WORKER)
#: Forms of JupyterLite's fonts for browsers that are too old to run the site; the others take `woff2`.
OLD_FONTS = re.compile(r"fa-[\w-]+\.(?:eot|svg|ttf|woff)")
#: When the site may be stored, by the page's folder: after this event. In JupyterLab never: somebody works there.
AFTER = {".": "smtp-ready", "notebooks": "smtp-ready", "lab": "never"}
#: The address of a script or a style on a page: in a link, or with the hash of something else, as JupyterLite writes it.
_ADDRESS = re.compile(
    r"""(?P<link>(?:\b(?:href|src)=|\bimport\(\s*)["'])?(?P<address>[\w./@-]+\.(?:css|js))(?:\?_=[0-9a-f]+)?(?=["'])"""
)
_ICON = re.compile(r'\s*<link rel="(?:icon|manifest)"[^>]*>')
WORDS = {
    "none": mark("Nothing is stored on this device yet. Once it is, the whole site works without a network."),
    "filling": mark("The site is being stored on this device. You can go on meanwhile."),
    "filling_short": mark("How much is stored"),
    "complete": mark(
        "The whole site is stored on this device: {total}. It works without a network. "
        "What you did in the lessons is kept apart, and stays when you remove the site."
    ),
    "part": mark("The site is not whole on this device yet: {stored} of {total}. The rest comes with your next visit, or now."),
    "full": mark("There is too little room on this device: the site needs {total}. It works as before, with a network."),
    "impossible": mark("This browser does not store the site. It works with a network."),
    "keep": mark("Store it: download {download}"),
    "again": mark("Try again"),
    "remove": mark("Remove what is stored"),
    "next_metered": mark(
        "A newer release of the site is there. It was not downloaded, because your connection seems to be slow, "
        "or paid for by the amount."
    ),
    "next_full": mark(
        "A newer release of the site is there, but there is too little room for it beside the stored one. "
        "Remove what is stored, and you get the newer one."
    ),
    "next_broken": mark(
        "A newer release of the site did not arrive whole. You still have the stored one. The newer one is tried again by itself."
    ),
    "update": mark("A newer release of the site is here."),
    "take": mark("Use it now: this page opens anew"),
    "tabs": mark("The site is open in other windows or tabs as well. Close them first, then press again."),
}


def digest(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def files(site: Path) -> dict[str, tuple[str, int, int]]:
    """Every file that a reader can reach, by its path below `site`: SHA-256 in hex, bytes, and bytes as they are sent."""
    there = sorted(path for path in site.rglob("*") if path.is_file())
    found = [path for path in there if not path.name.endswith(LEFT_OUT) and not OLD_FONTS.fullmatch(path.name)]

    def sent(path: Path) -> int:
        compressed = path.with_name(f"{path.name}.br")
        return (compressed if compressed.exists() else path).stat().st_size

    return {path.relative_to(site).as_posix(): (digest(path), path.stat().st_size, sent(path)) for path in found}


def release(listed: dict[str, tuple[str, int, int]]) -> str:
    """The name of a release: 16 characters of the hash over its files' names and hashes."""
    return hashlib.sha256(json.dumps([(path, listed[path][0]) for path in sorted(listed)]).encode()).hexdigest()[:16]


def pages(site: Path) -> None:
    """Make each page one that can be installed and kept: our script and icons on it, hashes in its addresses."""
    manifest.write(site)
    (site / SCRIPT).write_bytes((WEB / "page.js").read_bytes())
    for page in sorted(site.rglob("*.html")):
        text = page.read_text(encoding="utf-8")
        folder = page.parent.relative_to(site).as_posix()
        tag = re.search(r'<html[^>]*\blang="([^"]*)"', text)
        said = language(tag.group(1) if tag else "en").say
        root = os.path.relpath(site, page.parent) + "/"
        words = escape(json.dumps({name: said(word) for name, word in WORDS.items()}, ensure_ascii=False))
        after = f' data-after="{AFTER[folder]}"' if folder in AFTER else ""
        script = f'<script defer src="{root.removeprefix("./")}{SCRIPT}" data-root="{root}"{after} data-words="{words}"></script>'

        def named(found: re.Match[str], page: Path = page) -> str:
            address = found["address"]
            file = next((folder / address for folder in (page.parent, site) if (folder / address).is_file()), None)
            if file is None or immutable(f"/{address}") or not (found["link"] or "?" in found.group()):
                return found.group()
            return f"{found['link'] or ''}{address}?v={digest(file)[:12]}"

        text = _ICON.sub("", text).replace("</head>", f"{manifest.head(root.removeprefix('./'))}{script}</head>", 1)
        page.write_text(_ADDRESS.sub(named, text), encoding="utf-8")


def dated(site: Path) -> None:
    """Give each file a time that follows from its bytes.

    Servers make a file's ETag from its time and size: so it changes when the file does, and only then, on every server.
    """
    for path in site.rglob("*"):
        if path.is_file():
            time = 1_000_000_000 + int(digest(path)[:7], 16)
            os.utime(path, (time, time))


def write(site: Path, *, best: bool = False) -> set[Path]:
    """Compress `site` and write its service worker: the list, our part, and JupyterLite's own part behind it.

    Once for each release, also over an older one. What it gives is what `compress.write` gives.
    """
    used = compress.write(site, best=best)  # the list says how large the download is
    listed = files(site)
    parts = (
        f"const BUILD = {json.dumps(release(listed))};\nconst FILES = {json.dumps(listed, separators=(',', ':'))};\n",
        (WEB / "worker.js").read_text(encoding="utf-8"),
        "(() => {\n" + (site / THEIRS).read_text(encoding="utf-8") + "\n})();\n",
    )
    (site / WORKER).write_text("".join(parts), encoding="utf-8")
    used |= compress.write(site, best=best)
    dated(site)
    return used


if __name__ == "__main__":
    write(ROOT / "_site", best=True)
