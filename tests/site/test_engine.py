"""The engine of the built site: its files are what its manifest says, and every page starts from this one."""

import hashlib
import json
import re
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tools import engine, serve
from tools.lesson_page import EXTENSION

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "_site"


def folder() -> Path:
    """The only engine of the site."""
    (found,) = (SITE / "engine").iterdir()
    return found


def built() -> dict[str, Any]:
    """What the build wrote into the engine's script."""
    found = re.search(r"^const BUILT = (\{.*\});$", (folder() / "engine.mjs").read_text(encoding="utf-8"), re.MULTILINE)
    assert found
    return dict(json.loads(found[1]))


def test_the_manifest_names_every_file_and_gives_the_folder_its_name() -> None:
    """A file that changes changes the folder's name, so each may be kept for ever."""
    text = (folder() / "manifest.json").read_text(encoding="utf-8")
    compressed = set(serve.ENCODINGS.values())
    files = {path.name: path for path in folder().iterdir() if path.name != "manifest.json" and path.suffix not in compressed}
    assert json.loads(text) == {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()}
    assert folder().name == hashlib.sha256(text.encode()).hexdigest()[:12]


def checked(data: bytes) -> str:
    """The sum over some bytes, as the reader's browser makes it."""
    imports = f"import {{ sum }} from '{engine.WEB / 'engine.mjs'}'; import {{ readFileSync }} from 'node:fs';"
    command = ["node", "--input-type=module", "-e", f"{imports} console.log(sum(new Uint8Array(readFileSync(0))));"]
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout.decode().strip()


@pytest.mark.parametrize("name", engine.SNAPSHOTS)
def test_a_snapshot_is_as_large_as_its_pages(name: str) -> None:
    """Its size and sum are the ones that the reader's browser checks; its pages fit into its memory."""
    about = built()["snapshots"][name]
    data = (folder() / about["name"]).read_bytes()
    assert (len(data), checked(data)) == (about["size"], about["sum"])
    assert sum(count for _, count in about["runs"]) * 4096 == len(data)
    assert all(0 <= (page + count) * 4096 <= about["memory"] for page, count in about["runs"])


def test_a_snapshot_leaves_out_what_webassembly_begins_with() -> None:
    """A good part of the pages below its stack, which are checked in the end, need not travel."""
    for about in built()["snapshots"].values():
        border = about["checked"]["size"] // 4096
        sent = sum(min(page + count, border) - page for page, count in about["runs"] if page < border)
        assert sent < border / 2


def test_one_flipped_bit_changes_the_sum() -> None:
    """In any place."""
    data = bytes(range(256)) * 32
    whole = checked(data)
    for place in (0, 5, 4096, len(data) - 1):
        assert checked(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]) != whole


def test_all_packages_are_in_the_archive_as_byte_code() -> None:
    """Those that are pinned, those that the kernel brings, and ours; no source, no test."""
    with zipfile.ZipFile(folder() / "modules.zip") as archive:
        names = archive.namelist()
        versions = dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / "requirements" / "browser.txt").read_text(), re.MULTILINE))
        for package in ("jedi", "parso"):  # completion in lessons does without
            del versions[package]
        for package, version in versions.items():
            assert f"{package.replace('-', '_')}-{version}.dist-info/METADATA" in names
    for module in ("smtp_tutor", "pyodide_kernel", "piplite", "ipykernel"):
        assert f"{module}/__init__.pyc" in names
    assert not [name for name in names if name.endswith((".py", ".pyi")) or "/tests/" in name]


def test_every_start_is_from_this_engine() -> None:
    """JupyterLite's kernel, its workers, the lessons' page and the front page."""
    address = f"engine/{folder().name}/engine.mjs"
    for name in ("jupyter-lite.json", "index.html", "notebooks/index.html"):
        assert set(re.findall(r"engine/\w+/engine\.mjs", (SITE / name).read_text(encoding="utf-8"))) == {address}
    workers = list((SITE / EXTENSION).glob("*.worker.*.js"))
    assert len(workers) == 2
    for worker in workers:
        assert worker.read_text(encoding="utf-8").startswith(f'import("../../../../{address}")')


def test_no_wheel_that_nobody_loads() -> None:
    """The packages are in the archive; the kernel's own wheels are named by its extension, and stay."""
    wheels = [path for path in SITE.rglob("*.whl") if "pypi" not in path.parts]
    assert wheels == []
    assert not (SITE / "static" / "pyodide").exists()
