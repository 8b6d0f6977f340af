"""The command: `python -m smtp_tutor decode [--lang sw] [--json | --jsonl] [TEXT | FILE ...]`.

Exit status: 0 something was explained (with --jsonl: every line and file was answered), 1 nothing was understood,
2 the command line or a file could not be read.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from smtp_tutor import __version__
from smtp_tutor.decode import Decoding, decode
from smtp_tutor.i18n import LANGUAGES
from smtp_tutor.message import json_text
from smtp_tutor.render.record import VERSION, as_record
from smtp_tutor.render.text import as_text


def arguments() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(prog="smtp_tutor", description="Explains what mail servers say.")
    parser.add_argument("--version", action="version", version=f"smtp_tutor {__version__}")
    commands = parser.add_subparsers(dest="command", required=True)
    sub = commands.add_parser("decode", help="explain replies, bounces, logs, transcripts and exceptions",
                              description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    sub.add_argument("--lang", default="en", choices=sorted(LANGUAGES), help="the language of the explanation")
    form = sub.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print one JSON object for each input")
    lines = 'read JSON Lines {"id": ..., "text": ...}, or the files named, and print one JSON object a line'
    form.add_argument("--jsonl", action="store_true", help=lines)
    sub.add_argument("input", nargs="*", metavar="TEXT | FILE", help="a text or files; nothing: standard input")
    return parser


#: The answer to a line of --jsonl that is not of the form it must have.
NO_ANSWER = {
    "version": VERSION,
    "id": None,
    "code": None,
    "enhanced": None,
    "reason": "unknown",
    "confidence": 0.0,
    "error": 'expected one JSON object a line with a string "text"',
}


def _encoded(record: dict[str, Any]) -> str:
    """A record as one line of JSON. ASCII only, so that every terminal, pipe and lone surrogate is safe."""
    return json.dumps(record, ensure_ascii=True, separators=(",", ":"))


def json_lines(lines: Iterable[bytes], tag: str) -> Iterator[str]:
    """One answer for each line `{"id": ..., "text": ...}`, in order. A line that is not of that form is told in place."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            item = json_text.loads(line)
        except ValueError:
            item = None
        if isinstance(item, dict) and isinstance(item.get("text"), str):
            yield _encoded(as_record(decode(item["text"], tag), item.get("id", number)))
        else:
            yield _encoded(NO_ANSWER | {"line": number})


def inputs(names: list[str]) -> Iterator[tuple[str | None, str | bytes]]:
    """What the arguments name: files, each by its path, or one text; standard input where there is none."""
    if not names:
        yield None, sys.stdin.buffer.read()
    elif all(_is_file(name) for name in names):
        for name in names:
            yield name, Path(name).read_bytes()
    else:
        yield None, " ".join(names)


def _is_file(name: str) -> bool:
    """Is this argument a file's path? A text may be too long, or hold what no path may, to even ask."""
    try:
        return Path(name).is_file()
    except (OSError, ValueError):
        return False


def run(options: argparse.Namespace) -> int:
    """Do what the command line says; give back the exit status."""
    if options.jsonl and not options.input:
        for line in json_lines(sys.stdin.buffer, options.lang):
            print(line, flush=False)
        return 0
    understood = True
    for name, data in inputs(options.input):
        decoding: Decoding = decode(data, options.lang)
        understood = understood and bool(decoding.answers)
        if options.json or options.jsonl:
            print(_encoded(as_record(decoding, name)))
        else:
            if name and len(options.input) > 1:
                print(f"== {name}")
            print(as_text(decoding), end="")
    return 0 if understood or options.jsonl else 1


def main(argv: list[str] | None = None) -> int:
    """Run the command; errors of the machine become a sentence and the status 2."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    options = arguments().parse_args(argv)
    try:
        return run(options)
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except OSError as error:
        print(f"smtp_tutor: {error.filename or 'input'}: {error.strerror or error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
