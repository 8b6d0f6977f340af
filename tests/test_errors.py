"""Errors draw a caret under the place they mean."""

import pytest

from smtp_tutor.errors import DataError, Place, ProgressSyntaxError, ReplySyntaxError, SmtpTutorError


@pytest.mark.parametrize(
    ("source", "start", "end", "drawn"),
    [
        ("hello", 0, 5, "hello\n^^^^^"),
        ("one\ntwo three", 8, 13, "two three\n    ^^^^^"),
        ("", 0, 0, "\n^"),
        ("a\x07b", 2, 3, "a\ufffdb\n  ^"),
        ("x" * 500, 250, 251, "x" * 61 + "\n" + " " * 30 + "^"),
    ],
)
def test_caret_stands_under_the_place(source: str, start: int, end: int, drawn: str) -> None:
    """Long lines are cut to a window, and control characters cannot move the caret."""
    assert Place(source, start, end).caret() == drawn


def test_a_place_knows_its_line() -> None:
    """Lines count from 1."""
    assert Place("a\nb\nc", 4, 5).line == 3


def test_one_tree() -> None:
    """Every error of the package is caught by one name, and is the matching built-in as well."""
    for error in (ReplySyntaxError, ProgressSyntaxError, DataError):
        assert issubclass(error, SmtpTutorError)
        assert issubclass(error, ValueError)
    assert str(DataError("a.toml", "550", "is odd")) == "a.toml: 550: is odd"
