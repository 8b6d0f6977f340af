"""The slow line of the benchmark: it carries all bytes, and not faster than it should."""

import random
import threading
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter

from tools import serve
from tools.line import Line, Speed, check


def test_the_line_carries_everything_at_its_rate(tmp_path: Path) -> None:
    """Two downloads at once share the rate, arrive whole, and wait for the delay."""
    data = random.Random(1).randbytes(100_000)
    (tmp_path / "file").write_bytes(data)
    server = serve.server(0, tmp_path)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    line = Line(server.server_port)
    line.speed = Speed(rate=4_000_000, round_trip=0.1)

    def download(_number: int) -> bytes:
        with urllib.request.urlopen(f"http://127.0.0.1:{line.port}/file") as answer:
            return bytes(answer.read())

    began = perf_counter()
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(download, range(2))) == [data, data]
    assert perf_counter() - began > 2 * len(data) * 8 / 4_000_000 + 0.1
    size, first, last = check(line, "file", Speed(rate=4_000_000, round_trip=0.1))
    assert size == len(data)
    assert 0.2 < first < last
    line.close()
    server.shutdown()
    server.server_close()
