"""Measures a class that opens a lesson together, each reader for the first time: `python -m tools.load [READERS ...]`.

nginx serves the built site on loopback as `deploy/nginx.conf` says, over HTTP/2 and TLS. h2load is the class: each reader is
a connection that asks for what a browser asked for when it opened the lesson, all of it at once, which is harder for the
server than browsers are. The result is printed, and kept in `bench/load-<date>.md`.
"""

import os
import platform
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import sync_playwright

from tools import offline, serve, servers
from tools.setup import PATH, ROOT, stop

READERS = (1, 30, 200, 500)
RUNS = 3
LESSON = "01-error-421.ipynb"
REPLY = "550 5.1.1 <nobody@example.com>: Recipient address rejected"
#: A reader who wants nothing stored on the device: what is stored comes later, when nobody waits.
NOT_STORED = "localStorage.setItem('smtp-tutor / removed', 'yes')"
AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of a class took: seconds to the last byte of each reader, sorted; errors; bytes in all; processor seconds."""

    seconds: tuple[float, ...]
    errors: int
    sent: int
    server: float
    clients: float

    @property
    def slowest(self) -> float:
        """Seconds until the last reader had all."""
        return self.seconds[-1]


def recorded() -> list[str]:
    """The addresses that a browser asks for when it opens the lesson for the first time, until a widget has answered."""
    asked: list[str] = []

    class Noting(serve.Handler):
        def send_response(self, code: int, message: str | None = None) -> None:
            if code == 200:  # JupyterLite asks for a few files that a site may or may not have
                asked.append(self.path)
            super().send_response(code, message)

    with (
        ThreadingHTTPServer(("127.0.0.1", 0), partial(Noting, directory=str(serve.SITE))) as server,
        sync_playwright() as playwright,
    ):
        threading.Thread(target=server.serve_forever).start()
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.set_default_timeout(120_000)
        page.add_init_script(NOT_STORED)
        page.goto(f"http://127.0.0.1:{server.server_port}/notebooks/index.html?path={LESSON}")
        page.locator(".smtp-decoder textarea").first.fill(REPLY)
        page.locator(".smtp-decoder .smtp-answer[data-reason=recipient_unknown]").first.wait_for()
        browser.close()
        server.shutdown()
    return asked


def seconds_of(children: resource.struct_rusage) -> float:
    """Processor seconds of programs that have ended."""
    return children.ru_utime + children.ru_stime


def load(readers: int, addresses: list[str]) -> Run:
    """Let a class of so many readers ask for these addresses."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        before = seconds_of(resource.getrusage(resource.RUSAGE_CHILDREN))
        with servers.running("nginx", serve.SITE, work, tls=True) as port:
            base = f"https://127.0.0.1:{port}"
            (work / "addresses").write_text("".join(f"{base}{address}\n" for address in addresses), encoding="utf-8")
            command = ["h2load", "-n", str(readers * len(addresses)), "-c", str(readers), "-m", str(AT_ONCE), "-t", "1",
                       "-i", str(work / "addresses"), "-H", "accept-encoding: gzip, deflate, br, zstd"]  # fmt: skip
            start = time.time()
            told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
            clients = seconds_of(resource.getrusage(resource.RUSAGE_CHILDREN)) - before
        server = seconds_of(resource.getrusage(resource.RUSAGE_CHILDREN)) - before - clients
        lines = (work / "access.log").read_text(encoding="ascii").split("\n")[:-1]
    last: dict[str, float] = {}
    sent = 0
    for line in lines:
        connection, ended, _, size = line.split()
        last[connection] = max(last.get(connection, 0), float(ended) - start)
        sent += int(size)
    counts = re.search(r"requests: (\d+) total, \d+ started, \d+ done, (\d+) succeeded", told)
    if counts is None:
        stop(f"h2load said something else than was expected:\n{told}")
    return Run(tuple(sorted(last.values())), int(counts[1]) - int(counts[2]), sent, server, clients)


def machine() -> str:
    """What the figures were measured on."""
    info = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    model = re.search(r"model name\s*: (.*)", info)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    nginx = subprocess.run(
        [str(shutil.which("nginx", path=PATH)), "-v"], capture_output=True, text=True, check=True
    ).stderr.strip()
    return (f"{os.cpu_count()} cores ({model[1] if model else platform.machine()}), {memory:.0f} GB, Linux "
            f"{platform.release().split('-')[0]}, {nginx.split(': ')[1]}, load average before {os.getloadavg()[0]:.1f}")  # fmt: skip


def report(readers: tuple[int, ...]) -> str:
    """Measure, and say what was measured, in Markdown."""
    addresses = recorded()
    where = machine()
    lines = [
        f"# A class opens a lesson together, {time.strftime('%Y-%m-%d')}",
        "",
        f"{where}. nginx with `deploy/nginx.conf` over HTTP/2 and TLS on loopback; h2load, on the same machine, is the class. Each "
        f"reader makes the {len(addresses)} requests that a browser made until a widget of {LESSON} had answered, all at once. "
        f"The middle one of {RUNS} runs. The baseline of the ratios is one reader alone.",
        "",
        "| readers | last byte, median | slowest | slowest : one reader | errors | MB each | MB/s | requests/s | server's processor, ms a reader |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    alone = 0.0
    for count in readers:
        runs = sorted((load(count, addresses) for _ in range(RUNS)), key=lambda run: run.slowest)
        run = runs[RUNS // 2]
        alone = alone or run.slowest
        lines.append(
            f"| {count} | {statistics.median(run.seconds):.2f} s | {run.slowest:.2f} s | {run.slowest / alone:.1f} | "
            f"{sum(run.errors for run in runs)} | {run.sent / count / 1e6:.2f} | {run.sent / run.slowest / 1e6:,.0f} | "
            f"{count * len(addresses) / run.slowest:,.0f} | {run.server / count * 1000:.0f} |"
        )
        print(lines[-1], flush=True)
    each = run.server / count
    rest = sum(sent for *_, sent in offline.files(serve.SITE).values()) - run.sent / count
    cores = os.cpu_count() or 1
    lines += [
        "",
        f"At {count} readers the server took {run.server:.1f} s of processor time and the class itself {run.clients:.1f} s, on the "
        f"same {cores} cores: {60 * count / run.slowest:,.0f} readers a minute so, and {60 * cores / each:,.0f} a minute where the "
        f"server has the machine for itself and the network carries it: {cores / each * run.sent / count * 8 / 1e9:.1f} Gbit/s. "
        f"A line of 1 Gbit/s carries {60e9 / 8 / (run.sent / count):,.0f} readers a minute, a line of 100 Mbit/s "
        f"{60e8 / 8 / (run.sent / count):,.0f}: with 30 readers on it, the last has all after {30 * run.sent / count * 8 / 1e8:.0f} s. "
        f"Later, when nobody waits, each takes {rest / 1e6:.1f} MB more, to have the whole site on the device.",
        "",
    ]
    return "\n".join(lines)


def main() -> None:
    """Measure with the numbers of readers named, or with all."""
    text = report(tuple(map(int, sys.argv[1:])) or READERS)
    folder = ROOT / "bench"
    folder.mkdir(exist_ok=True)
    (folder / f"load-{time.strftime('%Y-%m-%d')}.md").write_text(text, encoding="utf-8")
    print(f"\n{text}")


if __name__ == "__main__":
    main()
