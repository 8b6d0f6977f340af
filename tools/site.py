"""Builds the site into `_site/`, from the checkout and the package registries alone. Does nothing where nothing changed.

Steps: assemble `.build/lite` (lessons, settings), let JupyterLite build, make the engine that runs Python, then put our own
pages over it and what lets the site be used without a network; in the end, compress.
"""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from tools.setup import PYTHON, ROOT, run, stop

SITE = ROOT / "_site"
BUILD = ROOT / ".build"
LITE = BUILD / "lite"
WHEELS = BUILD / "packages"
STAMP = SITE / ".built"
#: Everything that the site is made from. A change in any of them builds it again.
SOURCES = ("content", "smtp_tutor", "web", "requirements/browser.txt", "requirements/site.txt", "package-lock.json",
           "jupyter_lite_config.json", "jupyter-lite.json", "pyproject.toml", "README.md", "LICENSE",
           "tools/site.py", "tools/pages.py", "tools/engine.py", "tools/engine.mjs",
           "tools/lesson_page.py", "tools/prose.py", "tools/offline.py", "tools/manifest.py",
           "tools/compress.py")  # fmt: skip
#: The wheels that JupyterLite's kernel brings by itself, beside those of `browser.txt`.
KERNEL = "extensions/@jupyterlite/pyodide-kernel-extension/static/pypi"


def fingerprint() -> str:
    """A hash over the names and bytes of all sources."""
    digest = hashlib.sha256()
    for source in SOURCES:
        path = ROOT / source
        files = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
        for file in files:
            if "__pycache__" not in file.parts and ".ipynb_checkpoints" not in file.parts:
                digest.update(f"{file.relative_to(ROOT)}\0".encode() + file.read_bytes() + b"\0")
    return digest.hexdigest()


def remove(folder: Path) -> None:
    """Delete a folder, the read-only files in it included."""
    if folder.exists():
        shutil.rmtree(folder)


def wheels(folder: Path) -> None:
    """Put the pinned wheels of the browser, and our own, into `folder`. The hashes in `browser.txt` are checked."""
    cache = BUILD / "wheels"
    cache.mkdir(parents=True, exist_ok=True)
    requirements = ROOT / "requirements" / "browser.txt"
    stamp = cache / ".stamp"
    wanted = hashlib.sha256(requirements.read_bytes()).hexdigest()
    if not stamp.exists() or stamp.read_text() != wanted:
        print("Fetching the wheels of requirements/browser.txt ...", flush=True)
        remove(cache)
        cache.mkdir()
        run(PYTHON, "-m", "pip", "download", "-qq", "--disable-pip-version-check", "--require-hashes", "--no-deps",
            "--only-binary=:all:", "--python-version=3.14", "--implementation=py", "--abi=none", "--platform=any",
            "--dest", cache, "-r", requirements)  # fmt: skip
        stamp.write_text(wanted)
    remove(folder)
    shutil.copytree(cache, folder, ignore=shutil.ignore_patterns(".stamp"))
    run(PYTHON, "-m", "pip", "wheel", "-qq", "--disable-pip-version-check", "--no-deps", "--no-build-isolation",
        "--wheel-dir", folder, ROOT)  # fmt: skip


def lite() -> None:
    """Let JupyterLite build `_site/`."""
    remove(LITE)
    LITE.mkdir(parents=True)
    shutil.copy2(ROOT / "jupyter-lite.json", LITE)
    shutil.copy2(ROOT / "web" / "overrides.json", LITE)
    shutil.copytree(ROOT / "content", LITE / "content", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    remove(SITE)
    database = ROOT / ".jupyterlite.doit.db"
    for leftover in (database, LITE / database.name):
        leftover.unlink(missing_ok=True)  # remembers a folder that is gone, and would leave settings out
    print("Building with JupyterLite ...", flush=True)
    done = subprocess.run(
        [str(PYTHON.parent / "jupyter"), "lite", "build", "--config", str(ROOT / "jupyter_lite_config.json")],
        cwd=ROOT, capture_output=True, text=True, check=False,
        env=os.environ | {"UV_PYTHON_DOWNLOADS": "never", "PYTHONWARNINGS": "ignore"},
    )  # fmt: skip
    if done.returncode:
        stop(f"JupyterLite could not build the site:\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}")
    database.unlink(missing_ok=True)


def main() -> None:
    """Build what is not up to date."""
    wanted = fingerprint()
    if STAMP.exists() and STAMP.read_text() == wanted:
        print("The site in _site/ is up to date.")
        return
    lite()
    # They read the package and others, which must not be needed to say that all is up to date.
    from tools import compress, engine, offline, pages  # noqa: PLC0415

    wheels(WHEELS)
    kernel = [path for path in (SITE / KERNEL).glob("*.whl") if not path.name.startswith("widgetsnbextension")]
    pages.write(SITE, engine.build([*WHEELS.glob("*.whl"), *kernel], SITE))
    offline.pages(SITE)
    print("Compressing the site ...", flush=True)
    compress.tidy(offline.write(SITE))
    STAMP.write_text(wanted)
    print("The site is in _site/.")


if __name__ == "__main__":
    main()
