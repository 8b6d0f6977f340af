"""The command: for people, for programs, and its exit status."""

import io
import json
import re
from pathlib import Path

import pytest

from smtp_tutor import __main__ as command


class Streams:
    """Standard input of bytes, as the command reads it."""

    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)


def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *argv: str, stdin: bytes = b""
) -> tuple[int, str, str]:
    """Status, output and errors of one call."""
    monkeypatch.setattr("sys.stdin", Streams(stdin))
    status = command.main(list(argv))
    out, err = capsys.readouterr()
    return status, out, err


def test_explains_a_text(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Words of one text may come as several arguments."""
    status, out, _ = run(capsys, monkeypatch, "decode", "550", "5.1.1", "No such user")
    assert status == 0
    assert out.startswith("550 5.1.1: The address does not exist\n")


def test_reads_standard_input(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """In any encoding."""
    status, out, _ = run(capsys, monkeypatch, "decode", stdin="421 zu beschäftigt".encode("latin-1"))
    assert (status, out[:3]) == (0, "421")


def test_json_says_the_same(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """One object, one line."""
    status, out, _ = run(capsys, monkeypatch, "decode", "--json", "550 5.1.1 No such user")
    record = json.loads(out)
    assert (status, out.count("\n"), record["code"], record["reason"]) == (0, 1, 550, "recipient_unknown")


def test_json_lines_in_and_out(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """One answer a line, in order; a bad line is answered in its place, and the rest go on."""
    lines = [b'{"id": 7, "text": "550 5.1.1 user unknown"}', b"not json", b"[1]", b'{"id": 8}', b"", b'{"text": "421"}',
             b'{"id": 9, "text": 5}', b"\xff\xfe", b"[" * 100000]  # fmt: skip
    status, out, _ = run(capsys, monkeypatch, "decode", "--jsonl", stdin=b"\n".join(lines))
    answers = [json.loads(line) for line in out.splitlines()]
    assert status == 0
    assert [answer["id"] for answer in answers] == [7, None, None, None, 6, None, None, None]
    assert [answer.get("line") for answer in answers] == [None, 2, 3, 4, None, 7, 8, 9]
    assert all("expected one JSON object" in answer["error"] for answer in answers if answer["id"] is None)


def test_files_are_answered_by_their_path(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """One object a file, in order."""
    for name, text in (("a.txt", "550 5.1.1 user unknown"), ("b.txt", "nothing here")):
        (tmp_path / name).write_text(text)
    names = [str(tmp_path / "a.txt"), str(tmp_path / "b.txt")]
    status, out, _ = run(capsys, monkeypatch, "decode", "--jsonl", *names)
    assert status == 0
    assert [json.loads(line)["id"] for line in out.splitlines()] == names
    status, out, _ = run(capsys, monkeypatch, "decode", *names)
    assert status == 1
    assert all(f"== {name}" in out for name in names)


def test_exit_status_of_what_was_not_understood(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """1, with a sentence; 2 where the command line is wrong."""
    status, out, _ = run(capsys, monkeypatch, "decode", "hello world")
    assert status == 1
    assert "Paste" in out
    with pytest.raises(SystemExit) as stopped:
        command.main(["decode", "--lang", "xx", "550"])
    assert stopped.value.code == 2


def test_a_file_that_cannot_be_read(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Is told in a sentence, without a traceback."""
    path = tmp_path / "a.txt"
    path.write_text("550")

    def refuse(_path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", "a.txt")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    status, _, err = run(capsys, monkeypatch, "decode", str(path))
    assert (status, err) == (2, "smtp_tutor: a.txt: Permission denied\n")


def test_a_text_that_no_path_can_be(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """NUL bytes and great length are no reason to fail."""
    assert run(capsys, monkeypatch, "decode", "550 \x00")[0] == 0
    assert run(capsys, monkeypatch, "decode", "550 " + "x" * 100_000)[0] == 0


def test_every_option_is_in_the_readme(capsys: pytest.CaptureFixture[str]) -> None:
    """What the command can do is documented."""
    readme = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
    with pytest.raises(SystemExit):
        command.main(["decode", "--help"])
    options = set(re.findall(r"--[a-z]+", capsys.readouterr().out))
    assert {"--json", "--jsonl", "--lang"} <= options
    assert all(f"`{option}" in readme or option == "--help" for option in options)
