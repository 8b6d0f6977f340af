"""Makes a brotli and a gzip form beside each file of the built site, once, so that no server has to do it for each reader.

What was compressed before is taken from `.build/compressed/`, where each form lies under the hash of what it was made from.
For a release, `python -m tools.offline` does the largest files over again as small as they get, which takes minutes.
"""

import gzip
import hashlib
import os
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli

from tools.setup import ROOT

CACHE = ROOT / ".build" / "compressed"
#: What is compressed in itself, or is not sent to readers.
LEFT_OUT = (".br", ".gz", ".png", ".woff", ".woff2", ".whl", ".built")
#: Smaller files are sent as they are, and a form that saves less than a tenth is not worth its unpacking.
LEAST = 512
WORTH = 0.9
#: Above this size (memory, Python, the lesson's script) the best level takes up to a minute a file, and saves about a tenth.
LARGE = 4_000_000
QUICK, BEST = 9, 11


def _brotli(data: bytes, level: int) -> bytes:
    return bytes(brotli.compress(data, quality=level, lgwin=24))


def _gzip(data: bytes, level: int) -> bytes:
    return gzip.compress(data, min(level, 9), mtime=0)


FORMS = {".br": _brotli, ".gz": _gzip}


def _form(path: Path, ending: str, *, best: bool) -> Path:
    """Put one form beside `path`, if it is worth it; the file of the cache that has it."""
    data = path.read_bytes()
    level = BEST if best or len(data) < LARGE else QUICK
    digest = hashlib.sha256(data).hexdigest()
    kept = CACHE / f"{digest}-{BEST}{ending}"
    if not kept.exists():
        kept = CACHE / f"{digest}-{level}{ending}"
    if not kept.exists():
        with tempfile.NamedTemporaryFile(dir=CACHE, delete=False) as unfinished:
            unfinished.write(FORMS[ending](data, level))
        Path(unfinished.name).replace(kept)
    beside = path.with_name(path.name + ending)
    if kept.stat().st_size < WORTH * len(data):
        shutil.copyfile(kept, beside)
    else:
        beside.unlink(missing_ok=True)
    return kept


def write(site: Path, *, best: bool = False) -> set[Path]:
    """Put both forms beside every file of `site` that gets smaller; the files of the cache that were used."""
    CACHE.mkdir(parents=True, exist_ok=True)
    found = [path for path in site.rglob("*") if path.is_file() and not path.name.endswith(LEFT_OUT)]
    found = [path for path in found if path.stat().st_size >= LEAST]
    found.sort(key=lambda path: -path.stat().st_size)  # the longest work first, so that all cores end together
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return set(pool.map(lambda job: _form(*job, best=best), [(path, ending) for path in found for ending in FORMS]))


def tidy(used: set[Path]) -> None:
    """Delete from the cache what was not used."""
    for kept in CACHE.iterdir():
        if kept not in used:
            kept.unlink()
