"""Makes JupyterLite's page for a notebook start as a lesson: from our engine, with what a lesson needs and nothing else.

Where a text of JupyterLite's is not what this module expects, the build ends with a sentence, so a new version is noticed.
"""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

from tools.setup import ROOT, stop

WEB = ROOT / "web"
#: What the kernel asks for by name. All of it is in the engine, so it is told that all of it is there.
INSTALLED = ["comm", "ipykernel", "ipython", "jedi", "micropip", "piplite", "pyodide-kernel"]
EXTENSION = "extensions/@jupyterlite/pyodide-kernel-extension/static"
#: The object stores that JupyterLite keeps a reader's files in, and the one that its storage library makes for itself.
STORES = ["files", "checkpoints", "counters", "settings", "statedb", "local-forage-detect-blob-support"]
#: Settings and layout of a lesson are not the reader's to change, so they need no storage.
MEMORY = {
    "enableMemoryStorage": True,
    "contentsStorageDrivers": ["asyncStorage", "localStorageWrapper", "memoryStorageDriver"],
    "settingsStorageDrivers": ["memoryStorageDriver"],
    "workspacesStorageDrivers": ["memoryStorageDriver"],
}
#: Extensions that no page of ours uses.
USELESS = ("jupyterlab_pygments",)


def one(found: list[Path], what: str) -> Path:
    """The only one of `found`."""
    if len(found) != 1:
        stop(f"JupyterLite's {what} was expected once and found {len(found)} times. Was its version changed?")
    return found[0]


def replaced(text: str, old: str, new: str) -> str:
    """`text` with its only `old` replaced."""
    if text.count(old) != 1:
        stop(f"JupyterLite's page was expected to hold {old!r} once. Was its version changed?")
    return text.replace(old, new)


def one_part(pattern: str, text: str) -> str:
    """The part of JupyterLite's page that a pattern finds."""
    found = re.search(pattern, text, re.DOTALL)
    return found[0] if found else stop(f"JupyterLite's page holds no {pattern}. Was its version changed?")


def read(path: Path) -> dict[str, Any]:
    """The settings in a file of JupyterLite's."""
    return dict(json.loads(path.read_text(encoding="utf-8"))["jupyter-config-data"])


def starts(site: Path, engine: str) -> list[Path]:
    """The files without which Python does not start. When nothing happens for long, a lesson asks whether they are there."""
    names = ("engine.mjs", "pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm")
    return [*(site / "engine" / engine / name for name in names), *sorted((site / EXTENSION).glob("*.worker.*.js"))]


def kernel(site: Path, engine: str) -> None:
    """Let JupyterLite's kernel start from the engine, and each of its workers begin as soon as it runs."""
    path = site / "jupyter-lite.json"
    settings = json.loads(path.read_text(encoding="utf-8"))
    config = settings["jupyter-config-data"]
    config["federated_extensions"] = [one for one in config["federated_extensions"] if one["name"] not in USELESS]
    config.setdefault("litePluginSettings", {}).setdefault("@jupyterlite/pyodide-kernel-extension:kernel", {}).update(
        pyodideUrl=f"./engine/{engine}/engine.mjs", loadPyodideOptions={"packages": INSTALLED}
    )
    path.write_text(json.dumps(settings), encoding="utf-8")
    for worker in (site / EXTENSION).glob("*.worker.*.js"):
        begin = f'import("../../../../engine/{engine}/engine.mjs").then((engine)=>engine.begin("kernel"));'
        worker.write_text(begin + worker.read_text(encoding="utf-8"), encoding="utf-8")


def absolute(value: dict[str, Any], folder: str) -> dict[str, Any]:
    """Settings with their relative addresses made absolute, as JupyterLite's `config-utils.js` does; {root} is the site's."""
    out: dict[str, Any] = {}
    for key, item in value.items():
        out[key] = item
        if key in {"litePluginSettings", "settingsOverrides"}:
            out[key] = {plugin: absolute(settings, folder) for plugin, settings in item.items()}
        elif key.endswith("Url") and key not in {"licensesUrl", "themesUrl"} and item.startswith("./"):
            out[key] = f"{{root}}{folder}{item[2:]}"
        elif key.endswith("Urls"):
            out[key] = [f"{{root}}{folder}{address[2:]}" if address.startswith("./") else address for address in item]
    return out


def config(site: Path, disabled: list[str]) -> dict[str, Any]:
    """All that JupyterLite would read from its files before it starts, merged, and what differs in a lesson."""
    whole = absolute(read(site / "jupyter-lite.json"), "")
    whole |= absolute(read(site / "notebooks" / "jupyter-lite.json"), "notebooks/") | MEMORY
    return whole | {"disabledExtensions": whole["disabledExtensions"] + disabled}


def app(site: Path, names: list[str], disabled: list[str]) -> str:
    """Write JupyterLite's scripts of these names into one, in this order; its address below the site.

    JupyterLite runs the modules of extensions that are disabled, and then leaves them: here they are not even run.
    """
    parts = []
    for name in names:
        folder, stem = name.rsplit("/", 1)
        file = one([*(site / folder).glob(f"{stem}.*.js")], f"script {name}")
        text = re.sub(r"\n//# sourceMappingURL=\S+\s*$", "", file.read_text(encoding="utf-8"))
        for extension in disabled:
            text = text.replace(f'.has("{extension}"))try{{', f'.has("{extension}")&&0)try{{')
        parts.append(f"(()=>{{{text}\n}})();\n")
    text = "".join(parts)
    path = f"build/lesson.{hashlib.sha256(text.encode()).hexdigest()[:12]}.js"
    (site / path).write_text(text, encoding="utf-8")
    return path


def write(site: Path, engine: str, notebooks: list[str], head: str, without: str) -> None:
    """Join JupyterLite to the engine, and put the start of a lesson and `head` into its page for notebooks.

    `without` takes the place of what the page says where scripts do not run.
    """
    kernel(site, engine)
    lesson = json.loads((WEB / "lesson.json").read_text(encoding="utf-8"))
    page = site / "notebooks" / "index.html"
    text = page.read_text(encoding="utf-8")
    main = re.search(r'href="\.\./(build/notebooks/bundle\.js[^"]*)"', text)
    about = {
        "notebooks": notebooks,
        "isolated": one([*(site / EXTENSION).glob("coincident.worker.*.js")], "worker").relative_to(site).as_posix(),
        "plain": one([*(site / EXTENSION).glob("comlink.worker.*.js")], "worker").relative_to(site).as_posix(),
        "app": app(site, lesson["scripts"], lesson["disabledExtensions"]),
        "main": main[1] if main else stop("JupyterLite's page names no script. Was its version changed?"),
        "stores": STORES,
        "config": config(site, lesson["disabledExtensions"]),
    }
    boot = (WEB / "boot.js").read_text(encoding="utf-8").replace("ABOUT", json.dumps(about).replace("</", "<\\/"))
    wait = f"<script>{(WEB / 'wait.js').read_text(encoding='utf-8')}</script>"
    lab = site / "lab" / "index.html"
    lab.write_text(replaced(lab.read_text(encoding="utf-8"), "<head>", f"<head>{wait}"), encoding="utf-8")
    text = replaced(text, "<head>", f"<head>{wait}<script>{boot}</script>{head}")
    text = replaced(text, "await import(", "window.smtpStart?.() || await import(")
    text = replaced(text, one_part(r"<noscript>.*?</noscript>", text), without)
    page.write_text(text, encoding="utf-8")
