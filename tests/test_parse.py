"""The form of one reply: what is read, where it stands, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtp_tutor.errors import Fault, ReplySyntaxError
from smtp_tutor.model import Reply
from smtp_tutor.parse import ReplyReader, format_reply, parse, to_text
from tests.strategies import noise, replies, shape

CASES = [
    # text, code, enhanced code, text, number of lines
    ("550", 550, None, "", 1),
    ("250 OK", 250, None, "OK", 1),
    ("550 5.1.1 No such user", 550, "5.1.1", "No such user", 1),
    ("550No such user", 550, None, "No such user", 1),
    ("550: 5.2.2 Mailbox full", 550, "5.2.2", "Mailbox full", 1),
    ("450 450 4.2.2 Mailbox full", 450, "4.2.2", "Mailbox full", 1),
    ("450 scan_node 4.7.1 Try later", 450, "4.7.1", "Try later", 1),
    ("550 5 2 1 Mail from this site is refused", 550, "5.2.1", "Mail from this site is refused", 1),
    ("554 4.4.7 Delivery expired", 554, "4.4.7", "Delivery expired", 1),
    ("550 Sorry, no mailbox here by that name. (#5.1.1)", 550, "5.1.1", "Sorry, no mailbox here by that name. (#5.1.1)", 1),
    ("550 host 4.16.55.1 policy (3.2.1.1) (554.30)", 550, None, "host 4.16.55.1 policy (3.2.1.1) (554.30)", 1),
    ("550-5.1.1 One\r\n550-5.1.1 two\r\n550 5.1.1 three", 550, "5.1.1", "One\ntwo\nthree", 3),
    ("550-5.1.1 One\r550 5.1.1 two", 550, "5.1.1", "One\ntwo", 2),
    ("550-5.7.1 [192.0.2.1 19] This message is 550-5.7.1 unwanted. 550 5.7.1 Bye", 550, "5.7.1",
     "[192.0.2.1 19] This message is\nunwanted.\nBye", 3),
    (r"451-one\n451-two\n451 three", 451, None, "one\ntwo\nthree", 3),
    ("250-mx.example.com\n250-SIZE 1000\n250 HELP", 250, None, "mx.example.com\nSIZE 1000\nHELP", 3),
    ("421 too busy,\n  please wait\n  a little", 421, None, "too busy, please wait a little", 1),
    ("५५० ५.१.१ no such user", 550, "5.1.1", "no such user", 1),
    ("๕๕๐ ๕.๑.๑ no such user", 550, "5.1.1", "no such user", 1),
    ("\ufeff\u200b 550 hello", 550, None, "hello", 1),
    ("571 refused", 571, None, "refused", 1),
    (b"\xff\xfe5\x005\x000\x00", 550, None, "", 1),
    ("550 Postfach überfüllt".encode("latin-1"), 550, None, "Postfach überfüllt", 1),
    ("550 Postfach überfüllt".encode(), 550, None, "Postfach überfüllt", 1),
    (b"550 \x81\x8d", 550, None, "\x81\x8d", 1),
]  # fmt: skip


@pytest.mark.parametrize(("data", "code", "enhanced", "text", "lines"), CASES)
def test_reads_the_parts_of_a_reply(data: str | bytes, code: int, enhanced: str | None, text: str, lines: int) -> None:
    """Every spelling that servers and mail programs use has its code, its enhanced code and its words."""
    reply = parse(data)
    assert (reply.code, reply.enhanced and str(reply.enhanced), reply.text, len(reply.lines)) == (
        code,
        enhanced,
        text,
        lines,
    )


@pytest.mark.parametrize(
    ("text", "fault", "marked"),
    [
        ("", Fault.EMPTY, ""),
        (" \r\n\ufeff", Fault.EMPTY, ""),
        ("hello world", Fault.NO_CODE, "hello"),
        ("650 what", Fault.CODE_RANGE, "650"),
        ("5500 what", Fault.CODE_LENGTH, "5500"),
        ("55 what", Fault.CODE_LENGTH, "55"),
        ("550.5 what", Fault.CODE_LENGTH, "550"),
        ("250 fine\n550 not", Fault.SECOND_REPLY, "550"),
    ],
)
def test_says_what_is_wrong_and_where(text: str, fault: Fault, marked: str) -> None:
    """What is no reply raises the one documented error, which knows why and draws a caret under the place."""
    with pytest.raises(ReplySyntaxError) as caught:
        parse(text)
    error = caught.value
    assert error.fault is fault
    assert error.place.source[error.place.start : error.place.end] == marked
    assert str(error).startswith(fault.value)
    assert str(error).endswith("^" * max(1, len(marked)))


def test_a_reply_whose_end_is_missing_is_read_and_known_as_incomplete() -> None:
    """The hyphen of the last line says that more should follow."""
    assert not parse("550-5.1.1 The account").complete
    assert parse("550 5.1.1 The account").complete


def test_lines_with_different_codes_are_kept_apart() -> None:
    """The last line counts; every code is told."""
    reply = parse("550-first\r\n554 second")
    assert (reply.code, reply.codes) == (554, (550, 554))


@given(noise | st.binary(max_size=300))
def test_nothing_but_the_documented_error(data: str | bytes) -> None:
    """Any text and any bytes are read, or raise ReplySyntaxError."""
    try:
        reply = parse(data)
    except ReplySyntaxError as error:
        assert str(error)
    else:
        assert reply.code is not None
        assert reply.source == to_text(data)


@given(replies())
def test_format_then_parse_is_the_identity(reply: Reply) -> None:
    """What `format_reply` writes is read as the same reply."""
    again = parse(format_reply(reply))
    assert [shape(line) for line in again.lines] == [shape(line) for line in reply.lines]
    assert (again.code, again.enhanced, again.text) == (reply.code, reply.enhanced, reply.text)


@given(st.lists(replies(), max_size=4), st.sampled_from(["\r\n", "\n", "\r"]))
def test_byte_by_byte_equals_all_at_once(said: list[Reply], ending: str) -> None:
    """However a stream is cut, the same replies come out of it."""
    data = "".join(format_reply(reply) for reply in said).replace("\r\n", ending).encode()
    whole, single = ReplyReader(), ReplyReader()
    at_once = whole.feed(data) + whole.close()
    one_by_one = [item for at in range(len(data)) for item in single.feed(data[at : at + 1])] + single.close()
    assert at_once == one_by_one
    assert [item.code for item in at_once if isinstance(item, Reply)] == [reply.code for reply in said]


@given(st.binary(max_size=120), st.integers(1, 7))
def test_chunks_of_any_bytes_equal_the_whole(data: bytes, size: int) -> None:
    """Also bytes that are no replies come out the same, as errors in their places."""
    whole, cut = ReplyReader(), ReplyReader()
    at_once = whole.feed(data) + whole.close()
    chunks = [item for at in range(0, len(data), size) for item in cut.feed(data[at : at + size])] + cut.close()
    assert [str(item) for item in at_once] == [str(item) for item in chunks]


def _or_none(text: str) -> Reply | None:
    try:
        return parse(text)
    except ReplySyntaxError:
        return None


@given(replies() | noise.map(_or_none).filter(bool))
def test_spans_point_at_what_they_name(reply: Reply) -> None:
    """Each span cuts its own part out of the source."""
    assert reply.code_span is not None
    assert int(reply.code_span.of(reply.source)) == reply.code
    for line in reply.lines:
        assert int(line.code_span.of(reply.source)) == line.code
        assert " ".join(line.text_span.of(reply.source).replace("\\r", " ").replace("\\n", " ").split()) == " ".join(
            line.text.replace("\\r", " ").replace("\\n", " ").split()
        )
        assert line.span.start <= line.code_span.start <= line.text_span.start <= line.text_span.end <= line.span.end
        if line.enhanced and line.enhanced_span:
            parts = line.enhanced_span.of(reply.source).replace(" ", ".").split(".")
            assert tuple(map(int, parts)) == (line.enhanced.klass, line.enhanced.subject, line.enhanced.detail)
