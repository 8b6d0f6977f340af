"""Runs every test and check: style, types, the package in CPython and inside Pyodide, the notebooks, the site, the browser."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

from tools.setup import PYTHON, ROOT

SITE_PACKAGES = next((ROOT / ".venv" / "lib").glob("python3.*/site-packages"))
#: What is checked: its name, the command, and where the tests need the built site.
PYTEST = (str(PYTHON), "-m", "pytest", "-q", "-p", "no:cacheprovider")
PACKAGE = ("tests", "--ignore=tests/site", "--ignore=tests/browser", "--ignore=tests/servers")
STAGES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("style", (str(PYTHON.parent / "ruff"), "check", ".")),
    ("format", (str(PYTHON.parent / "ruff"), "format", "--check", ".")),
    ("types", (str(PYTHON.parent / "mypy"),)),
    ("package in CPython", (*PYTEST, *PACKAGE, "--cov", "--cov-report=term", "--doctest-glob=README.md")),
    ("package in Pyodide", ("node", "tests/pyodide/run.mjs", str(ROOT), str(SITE_PACKAGES), *PACKAGE)),
    ("real servers", (*PYTEST, "tests/servers")),
    ("site", (str(PYTHON), "-m", "tools.site")),
    ("notebooks and site", (*PYTEST, "tests/site")),
    ("browser", (*PYTEST, "tests/browser")),
)


def run(name: str, command: tuple[str, ...]) -> tuple[bool, int, float]:
    """Run one stage and show its output; whether it passed, how many tests it counted, its seconds."""
    print(f"\n=== {name}", flush=True)
    began = time.monotonic()
    profile = "ci" if os.environ.get("CI") else "people"
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={"HYPOTHESIS_PROFILE": profile} | os.environ,
    ) as process:
        lines = []
        for line in process.stdout or ():
            print(line, end="", flush=True)
            lines.append(line)
    counted = re.findall(r"(\d+) passed", "".join(lines[-3:]))
    return process.returncode == 0, int(counted[-1]) if counted else 0, time.monotonic() - began


def main() -> int:
    """Run all stages, the later ones too when an earlier one fails; then the sums."""
    wanted = sys.argv[1:]
    results = [(name, *run(name, command)) for name, command in STAGES if not wanted or Path(name).name in wanted]
    print("\n=== result")
    for name, passed, tests, seconds in results:
        print(f"{'passed' if passed else 'FAILED'}  {name:24}{f'{tests} tests' if tests else '':>12}{seconds:8.1f} s")
    failed = [name for name, passed, *_ in results if not passed]
    print(f"{sum(result[2] for result in results)} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
