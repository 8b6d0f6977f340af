"""Tries the decoder on inputs mutated from replies, bounces and logs, led by coverage: `python -m tools.fuzz [RUNS]`.

The invariant: whatever comes in, `decode` answers as documented, and the answer can be shown as HTML and as a record.
Anything else ends the run with the input that did it. A short form of this is part of the tests (`tests/test_fuzz.py`).
"""

import sys
import tempfile
import time
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["smtp_tutor"]):
    from smtp_tutor import decode
    from smtp_tutor.render.html import as_html
    from smtp_tutor.render.record import as_record

from tests.seeds import seeds

RUNS = 1_000_000
#: Longer inputs teach nothing new, and slow the run.
LONGEST = 3_000


def one(data: bytes) -> None:
    """The invariant, for one input. Bytes of an even length are tried as a pasted text, others as a file."""
    pasted: str | bytes = data.decode("utf-8", "surrogateescape") if len(data) % 2 == 0 else data
    decoding = decode(pasted)
    if not (decoding.answers or decoding.problem or decoding.document.lines):
        raise AssertionError("neither an answer nor a problem")
    as_record(decoding)
    as_html(decoding)


def main() -> None:
    """Run until the inputs are used up; libFuzzer prints the figures."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    with tempfile.TemporaryDirectory() as folder:
        for number, seed in enumerate(seeds()):
            (Path(folder) / f"{number:04}").write_bytes(seed)
        print(f"{runs} inputs, from {number + 1} seeds; started at {time.strftime('%H:%M:%S')}", flush=True)
        options = [
            f"-runs={runs}",
            f"-max_len={LONGEST}",
            "-timeout=10",
            "-rss_limit_mb=4096",
            "-print_final_stats=1",
            "-verbosity=1",
        ]
        atheris.Setup(["fuzz", *options, folder], one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
