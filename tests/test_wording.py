"""Wordings: what matches, where, and that nothing else does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtp_tutor.model import Span
from smtp_tutor.wording import Index, expand, words


@pytest.mark.parametrize(
    ("wording", "text", "found"),
    [
        ("user unknown", "550 5.1.1 User unknown", "User unknown"),
        ("user unknown", "User\r\nunknown;", "User\r\nunknown"),
        ("user unknown", "<user>: (unknown)", "user>: (unknown"),
        ("doesnt exist", "This user doesn't exist.", "doesn't exist"),
        ("doesnt exist", "This user doesn’t exist.", "doesn’t exist"),
        ("{user|mailbox} {is |}unknown", "mailbox is unknown", "mailbox is unknown"),
        ("{user|mailbox} {is |}unknown", "USER UNKNOWN", "USER UNKNOWN"),
        ("blocked ... spamhaus org", "192.0.2.1 blocked using zen.spamhaus.org; see", "blocked using zen.spamhaus.org"),
        ("over quota", "mailbox is over-quota", "over-quota"),
        ("ถูกบล็อก", "ไคลเอ็นต์ถูกบล็อกโดยใช้", "ถูกบล็อก"),
        ("block", "you are blocked", None),
        ("user unknown", "unknown user", None),
        ("blocked ... spamhaus", "spamhaus has blocked you", None),
        ("a ... b", "a " + "x " * 200 + "b", None),
    ],
)
def test_a_wording_matches_whole_words_in_order(wording: str, text: str, found: str | None) -> None:
    """Case, punctuation and line breaks do not count; the place of the match is that in the text as it came."""
    hits = [span.of(text) for _, span in Index([(wording, "hit")]).search(words(text))]
    assert hits == ([] if found is None else [found])


def test_alternatives_are_spelt_out() -> None:
    """Every choice is combined with every other."""
    assert expand("{a|b} c {d|}") == ["a c d", "a c ", "b c d", "b c "]


def test_a_wording_without_words_is_refused() -> None:
    """It would match everything."""
    with pytest.raises(ValueError, match="without words"):
        Index([("...", "hit")])


def test_only_the_named_parts_are_read() -> None:
    """Codes between the lines of a reply do not part a sentence."""
    text = "550-5.1.1 The account 550 5.1.1 does not exist"
    parts = [Span(10, 21), Span(31, 46)]
    assert words(text, parts).line == " the account does not exist "


@given(st.text())
def test_every_word_knows_its_place(text: str) -> None:
    """The span of each word cuts that word out of the text."""
    read = words(text)
    for start, span, word in zip(read.starts, read.spans, read.line.split(), strict=True):
        assert read.line[start:].startswith(word)
        assert span.of(text).casefold().replace("'", "").replace("’", "") == word
