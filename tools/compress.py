"""Makes a brotli and a gzip form beside each file of the built site, once, so that no server has to do it for each reader.

What was compressed before is taken from `.build/compressed/`, where each form lies under the hash of what it was made from.
"""

import gzip
import hashlib
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli

from tools.setup import ROOT

CACHE = ROOT / ".build" / "compressed"
#: What is not compressed in itself.
KINDS = (".css", ".html", ".ico", ".ipynb", ".js", ".json", ".mjs", ".svg", ".ttf", ".wasm", ".webmanifest", ".bin", ".zip", ".whl", ".data")
#: Smaller files are sent as they are, and a form that saves less than a tenth is not worth its unpacking.
LEAST = 512
WORTH = 0.9
#: Above this size brotli's best level takes minutes, and saves little.
LARGE = 4_000_000


def _brotli(data: bytes) -> bytes:
    return brotli.compress(data, quality=9 if len(data) > LARGE else 11, lgwin=24)


def _gzip(data: bytes) -> bytes:
    return gzip.compress(data, 9, mtime=0)


FORMS = {".br": _brotli, ".gz": _gzip}


def form(path: Path, ending: str) -> None:
    """Put one form beside `path`, if it is worth it."""
    data = path.read_bytes()
    made = CACHE / f"{hashlib.sha256(data).hexdigest()}{ending}"
    if not made.exists():
        unfinished = made.with_suffix(f"{ending}.part")
        unfinished.write_bytes(FORMS[ending](data))
        unfinished.rename(made)
    if made.stat().st_size < WORTH * len(data):
        shutil.copyfile(made, path.with_name(path.name + ending))


def write(site: Path) -> None:
    """Put both forms beside every file of `site` that gets smaller."""
    CACHE.mkdir(parents=True, exist_ok=True)
    found = [path for path in site.rglob("*") if path.suffix in KINDS and path.stat().st_size >= LEAST]
    found.sort(key=lambda path: -path.stat().st_size)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(lambda job: form(*job), [(path, ending) for path in found for ending in FORMS]))
