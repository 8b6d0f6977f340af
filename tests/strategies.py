"""Texts to try things on: replies, well formed and odd, and text of any kind."""

from hypothesis import strategies as st

from smtp_tutor.model import EnhancedCode, Line, Reply
from smtp_tutor.parse import parse

#: Words a server may say. None begins like a code, so that `format` and `parse` have one reading.
words = st.lists(
    st.text(st.characters(codec="utf-8", categories=["L", "P", "S"], exclude_characters="\\"), min_size=1, max_size=12).map(
        lambda word: f"w{word}"
    ),
    max_size=8,
).map(" ".join)
codes = st.integers(min_value=100, max_value=599)
enhanced = st.builds(EnhancedCode, st.sampled_from([2, 4, 5]), st.integers(0, 999), st.integers(0, 999))


@st.composite
def replies(draw: st.DrawFn) -> Reply:
    """A well-formed reply of one to five lines, with or without an enhanced code."""
    code, extra = draw(codes), draw(st.none() | enhanced)
    texts = draw(st.lists(words, min_size=1, max_size=5))
    rows = [f"{code}{'-' if n < len(texts) else ' '}{f'{extra} ' if extra else ''}{text}" for n, text in enumerate(texts, 1)]
    return parse("\r\n".join(rows))


def shape(line: Line) -> tuple[object, ...]:
    """What a line says, without its places."""
    return line.code, line.enhanced, line.text, line.last


#: Anything at all, and things that look like replies.
noise = st.text(max_size=300) | st.lists(
    st.sampled_from(["550", "421", "5.1.1", "-", " ", "\n", "\r\n", "\r", ":", "#", "5", ".", "५५०", "๕๕๐", "\\n451-", "<", ">",
                     "\ud800", "to=<a@b.example>", "status=bounced", "Final-Recipient: rfc822;", "S: ",
                     "{", "}", '"', "'", "b'", "\x00"]),
    max_size=40,
).map("".join)  # fmt: skip
