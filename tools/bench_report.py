"""What `tools.bench_site` measured, as a page of Markdown: medians, spreads, ratios with their targets, stages, sizes."""

from __future__ import annotations

import gzip
import statistics
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from tools.bench_site import Start

INTRO = """\
# The start, measured on {date}

From the start of the navigation until the decoder on the page answers a reply, which is typed into its box as soon as the
box is to be seen. The same for all.

- **Ours** is the built site, compressed as for a release (`python -m tools.offline`).
- **Stock** is JupyterLite as it comes, with the same versions, the same notebook and locked wheels that are preloaded. Its
  cells do not run by themselves: the benchmark runs them the moment the kernel is ready, which is kind to it, because a
  reader would first have to find the button. Text goes out with gzip, as servers do it on the fly; here it is done
  beforehand, so that the machine measured has not to do it.
- **Bare pages** call `loadPyodide` in the page with the packages named, load them from stock's wheels and import them.

All have the same server (HTTP/1.1, no TLS), the same headers (COOP, COEP, caching) and the same browser. Cold is a new
profile of Chromium; warm is a new tab in that profile, after the first was closed and the line was quiet. The runs are
interleaved, so that what else the machine does meets all of them.
"""


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table in Markdown."""
    lines = [list(head), *[list(row) for row in rows]]
    lines.insert(1, ["---"] * len(lines[0]))
    return "".join(f"| {' | '.join(line)} |\n" for line in lines) + "\n"


def spread(values: list[float]) -> str:
    """The median, and between which values all lie."""
    return f"{statistics.median(values):.2f} ({min(values):.2f} to {max(values):.2f})"


class Measured:
    """All starts of a run, by what was started."""

    def __init__(self, starts: list[Start]) -> None:
        self.starts = starts

    def of(self, what: str, network: str, *, warm: bool = False) -> list[Start]:
        """The starts of one kind, in the order of the runs."""
        return [one for one in self.starts if (one.what, one.network, one.warm) == (what, network, warm)]

    def compare(self, label: str, target: str, both: list[list[Start]], of: Callable[[Start], float]) -> list[str]:
        """A row with two medians, their ratio, and between which values the ratios of single runs lie."""
        ours, theirs = ([of(start) for start in starts] for starts in both)
        pairs = [mine / yours for mine, yours in zip(ours, theirs, strict=True)]
        ratio = statistics.median(ours) / statistics.median(theirs)
        return [label, spread(ours), spread(theirs), f"**{ratio:.2f}** ({min(pairs):.2f} to {max(pairs):.2f})", target]


def ratios(measured: Measured, networks: list[str]) -> str:
    """What is asked for, with what was reached."""
    loopback, slow = networks
    rows = []
    for label, network, warm, target in (
        ("lesson, cold, s", loopback, False, "at most 0.40, better 0.30"),
        ("lesson, warm, s", loopback, True, "at most 0.35"),
        (f"lesson, cold, {slow}, s", slow, False, "at most 0.40"),
        (f"lesson, warm, {slow}, s", slow, True, ""),
    ):
        both = [measured.of(what, network, warm=warm) for what in ("ours", "stock")]
        rows.append(measured.compare(label, target, both, lambda one: one.answer))
    front = measured.of("front page", loopback)
    for floor, with_what in (("floor", "our package"), ("floor-widgets", "our package, IPython, ipywidgets, anywidget")):
        label = f"decoder of the front page, cold, against Pyodide with {with_what}, s"
        rows.append(measured.compare(label, "at most 0.35", [front, measured.of(floor, loopback)], lambda one: one.answer))
    for warm, target in ((False, "at most 0.40"), (True, "")):
        label = f"bytes until the answer, lesson, {'warm' if warm else 'cold'}, MB"
        both = [measured.of(what, slow, warm=warm) for what in ("ours", "stock")]
        rows.append(measured.compare(label, target, both, lambda one: one.sent / 1e6))
    return table(["median (least to most)", "ours", "compared with", "ratio (of single runs)", "target"], rows)


def traffic(measured: Measured, kinds: list[tuple[str, str, bool]]) -> str:
    """Bytes and answers of each kind of start."""
    rows = []
    for what, network, warm in kinds:
        starts = measured.of(what, network, warm=warm)
        if starts:
            rows.append([what, network, "warm" if warm else "cold", spread([one.answer for one in starts]),
                         spread([one.sent / 1e6 for one in starts]), f"{statistics.median(one.requests for one in starts):.0f}",
                         spread([one.later / 1e6 for one in starts])])  # fmt: skip
    return table(
        ["", "network", "", "seconds", "MB until the answer", "answers of the server", "MB after it, in the background"], rows
    )


def stages(measured: Measured, network: str) -> str:
    """When each stage is reached, in the order of ours."""
    groups = {(what, warm): measured.of(what, network, warm=warm) for warm in (False, True) for what in ("ours", "stock")}
    names = {name for starts in groups.values() for start in starts for name in start.seconds}

    def at(name: str, starts: list[Start]) -> float | None:
        found = [start.seconds[name] for start in starts if name in start.seconds]
        return statistics.median(found) if found else None

    reached = {name: [at(name, starts) for starts in groups.values()] for name in names}
    order = sorted(reached.items(), key=lambda item: next(value for value in item[1] if value is not None))
    rows = [[name, *(f"{value:.2f}" if value is not None else "" for value in values)] for name, values in order]
    return table(["stage", *(f"{what}, {'warm' if warm else 'cold'}" for what, warm in groups)], rows)


def sizes(folders: Mapping[str, Path]) -> str:
    """How large each site is: its files, and the smallest form of each that it has compressed."""
    rows = []
    for name, folder in folders.items():
        files = [path for path in folder.rglob("*") if path.is_file() and path.suffix not in {".br", ".gz"}]
        forms = [
            [path, *(form for ending in (".br", ".gz") if (form := path.with_name(path.name + ending)).exists())]
            for path in files
        ]
        smallest = sum(min(form.stat().st_size for form in of) for of in forms)
        rows.append([name, f"{len(files)}", f"{sum(path.stat().st_size for path in files) / 1e6:.1f}", f"{smallest / 1e6:.1f}"])
    return table(["site", "files", "MB", "MB as sent"], rows)


def wasm(measured: Measured, slow: str, folder: Path) -> str:
    """What the ratio of bytes would be if stock's server compressed WebAssembly too."""
    data = next(folder.rglob("pyodide.asm.wasm")).read_bytes()
    saved = len(data) - len(gzip.compress(data, 6))
    ours = statistics.median(one.sent for one in measured.of("ours", slow))
    stock = statistics.median(one.sent for one in measured.of("stock", slow)) - saved
    return (
        f"If stock's server compressed WebAssembly too, which servers do not do unasked, it would send {saved / 1e6:.1f} MB "
        f"less, and the ratio of bytes, cold, would be {ours / stock:.2f}.\n\n"
    )


def report(
    starts: list[Start], runs: int, facts: Mapping[str, object], line: tuple[int, float, float], sites: Mapping[str, Path]
) -> str:
    """The whole page. `line` is what `tools.line.check` gave."""
    measured = Measured(starts)
    networks = sorted({one.network for one in starts}, key=lambda network: network != "loopback")
    kinds = list(dict.fromkeys((one.what, network, warm) for network in networks for warm in (False, True) for one in starts))
    size, first, last = line
    parts = [
        INTRO.format(date=time.strftime("%Y-%m-%d")),
        f"\n{runs} runs. " + "; ".join(f"{name}: {value}" for name, value in facts.items()) + ".\n",
        f"The slow line, checked with a plain download of {size / 1e6:.1f} MB: {size * 8 / (last - first) / 1e6:.2f} Mbit/s, "
        f"first byte after {first * 1000:.0f} ms (a connection is made, then asked).\n\n",
        "## Ratios\n\n",
        ratios(measured, networks),
        wasm(measured, networks[1], sites["stock"]),
        "## Where the time goes\n\nSeconds from the start of the navigation until each stage is reached, medians. "
        "What the engine notes happens beside the page, in a worker.\n\n",
        *(f"### {network}\n\n" + stages(measured, network) for network in networks),
        "## All starts\n\n",
        traffic(measured, kinds),
        "## Size\n\n",
        sizes(sites),
    ]
    return "".join(parts).rstrip() + "\n"
