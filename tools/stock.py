"""Builds what our start is compared with, into `.build/stock/`: a stock JupyterLite site, and bare pages with plain Pyodide.

The stock site has the same pinned versions, wheels and notebook, and JupyterLite's defaults with locked wheels preloaded.
Nothing in it is ours but the wheel and the notebook: no script on the page, no snapshot, no byte code, nothing left out.
"""

import gzip
import json
import os
import shutil
import subprocess
from pathlib import Path

from tools import site
from tools.setup import PYTHON, ROOT, stop

BUILD = ROOT / ".build" / "stock"
SITE = BUILD / "site"
STAMP = BUILD / ".built"
NOTEBOOK = "01-error-421.ipynb"
PYODIDE_FILES = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
CONFIG = {
    "LiteBuildConfig": {"lite_dir": "lite", "output_dir": "site", "cache_dir": "cache", "contents": ["content"]},
    "PyodideLockAddon": {
        "enabled": True,
        "wheels": ["wheels"],
        "prefetch_extra": ["piplite", "micropip", "jedi", "ipywidgets", "anywidget", "fsrs", "smtp-tutor"],
        "excludes_extra": ["widgetsnbextension", "jupyterlab-widgets"],  # scripts of the page, which JupyterLite brings by itself
        "pyodide_lock_uv_options": {"extra_uv_args": ["--no-index"]},
    },
}
#: `exposeAppInBrowser` lets the benchmark run the cells; the other keeps the kernel from asking a package index.
SETTINGS = {
    "jupyter-lite-schema-version": 0,
    "jupyter-config-data": {
        "exposeAppInBrowser": True,
        "litePluginSettings": {"@jupyterlite/pyodide-kernel-extension:kernel": {"disablePyPIFallback": True}},
    },
}
#: Cells out of sight are drawn too, as in ours: otherwise the decoder's box would wait for somebody to scroll.
OVERRIDES = {"@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"}}
#: What a usual server compresses on the fly. Here that is done beforehand, so that the machine measured has not to do it.
TEXT = (".css", ".html", ".ipynb", ".js", ".json", ".mjs", ".svg", ".webmanifest")
GZIP_LEVEL = 6
#: The bare pages, by name: the packages that are loaded, and the modules that are imported.
FLOORS = {
    "floor": (["smtp-tutor"], ["smtp_tutor.render.page"]),
    "floor-widgets": (
        ["smtp-tutor", "ipython", "ipywidgets", "anywidget"],
        ["IPython", "ipywidgets", "anywidget", "smtp_tutor.render.page"],
    ),
}
FLOOR = """<!doctype html>
<title>Plain Pyodide</title>
<div class="smtp-decoder"><textarea></textarea><div class="smtp-place"></div></div>
<script type="module">
  import { loadPyodide } from "./static/pyodide/pyodide.mjs";
  const pyodide = await loadPyodide({
    lockFileURL: new URL("static/pyodide-lock/pyodide-lock.json", location.href).href,
    packages: PACKAGES,
  });
  const answer = pyodide.runPython(`IMPORTS
lambda text: smtp_tutor.render.page.shown(text, "en", 0)["html"]`);
  document.querySelector(".smtp-place").innerHTML = answer(document.querySelector("textarea").value);
</script>
"""


def lite(folder: Path) -> None:
    """Put what JupyterLite builds from into `folder`: Pyodide, the wheels, the notebook, the settings."""
    pyodide = folder / "static" / "pyodide"
    pyodide.mkdir(parents=True)
    source = ROOT / "node_modules" / "pyodide"
    for name in PYODIDE_FILES:
        shutil.copy2(source / name, pyodide / name)
    lock = json.loads((source / "pyodide-lock.json").read_text(encoding="utf-8"))
    (pyodide / "pyodide-lock.json").write_text(json.dumps(lock | {"packages": {}}), encoding="utf-8")  # they point elsewhere
    shutil.copytree(site.WHEELS, folder / "wheels")
    (folder / "content").mkdir()
    shutil.copy2(ROOT / "content" / NOTEBOOK, folder / "content")
    (folder / "jupyter-lite.json").write_text(json.dumps(SETTINGS), encoding="utf-8")
    (folder / "overrides.json").write_text(json.dumps(OVERRIDES), encoding="utf-8")


def floors(folder: Path) -> None:
    """Write the bare pages."""
    for name, (packages, modules) in FLOORS.items():
        imports = "\n".join(f"import {module}" for module in modules)
        text = FLOOR.replace("PACKAGES", json.dumps(packages)).replace("IMPORTS", imports)
        (folder / f"{name}.html").write_text(text, encoding="utf-8")


def compress(folder: Path) -> None:
    """Put a gzip form beside each text file that a usual server would compress."""
    for path in [path for path in folder.rglob("*") if path.suffix in TEXT and path.stat().st_size > 1000]:
        path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes(), GZIP_LEVEL, mtime=0))


def main() -> None:
    """Build what is not up to date. The site itself must have been built: its wheels are used."""
    wanted = site.fingerprint() + Path(__file__).read_text(encoding="utf-8")
    if STAMP.exists() and STAMP.read_text(encoding="utf-8") == wanted:
        return
    site.remove(BUILD)
    lite(BUILD / "lite")
    (BUILD / "jupyter_lite_config.json").write_text(json.dumps(CONFIG), encoding="utf-8")
    print("Building the stock site for comparison ...", flush=True)
    done = subprocess.run(
        [str(PYTHON.parent / "jupyter"), "lite", "build"], cwd=BUILD, capture_output=True, text=True, check=False,
        env=os.environ | {"UV_PYTHON_DOWNLOADS": "never", "PYTHONWARNINGS": "ignore"},
    )  # fmt: skip
    if done.returncode:
        stop(f"JupyterLite could not build the stock site:\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}")
    floors(SITE)
    compress(SITE)
    STAMP.write_text(wanted, encoding="utf-8")


if __name__ == "__main__":
    main()
