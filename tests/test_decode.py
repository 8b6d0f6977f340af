"""The one entry point: whatever is pasted gets a documented answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtp_tutor import decode
from smtp_tutor.message import Kind
from smtp_tutor.model import Retry, Severity
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


#: Versions, chapters and dates have the form of an enhanced code.
VERSIONS = [
    "Firefox 5.1.1 is out",
    "Chapter 5.1.1 Introduction",
    "pip install foo==5.1.1",
    "Born 5.1.1 BC",
    "Upgrade to 4.2.2 now",
    "§ 5.2.2",
    "See section 4.2.1 of the book",
    "I am away until 5.1.25",
]
#: What three digits count, name or measure besides.
COUNTS = [
    "Room 421",
    "Bus 550",
    "Fiat 500",
    "Price: 450 kr",
    "El preu és 550 euros",
    "1 550 000",
    "1,550",
    "€ 550",
    "Phone: (550) 123-4567",
    "My phone number is 550 1234",
    "500 mg",
    "450°F",
    "450 °C",
    "The reason is 500 people",
    "The total is 550",
    "discount code 550",
    "Your mail with discount code 550",
]
#: Sentences around a code that a mail program may show, which look a little like the above.
SENTENCES = [
    ("550", 550),
    ("(550)", 550),
    ("The mail server returned it, 550", 550),
    ("The message came back with 550.", 550),
    ("My letter is 550 since yesterday, says the mail program", 550),
    ("The reply was 421", 421),
    ("SMTP error 500", 500),
    ("Error 5.1.1", None),
    ("Undelivered, 5.1.1", None),
    ("The address was refused (5.1.1)", None),
    ("5.2.2 full", None),
    ("ไม่สามารถส่งอีเมล 421", 421),
    ("İleti gitmedi: 450", 450),
    ("Haikuweza kutuma barua pepe, 421", 421),
    ("आपला संदेश गेला नाही, ५५०", 550),
    ("El correu ha tornat, 550", 550),
    ("Nachricht nicht zugestellt, 550", 550),
    ("550 5 2 1 Mail from spam site refused", 550),
    ("500 5.5.1 Command unrecognized", 500),
    ("550 Requested action not taken", 550),
    ("550 Refused, see http://www.example.com/?code=404", 550),
    ("554 5.7.1 Blocked. See https://example.com/HTTP/1.1 for help", 554),
    ("451 4.3.0 Internal server error", 451),
    ("500 Internal mail server error", 500),
]


@pytest.mark.parametrize(("text", "code"), SENTENCES)
def test_a_code_in_a_sentence_about_mail_is_read(text: str, code: int | None) -> None:
    """Care with numbers must lose no refusal."""
    best = decode(text).decisive
    assert best is not None
    assert best.reply.code == code
    assert code or best.status


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
        *VERSIONS,
        *COUNTS,
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
        ("250 5.1.1 unknown user", "disagree about whether it worked"),
        ("550 2.1.5 ok", "disagree about whether it worked"),
        ("450-5.1.1 first line\r\n550 5.1.1 user unknown", "different codes: 450, 550"),
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
    """A dropped file may hold anything: it gets answers, or a problem in a sentence."""
    decoding = decode(data)
    assert decoding.answers or decoding.problem or decoding.document.lines


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


#: The guide to SMTP errors that this project starts from lists these variants of 550, here in three of its languages.
VARIANTS = [
    ("550 5.7.1: Service unavailable: client ### blocked using ### (Exchange Server)", "5.7.1", "reputation_block"),
    ("550 5.7.1: Message rejected as spam by Content Filtering (Exchange Server)", "5.7.1", "spam_content"),
    ("550 This message was classified as SPAM and may not be delivered", None, "spam_content"),
    ("550 High probability of spam (Gmail)", None, "spam_content"),
    ("550 5 2 1 Mail from spam site refused", "5.2.1", "reputation_block"),
    ("550 Your message was rejected because you have been detected sending spam (Rackspace)", None, "spam_content"),
    ("550 Message contained unsafe content", None, "virus"),
    ("550 5.7.1: Huduma haipatikani: mteja amezuiwa kwa kutumia(Seva ya Kubadilishana)", "5.7.1", "reputation_block"),
    ("550 5.7.1: Ujumbe umekataliwa kama barua taka na Uchujaji wa Maudhui", "5.7.1", "spam_content"),
    ("550 Ujumbe huu uliainishwa kama TAKA na huenda usiwasilishwe", None, "spam_content"),
    ("550 Uwezekano mkubwa wa barua taka (Gmail)", None, "spam_content"),
    ("550 5.2.1 barua kutoka kwa tovuti taka iliyokataliwa", "5.2.1", "reputation_block"),
    ("550 Ujumbe wako umekataliwa kwa sababu umetambuliwa ukituma barua taka", None, "spam_content"),
    ("550 Ujumbe una maudhui yasiyo salama", None, "virus"),
    ("550 5.7.1: บริการไม่พร้อมใช้งาน: ไคลเอ็นต์ ### ถูกบล็อกโดยใช้ ### (Exchange Server)", "5.7.1", "reputation_block"),
    ("550 5.7.1: ข้อความถูกปฏิเสธเนื่องจากเป็นสแปมโดยการกรองเนื้อหา", "5.7.1", "spam_content"),
    ("550 ข้อความนี้ถูกจัดว่าเป็นสแปมและอาจไม่สามารถแสดงได้", None, "spam_content"),
    ("550 ความน่าจะเป็นสูงของสแปม (Gmail)", None, "spam_content"),
    ("550 5 2 1 จดหมายจากไซต์สแปมที่ถูกปฏิเสธ", "5.2.1", "reputation_block"),
    ("550 ข้อความของคุณถูกปฏิเสธเนื่องจากคุณได้รับการตรวจพบว่าสแปม", None, "spam_content"),
    ("550 ข้อความมีเนื้อหาที่ไม่ปลอดภัย", None, "virus"),
]


@pytest.mark.parametrize(("text", "enhanced", "reason"), VARIANTS)
def test_every_variant_of_550_in_the_guide(text: str, enhanced: str | None, reason: str) -> None:
    """The right reason, and advice that is about that reason."""
    best = decode(text).decisive
    assert best is not None
    assert (best.reply.code, best.status and str(best.status), best.reason.value) == (550, enhanced, reason)
    assert best.says_why and best.judgement.confidence > 0.6
    assert len(best.advice.steps) >= 2


@pytest.mark.parametrize(
    ("text", "retry"),
    [
        (
            "Final-Recipient: rfc822; a@example.org\nAction: failed\nStatus: 4.4.7\nDiagnostic-Code: smtp; 421 4.4.2 Timed out",
            Retry.LATER,
        ),
        (
            "Final-Recipient: rfc822; a@example.org\nAction: delayed\nStatus: 4.4.7\nDiagnostic-Code: smtp; 421 4.4.2 Timed out",
            Retry.AUTOMATIC,
        ),
    ],
)
def test_what_was_given_up_is_not_told_to_wait(text: str, retry: Retry) -> None:
    """A report says whether the queue still holds the message; the first digit does not."""
    best = decode(text).decisive
    assert best is not None
    assert best.severity is Severity.TRANSIENT
    assert best.advice.retry is retry


def test_a_program_does_not_try_again() -> None:
    """Where no server holds the message, nobody but the reader can send it again."""
    best = decode("smtplib.SMTPDataError: (451, b'4.3.0 Temporary lookup failure')").decisive
    assert best is not None
    assert any("does not try again by itself" in note for note in best.notes)
    assert best.advice.retry is not Retry.AUTOMATIC
    assert not any("tries again by itself" in text for text in (*best.advice.steps, best.advice.when))


#: Replies whose reason has several sides: the title must be that of the right one.
BUSY = "The mailbox is not available right now"
SIDES = [
    # text, title, who acts, whether to send again
    ("450 4.2.1 <anna@example.com>: The mailbox is busy, try again later", BUSY, "nobody", "automatic"),
    ("450 4.2.0 <anna@example.com>: The mailbox is busy, try again later", BUSY, "nobody", "automatic"),
    ("450 <anna@example.com>: Mailbox busy", BUSY, "nobody", "automatic"),
    ("450 4.2.1 Mailbox is locked", BUSY, "nobody", "automatic"),
    ("450 4.2.0 Mailbox is being moved, please try again later", BUSY, "nobody", "automatic"),
    ("550 5.2.1 The mailbox is locked", "The mailbox is switched off", "recipient", "later"),
    ("421 4.7.0 mx.example.com Too many failed login attempts", "Too many log-in attempts", "you", "after_change"),
    ("421 Too many authentication failures", "Too many log-in attempts", "you", "after_change"),
    ("454 4.7.0 Too many login attempts, please try again later", "Too many log-in attempts", "you", "after_change"),
    ("535 5.7.8 Too many failed login attempts", "Too many log-in attempts", "you", "after_change"),
    ("550 5.7.1 Too many bad passwords", "Too many log-in attempts", "you", "after_change"),
    ("421 4.7.0 Too many connections from 192.0.2.7", "Too much mail in a short time", "nobody", "automatic"),
    ("454 4.7.0 SMTP authentication failed: wrong password", "The log-in was not accepted", "you", "after_change"),
    ("454 4.7.0 Invalid user name or password", "The log-in was not accepted", "you", "after_change"),
    ("535 5.7.8 Error: authentication failed", "The log-in was not accepted", "you", "after_change"),
    ("534 5.7.9 Authentication mechanism is too weak", "The log-in was not accepted", "you", "after_change"),
    ("The user name or password for smtp.example.com is incorrect.", "The log-in was not accepted", "you", "after_change"),
    ("454 4.7.0 Temporary authentication failure", "Log-in or encryption does not work right now", "nobody", "automatic"),
    ("454 4.7.0 TLS not available right now", "Log-in or encryption does not work right now", "nobody", "automatic"),
    ("530 5.7.0 Authentication required", "Log-in or encryption is missing", "you", "after_change"),
    ("530 5.7.0 Must issue a STARTTLS command first", "Encryption is missing", "you", "after_change"),
    ("538 5.7.11 Encryption required for this way of logging in", "Encryption is missing", "you", "after_change"),
    ("535 5.7.0 Account disabled", "Your account is disabled", "your_admin", "after_change"),
    ("450 4.1.1 <anna@example.com>: User unknown", "The address could not be confirmed", "nobody", "automatic"),
    ("450 4.1.2 <anna@example.com>: Domain not found", "The domain could not be looked up", "nobody", "automatic"),
    ("550 Refused: you have been detected sending spam", "Spam seems to come from your account", "you", "after_change"),
    ("550 This message looks like spam", "The message was taken for spam", "you", "after_change"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "title", "actor", "retry"), SIDES)
def test_the_answer_is_about_this_side_of_the_reason(text: str, title: str, actor: str, retry: str) -> None:
    """A mailbox that is busy is not told as one that is switched off, nor a wrong password as something that passes."""
    best = decode(text).decisive
    assert best is not None
    assert (best.advice.title, best.advice.actor.value, best.advice.retry.value) == (title, actor, retry)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("The server said 550 5.1.1 user unknown (error 550)", "recipient_unknown"),
        ("554 5.7.1 Spam message rejected. Error code: 554", "spam_content"),
        ("550 5.7.1 A URL in this message is listed by a block list", "spam_content"),
        ("550 5.7.1 Blocked by SURBL", "spam_content"),
    ],
)
def test_the_answer_that_says_why_decides(text: str, reason: str) -> None:
    """A bare echo of the code does not outrank the reply; a listed link is content, not the sender's server."""
    best = decode(text).decisive
    assert best is not None and best.reason.value == reason


def test_a_doubtful_reason_lends_nothing_to_the_answer() -> None:
    """Where only the code is explained, the rest of the advice is not that of the reason that was doubted."""
    best = decode("550 5.7.1 x").decisive
    assert best is not None and not best.says_why
    assert "list" not in best.advice.when


@pytest.mark.parametrize("text", ["550-5.1.1 one\n\n550 5.1.1 user unknown", "> 550-5.1.1 one\n> 550 5.1.1 user unknown"])
def test_a_reply_with_a_gap_or_quoting_marks_is_whole(text: str) -> None:
    """The closing line was seen, so nothing is told to be missing."""
    best = decode(text).decisive
    assert best is not None
    assert len(best.reply.lines) == 2
    assert best.warnings == ()
