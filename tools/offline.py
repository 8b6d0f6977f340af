"""Makes the built site one that needs no network after a visit: writes the service worker and the list of what it stores.

The list names each file with its hash and size. The hash over the list is the name of the release: a site of which one
byte differs is another release, and each release is stored and served whole (`web/offline/worker.js`).
"""

import hashlib
import json
from pathlib import Path

from tools.setup import ROOT

WEB = ROOT / "web" / "offline"
WORKER = "service-worker.js"
#: What nobody reads on a page: the worker itself, what was compressed, and what only a build needs.
LEFT_OUT = (".br", ".gz", ".map", ".built", WORKER)


def files(site: Path) -> dict[str, list[object]]:
    """Every file that a reader can reach, by its path below `site`: [SHA-256 in hex, bytes]."""
    found = sorted(path for path in site.rglob("*") if path.is_file() and not path.name.endswith(LEFT_OUT))
    return {
        path.relative_to(site).as_posix(): [hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_size] for path in found
    }


def release(listed: dict[str, list[object]]) -> str:
    """The name of a release: 16 characters of the hash over its list."""
    return hashlib.sha256(json.dumps(listed, sort_keys=True).encode()).hexdigest()[:16]


def write(site: Path) -> None:
    """Write the service worker of `site`: the list, our part, and JupyterLite's own part behind it."""
    listed = files(site)
    worker = site / WORKER
    parts = (
        f"const BUILD = {json.dumps(release(listed))};\nconst FILES = {json.dumps(listed, separators=(',', ':'))};\n",
        (WEB / "worker.js").read_text(encoding="utf-8"),
        "(() => {\n" + worker.read_text(encoding="utf-8") + "\n})();\n",
    )
    worker.write_text("".join(parts), encoding="utf-8")
