"""Writes the pinned versions again: `requirements/*.txt` from the `*.in` files, with hashes and without addresses."""

import tempfile
from pathlib import Path

from tools.setup import PYTHON, ROOT, run

UV = PYTHON.parent / "uv"
COMMON = ("--generate-hashes", "--no-annotate", "--no-header", "--no-emit-index-url", "--no-emit-find-links", "--quiet")
#: Wheels that hold only JavaScript, which the site serves by itself.
USELESS_IN_BROWSER = ("widgetsnbextension", "jupyterlab-widgets")


def pin(name: str, *options: str) -> None:
    """Write `requirements/<name>.txt` from `<name>.in`."""
    folder = ROOT / "requirements"
    run(UV, "pip", "compile", *COMMON, *options, folder / f"{name}.in", "-o", folder / f"{name}.txt", "--upgrade")


def main() -> None:
    """Pin what builds, what tests, and what runs in the browser."""
    pin("site", "--universal", "--python-version=3.12")
    pin("test", "--universal", "--python-version=3.12")
    with tempfile.TemporaryDirectory() as folder:
        excludes = Path(folder) / "excludes.txt"
        excludes.write_text("\n".join(USELESS_IN_BROWSER), encoding="utf-8")
        pin(
            "browser",
            "--python-platform=wasm32-pyodide2024",
            "--python-version=3.14",
            "--no-build",
            f"--excludes={excludes}",
        )


if __name__ == "__main__":
    main()
