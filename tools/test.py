"""Runs every test and check: style, types, the package in CPython and inside Pyodide, the notebooks, the site, the browser.

Two lanes run side by side, because most stages use one processor: what needs only the package, and what needs the site.
"""

import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

from tools.setup import PYTHON, ROOT

SITE_PACKAGES = next((ROOT / ".venv" / "lib").glob("python3.*/site-packages"))
#: What is checked: its name, the command, and where the tests need the built site.
PYTEST = (str(PYTHON), "-m", "pytest", "-q", "-p", "no:cacheprovider")
PACKAGE = ("tests", "--ignore=tests/site", "--ignore=tests/browser", "--ignore=tests/servers")
Stage = tuple[str, tuple[str, ...]]
PACKAGE_LANE: tuple[Stage, ...] = (
    ("style", (str(PYTHON.parent / "ruff"), "check", ".")),
    ("format", (str(PYTHON.parent / "ruff"), "format", "--check", ".")),
    ("types", (str(PYTHON.parent / "mypy"),)),
    ("package in CPython", (*PYTEST, *PACKAGE, "--cov", "--cov-report=term", "--doctest-glob=README.md")),
    ("package in Pyodide", ("node", "tests/pyodide/run.mjs", str(ROOT), str(SITE_PACKAGES), *PACKAGE)),
    ("real servers", (*PYTEST, "tests/servers")),
)
#: The tests in the browser that hold widgets alone, with a few on the site; the others open the site.
WIDGETS = tuple(f"tests/browser/test_{name}.py" for name in ("dialogue", "final_test", "pictures", "progress", "quiz"))
SITE_LANE: tuple[Stage, ...] = (
    ("site", (str(PYTHON), "-m", "tools.site")),
    ("notebooks and site", (*PYTEST, "tests/site")),
    ("site in browsers", (*PYTEST, "tests/browser", *(f"--ignore={name}" for name in WIDGETS))),
)
NEEDS_SITE: Stage = ("widgets in the browser", (*PYTEST, *WIDGETS))


def run(name: str, command: tuple[str, ...]) -> tuple[str, bool, int, float]:
    """Run one stage and show its output; its name, whether it passed, how many tests it counted, its seconds."""
    print(f"... {name}", flush=True)
    began = time.monotonic()
    profile = "ci" if os.environ.get("CI") else "people"
    done = subprocess.run(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
        env={"HYPOTHESIS_PROFILE": profile} | os.environ,
    )
    shown = re.sub(r"^[.,]+ +\[ *\d+%\]\n", "", done.stdout, flags=re.MULTILINE)  # without the lines of dots
    print(f"\n=== {name}\n{shown}", flush=True)  # whole, because the other lane prints too
    counted = re.findall(r"(\d+) passed", "".join(done.stdout.splitlines()[-3:]))
    return name, done.returncode == 0, int(counted[-1]) if counted else 0, time.monotonic() - began


def main() -> int:
    """Run all stages, the later ones too when an earlier one fails; then the sums."""
    wanted = sys.argv[1:]

    built = Event()  # or it could not be built, which the tests then say

    def lane(stages: tuple[Stage, ...]) -> list[tuple[str, bool, int, float]]:
        results = []
        for name, command in stages:
            if name == NEEDS_SITE[0]:
                built.wait()
            if not wanted or name in wanted:
                results.append(run(name, command))
            if name == "site":
                built.set()
        return results

    with ThreadPoolExecutor() as pool:
        results = [result for done in pool.map(lane, ((*PACKAGE_LANE, NEEDS_SITE), SITE_LANE)) for result in done]
    print("\n=== result")
    for name, passed, tests, seconds in results:
        print(f"{'passed' if passed else 'FAILED'}  {name:24}{f'{tests} tests' if tests else '':>12}{seconds:8.1f} s")
    failed = [name for name, passed, *_ in results if not passed]
    print(f"{sum(result[2] for result in results)} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
