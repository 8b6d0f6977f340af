"""Builds the engine of the site: Python as byte code, and snapshots of its memory with everything imported.

The pinned Pyodide itself makes both, in Node: only it writes the byte code and the memory that the reader's Python reads.
All goes into one folder whose name is a digest of what is in it, so that its files never change under their names.
"""

import ast
import hashlib
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

from tools.setup import ROOT, stop

WEB = ROOT / "web" / "engine"
BUILD = ROOT / ".build" / "engine"
NPM = ROOT / "node_modules" / "pyodide"
#: Where Python finds its modules: one archive, the first on its path.
ARCHIVE = "/lib/python314.zip"
#: The archive's name in the engine's folder.
MODULES = "modules.zip"
SNAPSHOTS = {"kernel": ("kernel.py", "decoder.py"), "decoder": ("decoder.py",)}
#: What no reader reaches, or what cannot be had from an archive: tests, stubs, scripts of the page, lexers and styles of
#: other languages, completion by jedi, which alone is as large as all the rest.
LEFT_OUT = re.compile(
    r"(^|/)tests?/|\.data/|/RECORD$|/licenses?/|\.pyi$|^(jedi|parso|site-packages|ensurepip|idlelib|_pyrepl)(/|-)"
    r"|^anywidget/(lab|nb)extension/|^IPython/sphinxext/"
    r"|^pygments/lexers/(?!(__init__|_mapping|_css_builtins|css|html|javascript|jvm|markup|perl|python|ruby|shell|special)\.py)"
    r"|^pygments/styles/(?!(__init__|_mapping|default|monokai|gruvbox|friendly\w*)\.py)"
)

#: Whose docstrings a reader may ask for, with `?`. The others', and assertions, are a tenth of all memory, and left out.
DOCUMENTED = ("smtp_tutor/",)


def files(wheels: list[Path]) -> Iterator[tuple[str, bytes]]:
    """The standard library's and the wheels' files, each with its path below a folder of packages."""
    for archive in (NPM / "python_stdlib.zip", *sorted(wheels)):
        with zipfile.ZipFile(archive) as opened:
            for name in sorted(opened.namelist()):
                if not name.endswith("/") and not LEFT_OUT.search(name):
                    yield name, opened.read(name)


def node(step: str, job: dict[str, object]) -> str:
    """Run one step of `engine.mjs`; what it printed."""
    BUILD.mkdir(parents=True, exist_ok=True)
    file = BUILD / f"{step}.json"
    file.write_text(json.dumps(job), encoding="utf-8")
    done = subprocess.run(["node", str(ROOT / "tools" / "engine.mjs"), step, str(file)], cwd=ROOT, capture_output=True, text=True,
                          check=False)  # fmt: skip
    if done.returncode:
        stop(f"The engine could not be built ({step}):\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}")
    return done.stdout


def _member(name: str) -> zipfile.ZipInfo:
    """The entry of a file in the archive, without a date: the same files make the same archive."""
    member = zipfile.ZipInfo(name)
    member.compress_type = zipfile.ZIP_DEFLATED
    return member


def archive(wheels: list[Path], target: Path) -> None:
    """Write all modules as byte code, and the other files as they are. What was compiled once is kept."""
    kept = BUILD / "compiled"
    kept.mkdir(parents=True, exist_ok=True)
    version = (NPM / "package.json").read_bytes()
    members: list[tuple[str, bytes | Path]] = []
    missing = []
    for name, data in files(wheels):
        if not name.endswith(".py"):
            members.append((name, data))
            continue
        level = 0 if name.startswith(DOCUMENTED) else 2
        key = hashlib.sha256(version + f"{name} {level} ".encode() + data).hexdigest()
        source, compiled = kept / f"{key}.py", kept / f"{key}.pyc"
        members.append((f"{name}c", compiled))
        if not compiled.exists():
            source.write_bytes(data)
            missing.append([f"{ARCHIVE}/{name}", str(source), str(compiled), level])
    if missing:
        node("compile", {"files": missing})
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as opened:
        for name, content in members:
            opened.writestr(_member(name), content if isinstance(content, bytes) else content.read_bytes())
    used = {content for _, content in members if isinstance(content, Path)}
    for file in kept.iterdir():
        if file not in used:
            file.unlink()


def imports() -> list[str]:
    """The modules that the lessons' cells import."""
    found = set()
    for notebook in (ROOT / "content").glob("*.ipynb"):
        for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                for item in ast.walk(ast.parse("".join(cell["source"]))):
                    if isinstance(item, ast.Import):
                        found |= {name.name for name in item.names}
                    elif isinstance(item, ast.ImportFrom) and item.module:
                        found.add(item.module)
    return sorted(found)


def prepare(name: str) -> str:
    """The Python that is run before a snapshot is made, and again where a snapshot cannot be used."""
    first = [f"import {module}" for module in imports()] if name == "kernel" else []
    return "\n".join([*((WEB / part).read_text(encoding="utf-8") for part in SNAPSHOTS[name][:-1]), *first,
                      (WEB / SNAPSHOTS[name][-1]).read_text(encoding="utf-8")])  # fmt: skip


def snapshot(name: str, folder: Path, lock: str) -> dict[str, object]:
    """Write the snapshot of this name; what the engine's script must know to use it."""
    modules, target = folder / MODULES, folder / f"{name}.snapshot"
    seed = int(hashlib.sha256(modules.read_bytes()).hexdigest()[:7], 16)  # of Python's hashes: each release has its own
    job: dict[str, object] = {
        "archive": str(modules),
        "lock": lock,
        "seed": str(seed),
        "code": prepare(name),
        "target": str(target),
    }
    found = json.loads(node("snapshot", job).splitlines()[-1])
    return {"name": target.name, **found}


def build(wheels: list[Path], site: Path) -> str:
    """Write the engine into `site/engine/<digest>/`; the digest."""
    folder = BUILD / "out"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    print("Building the engine ...", flush=True)
    archive(wheels, folder / MODULES)
    for name in ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm"):
        shutil.copy2(NPM / name, folder / name)
    lock = json.dumps(json.loads((NPM / "pyodide-lock.json").read_text(encoding="utf-8")) | {"packages": {}})
    about = {
        "archive": {"name": MODULES, "path": ARCHIVE, "size": (folder / MODULES).stat().st_size},
        "lock": lock,
        "snapshots": {name: snapshot(name, folder, lock) for name in SNAPSHOTS},
        "prepare": {name: prepare(name) for name in SNAPSHOTS},
        "renew": (WEB / "renew.py").read_text(encoding="utf-8"),
    }
    script = (
        (WEB / "engine.mjs").read_text(encoding="utf-8").replace("const BUILT = {};", f"const BUILT = {json.dumps(about)};", 1)
    )
    (folder / "engine.mjs").write_text(script, encoding="utf-8")
    manifest = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(folder.iterdir())}
    text = json.dumps(manifest, indent=1)
    (folder / "manifest.json").write_text(text, encoding="utf-8")
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    shutil.rmtree(site / "engine", ignore_errors=True)
    shutil.copytree(folder, site / "engine" / digest)
    return digest
