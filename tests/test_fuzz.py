"""A short form of `tools/fuzz.py`: seeds, damaged in every way that comes to mind."""

from hypothesis import given, settings
from hypothesis import strategies as st

from smtp_tutor import decode
from smtp_tutor.render.html import as_html
from smtp_tutor.render.record import as_record
from smtp_tutor.render.text import as_text
from tests.seeds import seeds

SEEDS = list(seeds())
SPLINTERS = [
    b"\r\n",
    b"\n",
    b"\r",
    b"\x00",
    b"550 ",
    b"421-",
    b"5.1.1 ",
    b"> ",
    b"\\n",
    b"--",
    b"=3D",
    b"\xff",
    b"\xe0\xb9\x94",
    b'"',
    b"'",
    b"{",
    b"[",
]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A seed with pieces cut out, doubled, turned round, put in from elsewhere, or joined with another seed."""
    data = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(len(data), start + 200)))
        piece = data[start:end]
        new = draw(
            st.sampled_from([b"", piece * 2, piece[::-1], piece.upper(), piece.replace(b" ", b"\n")])
            | st.sampled_from(SPLINTERS)
            | st.binary(max_size=5)
        )
        data = data[:start] + new + data[end:]
    if draw(st.booleans()):
        other = draw(st.sampled_from(SEEDS))
        data = data + b"\n" + other[: draw(st.integers(0, len(other)))]
    return data


@settings(max_examples=1500)
@given(damaged(), st.booleans())
def test_damaged_input_gets_a_documented_answer(data: bytes, pasted: bool) -> None:
    """Answers, or a problem with a hint; and all of it can be shown."""
    decoding = decode(data.decode("utf-8", "surrogateescape") if pasted else data)
    assert decoding.answers or decoding.problem or decoding.document.lines
    assert as_record(decoding)["version"] == 1
    assert as_html(decoding).startswith("<div")
    assert as_text(decoding).endswith("\n")
