"""Measures how long a reader waits, against a stock site in the same run: `python -m tools.bench_site [--runs 7]`.

The same for all: from the start of the navigation until the decoder on the page answers a reply that was typed into its box
as soon as there was one. Cold is a new profile of Chromium; warm is a new tab in that profile, after the first was closed.
The runs are interleaved, so that what else the machine does meets all of them. The output is kept in `bench/`.
"""

import argparse
import os
import platform
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import BrowserContext, Page, Playwright, sync_playwright

from tests.browser.conftest import FLAGS
from tools import offline, serve, site, stock
from tools.bench_report import report
from tools.line import Line, Speed, check
from tools.setup import ROOT

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

CHROMIUM = "/usr/bin/chromium"
SLOW = Speed(rate=10_000_000, round_trip=0.040)
LOOPBACK = "loopback"
TEN = "10 Mbit/s, 40 ms"
LESSON = f"notebooks/index.html?path={stock.NOTEBOOK}"
#: Milliseconds until a start counts as failed.
PATIENCE = 180_000
#: The line counts as quiet after so many seconds without a byte, or after the second number in any case.
QUIET, AT_MOST = 1.0, 60.0
#: What a worker has marked, and when.
MARKS = "performance.getEntriesByType('mark').map(({name, startTime}) => [name, performance.timeOrigin + startTime])"
PROBE = (Path(__file__).parent / "bench_probe.js").read_text(encoding="utf-8")


@dataclass(slots=True)
class Start:
    """One start, measured: seconds from the navigation by stage, bytes until the answer, and bytes in the quiet after it."""

    what: str
    network: str
    warm: bool
    seconds: dict[str, float] = field(default_factory=dict)
    sent: int = 0
    requests: int = 0
    later: int = 0

    @property
    def answer(self) -> float:
        """Seconds from link to answer."""
        return self.seconds["answer"]


class Count:
    """What a server has sent: bytes, headers included, and answers."""

    def __init__(self) -> None:
        self.sent = self.requests = 0

    def handler(self) -> type[serve.Handler]:
        """The handler of `make serve`, counting. It sends small answers at once, as servers on the web do."""
        count = self

        class Handler(serve.Handler):
            disable_nagle_algorithm = True

            def setup(self) -> None:
                super().setup()
                write = self.wfile.write

                def counted(data: "Buffer") -> int:
                    count.sent += memoryview(data).nbytes
                    return write(data)

                self.wfile.write = counted  # type: ignore[method-assign]

            def end_headers(self) -> None:
                count.requests += 1
                super().end_headers()

        return Handler


class Served:
    """A site, served on loopback and behind a slow line."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.count = Count()
        self.server = serve.server(0, folder, handler=self.count.handler())
        self.server.socket.listen(128)  # a browser's connections come all at once
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.line = Line(self.server.server_port)

    def address(self, network: str) -> str:
        """The site's address in a network; the line runs at its speed from now on."""
        self.line.speed = SLOW if network == TEN else None
        return f"http://127.0.0.1:{self.line.port if network == TEN else self.server.server_port}/"

    def quiet(self) -> None:
        """Come back when nothing was sent for a while. What a page stores behind its reader's back then has no slow line."""
        self.line.speed = None
        end, last, sent = time.monotonic() + AT_MOST, time.monotonic(), -1
        while time.monotonic() < min(end, last + QUIET):
            if sent != self.count.sent:
                last, sent = time.monotonic(), self.count.sent
            time.sleep(0.05)


@contextmanager
def profile(playwright: Playwright) -> Iterator[BrowserContext]:
    """Chromium with a new profile."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        context = playwright.chromium.launch_persistent_context(folder, executable_path=CHROMIUM, args=FLAGS)
        context.add_init_script(PROBE)
        context.pages[0].wait_for_timeout(1000)  # it has work of its own to do first
        yield context
        context.close()


def start(context: BrowserContext, served: Served, path: str, measured: Start) -> Page:
    """Open a page and wait for its answer; the page."""
    address = served.address(measured.network)
    page = context.new_page()
    sent, requests = served.count.sent, served.count.requests
    page.goto(address + path, wait_until="commit", timeout=PATIENCE)
    page.wait_for_function("window.smtpProbe?.answer", timeout=PATIENCE, polling=50)
    measured.sent, measured.requests = served.count.sent - sent, served.count.requests - requests
    measured.seconds = {name: taken / 1000 for name, taken in page.evaluate("smtpProbe").items()}
    origin = page.evaluate("performance.timeOrigin")
    for worker in page.workers:
        for name, when in worker.evaluate(MARKS):
            measured.seconds[name] = (when - origin) / 1000
    sent = served.count.sent
    served.quiet()
    measured.later = served.count.sent - sent
    return page


def lesson(playwright: Playwright, what: str, served: Served, network: str) -> list[Start]:
    """A lesson, cold and then warm."""
    out = []
    with profile(playwright) as context:
        for warm in (False, True):
            measured = Start(what, network, warm)
            start(context, served, LESSON, measured).close()
            out.append(measured)
    return out


def bare(playwright: Playwright, what: str, served: Served, path: str) -> list[Start]:
    """A bare page, cold."""
    with profile(playwright) as context:
        measured = Start(what, LOOPBACK, warm=False)
        start(context, served, path, measured)
    return [measured]


def main() -> None:
    """Build both sites, run, print, and keep what was printed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7, help="how many times each start is measured")
    runs = parser.parse_args().runs
    site.main()
    print("Compressing the site as for a release ...", flush=True)
    offline.write(site.SITE, best=True)
    stock.main()
    ours, theirs = Served(site.SITE), Served(stock.SITE)
    wasm = next(stock.SITE.rglob("pyodide.asm.wasm")).relative_to(stock.SITE).as_posix()
    checked = check(theirs.line, wasm, SLOW)
    load = os.getloadavg()[0]
    began = time.monotonic()
    measured: list[Start] = []
    with sync_playwright() as playwright:
        jobs: list[Callable[[], list[Start]]] = [
            partial(lesson, playwright, "ours", ours, LOOPBACK),
            partial(lesson, playwright, "stock", theirs, LOOPBACK),
            partial(lesson, playwright, "ours", ours, TEN),
            partial(lesson, playwright, "stock", theirs, TEN),
            partial(bare, playwright, "front page", ours, ""),
            *(partial(bare, playwright, name, theirs, f"{name}.html") for name in stock.FLOORS),
        ]
        for number in range(runs):
            for job in jobs if number % 2 == 0 else reversed(jobs):
                for one in job():
                    measured.append(one)
                    print(f"run {number + 1}: {one.what:14} {one.network:16} {'warm' if one.warm else 'cold'} "
                          f"{one.answer:6.2f} s {one.sent / 1e6:6.2f} MB in {one.requests:3} answers, "
                          f"{one.later / 1e6:.2f} MB later", flush=True)  # fmt: skip
        version = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS).version
    facts = {
        "cores": os.cpu_count(),
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB",
        "machine": f"{platform.system()} {platform.machine()}",
        "Chromium": version,
        "Python": platform.python_version(),
        "load": f"{load:.1f} at the start, {os.getloadavg()[0]:.1f} at the end",
        "took": f"{(time.monotonic() - began) / 60:.1f} minutes",
    }
    text = report(measured, runs, facts, checked, {"ours": site.SITE, "stock": stock.SITE})
    print(text)
    kept = ROOT / "bench" / f"start-{time.strftime('%Y-%m-%d')}.md"
    kept.parent.mkdir(exist_ok=True)
    kept.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
