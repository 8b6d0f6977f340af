"""The one entry point: whatever is pasted gets a documented answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtp_tutor import decode
from smtp_tutor.message import Kind
from smtp_tutor.model import Severity
from tests.strategies import noise

CASES = [
    # text, kind, code, enhanced code, reason
    ("550", Kind.CODE, 550, None, "unknown"),
    ("5.1.1", Kind.CODE, None, "5.1.1", "recipient_unknown"),
    ("550 5.1.1", Kind.CODE, 550, "5.1.1", "recipient_unknown"),
    ("  <550 #5.1.1> ", Kind.CODE, 550, "5.1.1", "recipient_unknown"),
    ("error 421", Kind.CODE, 421, None, "system_error"),
    ("५५० ५.१.१", Kind.CODE, 550, "5.1.1", "recipient_unknown"),
    ("๕๕๐ ๕.๑.๑", Kind.CODE, 550, "5.1.1", "recipient_unknown"),
    ("Could not send your message. Error 421", Kind.CODE, 421, None, "system_error"),
    ("İleti gönderilemedi. Hata 421", Kind.CODE, 421, None, "system_error"),
    ("Haikuweza kutuma ujumbe wako. Hitilafu 421", Kind.CODE, 421, None, "system_error"),
    ("No s'ha pogut enviar el missatge. Error 421", Kind.CODE, 421, None, "system_error"),
    ("आपला संदेश पाठवता आला नाही. त्रुटी ४२१", Kind.CODE, 421, None, "system_error"),
    ("ไม่สามารถส่งข้อความของคุณข้อผิดพลาด ๔๒๑", Kind.CODE, 421, None, "system_error"),
    ("550 5.1.1 <nobody@example.com>: Recipient address rejected", Kind.REPLY, 550, "5.1.1", "recipient_unknown"),
    ("550 5.1.1 &lt;nobody@example.com&gt;: User unknown", Kind.REPLY, 550, "5.1.1", "recipient_unknown"),
    ("> 550 5.1.1 <nobody@example.com>: User\n> unknown in table", Kind.REPLY, 550, "5.1.1", "recipient_unknown"),
    ("S: 550 5.1.1 User unknown", Kind.REPLY, 550, "5.1.1", "recipient_unknown"),
    ("<-- 550 5.1.1 User unknown", Kind.REPLY, 550, "5.1.1", "recipient_unknown"),
    ("<< 550 5.1.1 User unknown", Kind.REPLY, 550, "5.1.1", "recipient_unknown"),
    ("2026-11-22 10:00:00 <- 550 5.1.1 User unknown", Kind.REPLY, 550, "5.1.1", "recipient_unknown"),
    ("host mx.example.com[192.0.2.1] said: 552 5.2.2 Mailbox full (in reply to RCPT TO command)", Kind.REPLY, 552, "5.2.2",
     "mailbox_full"),
    ("The server answered: 552-5.2.2 The mailbox\n552 5.2.2 is over quota", Kind.REPLY, 552, "5.2.2", "mailbox_full"),
    ("ount does not exist.\n550 5.1.1 Please check the address", Kind.REPLY, 550, "5.1.1", "recipient_unknown"),
    ("connect to mx.example.com[192.0.2.1]:25: Connection timed out", Kind.WORDS, None, None, "network"),
    ("571 Delivery not authorized", Kind.REPLY, 571, None, "policy"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "code", "enhanced", "reason"), CASES)
def test_what_people_paste(text: str, kind: Kind, code: int | None, enhanced: str | None, reason: str) -> None:
    """Codes, sentences and replies are recognised by themselves, in every script and spelling."""
    decoding = decode(text)
    best = decoding.decisive
    assert best is not None
    assert (decoding.document.kind, best.reply.code, best.status and str(best.status), best.reason.value) == (
        kind, code, enhanced, reason)  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "hello world",
        "Call me at 555 0199 tomorrow",
        "Listening on port 587",
        "My address is 192.0.2.55",
        "The meeting room is 4.2.1.7, version 5.1.1-beta",
        "<html><script>alert(1)</script></html>",
        "🙂" * 100,
        "\x00\x01\x02",
        "We sold 450 messages and 550 MB of data",
    ],
)
def test_where_no_server_speaks(text: str) -> None:
    """Numbers that only look like codes are left alone; the reader is told what to paste."""
    decoding = decode(text)
    assert decoding.answers == ()
    assert decoding.document.kind is Kind.NOTHING
    assert decoding.problem and decoding.hint


def test_an_empty_box_is_a_beginning() -> None:
    """Nothing pasted yet: an invitation, no fault."""
    for text in ("", "  \r\n", "\ufeff", b""):
        decoding = decode(text)
        assert decoding.problem.startswith("Paste")
        assert not decoding.caret


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("554 4.4.7 Delivery time expired", "disagree"),
        ("550-5.1.1 first line\r\n554 5.1.1 second line", "different codes: 550, 554"),
        ("550 5.1.1 The mailbox of nobody@example.com is full, over quota", "We believe the words"),
        ("550-5.1.1 The account", "the end of this reply is missing"),
        ("220-mx.example.com 421 4.7.0 Too many connections, slow down.", "hold a refusal: 421 4.7.0"),
        ("550-5.7.27 SPF did not pass with ip: [192.0.2.7]. See the help pages. a1si12345.7 - gsmtp", "in its own way"),
    ],
)
def test_contradictions_are_told(text: str, told: str) -> None:
    """What does not fit together is said in a sentence, not hidden."""
    best = decode(text).decisive
    assert best is not None
    assert any(told in warning for warning in best.warnings), best.warnings


def test_a_code_nobody_registered_is_explained_from_its_digits() -> None:
    """591 exists in no standard, yet its digits speak."""
    best = decode("537 go away").decisive
    assert best is not None and best.basic is not None
    assert best.severity is Severity.PERMANENT
    assert "standard" in best.basic.standing
    assert [digit.code for digit in best.digits] == ["5", "3", "7"]


def test_several_replies_each_have_their_answer() -> None:
    """The most severe decides."""
    decoding = decode("250 2.1.0 Sender OK\n550 5.1.1 User unknown\n221 Bye")
    assert [answer.reply.code for answer in decoding.answers] == [250, 550, 221]
    assert decoding.decisive is decoding.answers[1]
    assert sum(decoding.tally.values()) == 3


@given(noise)
def test_nothing_but_documented_answers(text: str) -> None:
    """Whatever is pasted: answers, or a problem with a hint; places of replies point into the text."""
    decoding = decode(text)
    assert decoding.answers or decoding.problem or decoding.document.kind in (Kind.LOG, Kind.EVENTS)
    for answer in decoding.answers:
        assert answer.advice.title and answer.advice.steps
        assert 0 <= answer.judgement.confidence < 1
        if answer.found.at is not None:
            assert answer.found.at.of(decoding.source) == answer.reply.source


@given(st.binary(max_size=400))
def test_bytes_of_any_kind(data: bytes) -> None:
    """A dropped file may hold anything."""
    decode(data)


@pytest.mark.parametrize("tag", ["en", "mr", "tr", "sw", "ca", "th", "xx"])
def test_every_language_answers(tag: str) -> None:
    """English stands in for what is not translated yet."""
    best = decode("550 5.1.1 User unknown", tag).decisive
    assert best is not None and best.advice.title


@pytest.mark.parametrize(
    "text",
    [
        "550 \ud800 unknown",
        "\ud83d\ude42 550 5.1.1 unknown \udcff",
        "Content-Transfer-Encoding: quoted-printable\nSubject: Undelivered Mail Returned to Sender\n\n550 5.1.1 \udcff =3D",
    ],
)
def test_half_characters_are_replaced(text: str) -> None:
    """Lone surrogates, which a browser may hand over, can be encoded nowhere; none is left in an answer."""
    decoding = decode(text)
    assert decoding.answers
    decoding.source.encode("utf-8")
    for answer in decoding.answers:
        answer.reply.source.encode("utf-8")
