"""Measures the decoder, and prints ratios against named baselines of the same run: `python -m tools.bench [STAGE ...]`.

Stages: `replies` (in CPython and in Pyodide), `bounces`, `hostile`, `stream`. Medians of several runs are quoted: machines
are shared and noisy.
"""

import email
import email.policy
import json
import os
import platform
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

from smtp_tutor import decode
from tests.seeds import CORPUS, seeds
from tools.setup import PYTHON, ROOT

RUNS = 5
#: Texts made to be slow, by what is hostile about them: a function of the size in bytes.
HOSTILE: dict[str, Callable[[int], str]] = {
    "digits": lambda size: "5" * size,
    "digit runs": lambda size: "550 5.1.1 " * (size // 10),
    "continuations": lambda size: "550-5.1.1 x\n" * (size // 12),
    "one long line": lambda size: "550 5.1.1 User unknown " + "x" * size,
    "joined lines": lambda size: "550-5.7.1 no " * (size // 13),
    "words of rules": lambda size: "550 user mailbox unknown blocked using spam " * (size // 44),
    "angle brackets": lambda size: "550 " + "<" * size,
    "blank lines": lambda size: "550 x" + "\r\n" * (size // 2) + "y",
    "deep MIME": lambda size: "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(size // 56)),
    "thousands of parts": lambda size: (
        "Subject: Undelivered Mail Returned to Sender\nContent-Type: multipart/report; boundary=b\n\n"
        + "--b\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; a@example.com\nStatus: 5.1.1\n\n" * (size // 96)
    ),
    "deep JSON": lambda size: "[" * size,
    "log lines": lambda size: (
        "Nov 22 10:00:00 mx postfix/smtp[1]: A: to=<a@example.com>, relay=m[192.0.2.1]:25, dsn=5.1.1, status=bounced (550 5.1.1 no)\n"
        * (size // 124)
    ),
    "quotes": lambda size: "smtplib.SMTPDataError: (550, b'" + "\\'" * (size // 2),
    "regex trap": lambda size: "550 " + "a_" * (size // 2) + "!",
}


def median(work: Callable[[], object]) -> float:
    """The median seconds of several runs."""
    taken = []
    for _ in range(RUNS):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def samples() -> list[str]:
    """Replies that differ from each other, so that no answer comes from a cache."""
    texts = [seed.decode(errors="replace") for seed in seeds() if len(seed) < 400]
    return [f"{text} (id {number})" for number, text in enumerate(texts * 3)]


def replies() -> None:
    """Replies a second: CPython against the plainest reading of a code, and Pyodide against CPython."""
    texts = samples()
    decode(texts[0])  # the tables are read once
    plain = re.compile(r"(\d{3})[ -](?:(\d\.\d{1,3}\.\d{1,3}) )?(.*)", re.DOTALL)
    ours = len(texts) / median(lambda: [decode(f"{text} {time.perf_counter_ns()}") for text in texts])
    baseline = len(texts) / median(lambda: [plain.match(text) for text in texts])
    print(f"replies, CPython {platform.python_version():10} {ours:12,.0f} a second   "
          f"{ours / baseline:8.5f} of one regular expression that only splits code and text ({baseline:,.0f})")  # fmt: skip
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(texts, file)
        file.flush()
        command = ["node", "tools/bench_pyodide.mjs", str(ROOT), file.name]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    inside = json.loads(done.stdout.splitlines()[-1])
    print(f"replies, Pyodide            {inside['rate']:12,.0f} a second   {inside['rate'] / ours:8.2f} of CPython")
    print(f"first answer, Pyodide       {inside['first']:12.2f} s          after {inside['imported']:.2f} s for the import")


def bounces() -> None:
    """Bounces a second against the standard library's reading of the same messages, which explains nothing."""
    messages = [path.read_bytes() for path in sorted(CORPUS.rglob("*.eml"))]

    def library() -> None:
        for message in messages:
            for part in email.message_from_bytes(message, policy=email.policy.default).walk():
                part.get_payload(decode=True)

    ours = len(messages) / median(lambda: [decode(message) for message in messages])
    baseline = len(messages) / median(library)
    print(
        f"bounces, CPython            {ours:12,.0f} a second   {ours / baseline:8.2f} of `email` reading the parts ({baseline:,.0f})"
    )


def hostile() -> None:
    """Seconds and memory of hostile texts: ten times the size must not take much more than ten times as long."""
    print(f"{'hostile text':22}{'100 kB':>9}{'1 MB':>9}{'10 MB':>9}   10 MB : 1 MB   peak memory at 10 MB")
    for name in HOSTILE:
        results = [one_hostile(name, size) for size in (100_000, 1_000_000, 10_000_000)]
        small, middle, large = (seconds for seconds, _ in results)
        print(
            f"{name:22}{small:8.3f}s{middle:8.3f}s{large:8.2f}s{large / max(middle, 0.001):11.1f}{results[2][1]:18,.0f} MB",
            flush=True,
        )


def one_hostile(name: str, size: int) -> tuple[float, float]:
    """Seconds and peak megabytes of decoding one hostile text, in a process of its own."""
    done = subprocess.run([str(PYTHON), "-m", "tools.bench", "--one", name, str(size)], cwd=ROOT, capture_output=True, text=True,
                          check=True)  # fmt: skip
    seconds, memory = done.stdout.split()
    return float(seconds), float(memory)


def decode_hostile(name: str, size: int) -> None:
    """Decode one hostile text, and print seconds and peak megabytes."""
    decode("550 5.1.1 warm")
    text = HOSTILE[name](size)
    began = time.perf_counter()
    decode(text)
    seconds = time.perf_counter() - began
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def stream(lines: tuple[int, ...] = (10_000, 100_000)) -> None:
    """Memory of `--jsonl` over more and more lines: it must not grow."""
    for count in lines:
        script = (
            "import resource,subprocess,sys;"
            f"p=subprocess.Popen([sys.executable,'-m','smtp_tutor','decode','--jsonl'],stdin=subprocess.PIPE,stdout=subprocess.DEVNULL);"
            f'[p.stdin.write(b\'{{"id":%d,"text":"550 5.1.1 <u%d@example.com>: User unknown"}}\\n\' % (n,n)) for n in range({count})];'
            "p.stdin.close();p.wait();print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss/1024)"
        )
        began = time.perf_counter()
        done = subprocess.run([str(PYTHON), "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
        seconds = time.perf_counter() - began
        print(
            f"--jsonl, {count:9,} lines   {seconds:8.1f} s   {count / seconds:8,.0f} lines a second   peak {float(done.stdout):6.1f} MB"
        )


def main() -> None:
    """Run the stages named, or all."""
    if sys.argv[1:2] == ["--one"]:
        decode_hostile(sys.argv[2], int(sys.argv[3]))
        return
    stages = {"replies": replies, "bounces": bounces, "hostile": hostile, "stream": stream}
    print(f"{time.strftime('%Y-%m-%d')}, {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    for name in sys.argv[1:] or stages:
        stages[name]()


if __name__ == "__main__":
    main()
