"""Bounces: what is one, who did not get the mail, and what the server said."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from smtp_tutor.message import bounce, delivery_report, html_text, mime
from smtp_tutor.message.found import Found

CORPUS = Path(__file__).parent / "corpus" / "bounces"
JUMA = "juma@school.example"
MX = "mx.school.example"
MAIL = "mail.example.org"

#: File: for each recipient address, code, enhanced code, status, command, action, remote, reporter; words of the text.
Row = tuple[str, int | None, str, str, str, str, str, str, str]
EXPECTED: dict[str, list[Row]] = {
    "postfix-two": [
        (JUMA, 550, "5.1.1", "5.1.1", "RCPT", "failed", MX, MAIL, "User unknown in virtual mailbox table"),
        (
            "meera@museum.example",
            552,
            "5.2.2",
            "5.2.2",
            "end of DATA",
            "failed",
            "mx1.museum.example",
            MAIL,
            "inbox is full",
        ),
    ],
    "postfix-status-500": [(JUMA, 550, "", "5.0.0", "RCPT", "failed", MX, MAIL, "no such account here")],
    "postfix-delayed": [(JUMA, None, "", "4.4.1", "", "delayed", MX, MAIL, "Connection timed out")],
    "postfix-success": [(JUMA, 250, "2.0.0", "2.0.0", "", "relayed", MX, MAIL, "queued as")],
    "human-part-only": [(JUMA, 554, "5.7.1", "", "CONNECT", "failed", MX, MAIL, "Client host [203.0.113.9] blocked")],
    "report-part-only": [(JUMA, 550, "5.1.1", "5.1.1", "", "failed", MX, "", "user unknown")],
    "qmail": [
        (JUMA, 550, "5.1.1", "", "RCPT", "failed", "192.0.2.10", MAIL, "User unknown"),
        ("meera@museum.example", 552, "", "", "end of DATA", "failed", "198.51.100.20", MAIL, "too big for me"),
        ("nobody@nowhere.example", None, "5.1.2", "", "", "failed", "", MAIL, "couldn't find any host"),
    ],
    "exim": [
        (JUMA, 550, "5.1.1", "", "RCPT", "failed", MX, "", "No such user"),
        (
            "meera@museum.example",
            554,
            "5.7.1",
            "",
            "end of DATA",
            "failed",
            "mx1.museum.example",
            "",
            "Looks like spam",
        ),
    ],
    "exim-no-code": [(JUMA, None, "", "", "", "failed", "", "", "Unrouteable address")],
    "sendmail": [(JUMA, 550, "5.1.1", "5.1.1", "RCPT", "failed", MX, MAIL, "User unknown")],
    "sendmail-old": [
        (JUMA, 550, "", "", "RCPT", "failed", MX, "", "in this school"),
        ("meera@nowhere.example", 550, "", "", "", "failed", "", "", "Host unknown"),
    ],
    "exchange-text": [(JUMA, 550, "5.1.1", "", "", "failed", MX, "", "User unknown")],
    "exchange-admin": [(JUMA, 550, "5.1.1", "", "", "failed", "", "ex01.example.org", "RecipNotFound; not found")],
    "exchange-imceaex": [
        (
            "IMCEAEX-_O=EXAMPLE_OU=FIRST_cn=Recipients_cn=juma@school.example",
            *(550, "5.1.11", "", "", "failed", "", "ex01.example.org", "ExRecipNotFound"),
        )
    ],
    "office365-text": [(JUMA, 550, "5.1.10", "", "", "failed", "", "AB1PR02.eurprd02.prod.outlook.example", "RESOLVER.ADR")],
    "gmail-old": [(JUMA, 550, "5.1.1", "", "RCPT", "failed", MX, "", "Recipient address rejected")],
    "gmail-new": [(JUMA, 550, "5.1.1", "5.1.1", "", "failed", MX, "googlemail.example", "User unknown")],
    "gmail-words-pasted": [(JUMA, 550, "5.1.1", "", "", "failed", "", "", "double-checking")],
    "yahoo-old": [(JUMA, 554, "", "", "RCPT", "failed", "", "", "doesn't have a school.example account")],
    "hotmail": [(JUMA, 550, "", "5.5.0", "", "failed", "", MAIL, "mailbox unavailable")],
    "ses-workmail": [(JUMA, 550, "5.1.1", "5.1.1", "", "failed", "", "a1.amazonses.example", "user unknown")],
    "ses-quoted": [(JUMA, 550, "", "5.3.0", "", "failed", "192.0.2.10", "a1.amazonses.example", "has left")],
    "courier": [(JUMA, 550, "5.1.1", "", "RCPT", "failed", MX, MAIL, "No such user")],
    "domino": [(JUMA, None, "", "", "", "failed", "", "", "not listed in Domino Directory")],
    "zoho": [(JUMA, 550, "5.1.1", "", "", "failed", "", "", "User unknown")],
    "dragonfly": [(JUMA, 550, "5.7.26", "", "RCPT", "failed", MX, MAIL, "no proof")],
    "opensmtpd": [(JUMA, 550, "5.1.1", "", "", "failed", "", "", "Recipient unknown")],
    "mimecast": [(JUMA, None, "5.4.1", "", "", "failed", "", "", "Access denied")],
    "imail": [(JUMA, None, "", "", "", "failed", "", "", "User mailbox exceeds allowed size")],
    "kddi-sjis": [(JUMA, None, "", "", "", "failed", "", "", "As their mailbox is full.")],
    "docomo-2022": [(JUMA, 550, "", "", "", "failed", "", "", "理由: あて先が見つかりません")],
    "mailru-koi8": [(JUMA, 550, "5.1.1", "", "RCPT", "failed", MX, "", "Нет такого пользователя")],
    "html-only": [(JUMA, 550, "5.7.1", "", "", "failed", "", "", "message refused & gone")],
    "forwarded-inline": [(JUMA, 550, "", "", "RCPT", "failed", "192.0.2.10", MAIL, "no such user")],
    "forwarded-quoted": [(JUMA, 550, "5.1.1", "", "RCPT", "failed", MX, MAIL, "User unknown")],
    "forwarded-attached": [(JUMA, 554, "5.7.1", "5.7.1", "", "failed", "", MAIL, "refused")],
    "forwarded-base64": [(JUMA, 550, "5.1.1", "", "", "failed", "", "", "no such user")],
    "pasted-without-headers": [(JUMA, 400, "4.4.7", "4.4.7", "", "delayed", "", MAIL, "Message delayed")],
    "global": [("जुमा@school.example", 550, "5.1.1", "5.1.1", "", "failed", "", MAIL, "Benutzer gelöscht")],
    "odd-fields": [("user+tag@school.example", 550, "5.7.54", "5.0.0", "", "failed", "", MAIL, "Unable to relay")],
    "gateway-wrapped": [(JUMA, 550, "5.1.1", "5.1.1", "", "failed", "", "", "User unknown")],
    "only-words": [("", None, "", "", "", "failed", "", "", "Sorry, that did not work.")],
    "reason-first": [(JUMA, 550, "", "", "", "failed", "", "", "this number has no mailbox")],
}

NO_BOUNCES = {
    "nothing": "",
    "white space": " \n\n ",
    "code": "550",
    "reply": "550 5.1.1 <a@school.example>: Recipient address rejected: User unknown",
    "reply of two lines": "550-5.7.26 Your message to <a@school.example> could not be delivered\n"
    "550 5.7.26 because of its sender",
    "sentence": "Could not send your message. Error 421",
    "other sentence": "Your message could not be delivered. Error 550.",
    "address, reply": "asha@example.org\n550 5.1.1 unknown",
    "one field": "Status: 5.1.1",
    "other fields": "HTTP/1.1 200 OK\nStatus: 200\nAction: none\n\nhello",
    "postfix log": "Mar  4 10:15:02 mail postfix/smtp[123]: 4B1C2D: to=<juma@school.example>, "
    "relay=mx.school.example[192.0.2.10]:25, dsn=5.1.1, status=bounced (host mx.school.example[192.0.2.10] said: "
    "550 5.1.1 User unknown (in reply to RCPT TO command))",
    "exim log": "2025-03-04 10:15:02 1abc-000-AB ** juma@school.example R=dnslookup T=remote_smtp "
    "H=mx.school.example [192.0.2.10]: "
    "SMTP error from remote mail server after RCPT TO:<juma@school.example>: 550 5.1.1 No such user",
    "qmail log": "@4000000067c6 delivery 7: failure: 192.0.2.10_does_not_like_recipient./Remote_host_said:_550_5.1.1_no/",
    "transcript": "S: 220 mx.school.example ESMTP\nC: EHLO pc\nS: 250 ok\n"
    "C: RCPT TO:<juma@school.example>\nS: 550 5.1.1 No such user\n",
    "arrows": ">>> RCPT TO:<juma@school.example>\n<<< 550 5.1.1 User unknown\n",
    "exception": "Traceback (most recent call last):\n  File 'x.py', line 3, in <module>\n"
    "smtplib.SMTPRecipientsRefused: {'juma@school.example': (550, b'5.1.1 User unknown')}",
    "event": '{"notificationType":"Bounce","bounce":{"bouncedRecipients":[{"emailAddress":"juma@school.example",'
    '"action":"failed","status":"5.1.1",'
    '"diagnosticCode":"smtp; 550 5.1.1 user unknown"}],"reportingMTA":"dns; a1.example"}}',
    "mail": "From: Asha <asha@example.org>\nTo: juma@school.example\nSubject: hello\n\nMy phone is 550 1234.\n",
    "mail about a bounce": "From: Asha <asha@example.org>\nTo: help@example.org\nSubject: mail problem\n\n"
    "My mail to juma@school.example could not be delivered, it says 550 5.1.1.\nWhat now?\n",
    "vacation": "From: Juma <juma@school.example>\nSubject: Automatic reply: hello\nAuto-Submitted: auto-replied\n"
    "Return-Path: <>\n\nI am away until Monday. In urgent cases write to meera@museum.example.\n",
    "parcel": "From: Parcels <no-reply@parcels.example>\nSubject: Your parcel\n\n"
    "Your parcel could not be delivered.\n"
    "Write to help@parcels.example.\n",
    "mail was read": "From: juma@school.example\nSubject: Read: hello\nContent-Type: multipart/report; "
    "report-type=disposition-notification; boundary=m\n\n--m\nContent-Type: text/plain\n\n"
    "Your message was read.\n\n--m\n"
    "Content-Type: message/disposition-notification\n\nOriginal-Recipient: rfc822;juma@school.example\n"
    "Final-Recipient: rfc822;juma@school.example\nDisposition: manual-action/MDN-sent-manually; displayed\n\n--m--\n",
    "complaint": "From: abuse@mail.example.org\nSubject: complaint\nContent-Type: multipart/report; "
    "report-type=feedback-report; boundary=f\n\n--f\nContent-Type: text/plain\n\nThis is an abuse report.\n\n--f\n"
    "Content-Type: message/feedback-report\n\n"
    "Feedback-Type: abuse\nReporting-MTA: dns; mail.example.org\n\n--f--\n",
}

DAEMON = "From: MAILER-DAEMON@mail.example.org\nSubject: Undelivered Mail\n"
OPENED = DAEMON + "\nThis is the mail system at host mail.example.org.\n\n"
HTML = DAEMON + "Content-Type: text/html\n\n"
#: Texts of about `size` characters that are made to hurt.
HOSTILE: dict[str, Callable[[int], str]] = {
    "digits": lambda size: "5" * size,
    "NULs": lambda size: "\0" * size,
    "empty lines": lambda size: "\n" * size,
    "quoting marks": lambda size: "> " * (size // 2),
    "quoted lines": lambda size: "> a\n" * (size // 4),
    "dashes": lambda size: "--\n" * (size // 3),
    "addresses": lambda size: "a@b " * (size // 4),
    "replies": lambda size: OPENED + "550-5.1.1 x\n" * (size // 12),
    "nesting": lambda size: "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(size // 60)),
    "mails in mails": lambda size: "Content-Type: message/rfc822\n\n" * (size // 30),
    "parts": lambda size: "Content-Type: multipart/report; boundary=x\n\n" + "--x\n\n550 x\n" * (size // 12),
    "5,000 attached mails": lambda _: (
        "Content-Type: multipart/mixed; boundary=x\n\n" + "--x\nContent-Type: message/rfc822\n\nA: b\n\n" * 5_000
    ),
    "boundaries to guess": lambda size: "".join(f"--x{n}\nContent-A: b\n\n" for n in range(200)) + "--\n" * (size // 3),
    "header fields": lambda size: "".join(f"h{n}: b\n" for n in range(size // 10)),
    "folded header": lambda size: "Subject: a\n" + " b\n" * (size // 3),
    "encoded words": lambda size: "Subject: " + "=?utf-8?q?" * (size // 10),
    "half tags": lambda size: HTML + "<a " * (size // 3),
    "half comments": lambda size: HTML + "<!" * (size // 2),
    "long entity": lambda size: HTML + "&#" + "9" * size,
    "styles": lambda size: HTML + "<style>" * (size // 7),
    "cut base64": lambda size: DAEMON + "Content-Transfer-Encoding: base64\n\n" + "QUJD" * (size // 4) + "A",
    "equals signs": lambda size: DAEMON + "Content-Transfer-Encoding: quoted-printable\n\n" + "= " * (size // 2),
    "report": lambda size: "Action: failed\n" * (size // 15),
    "diagnostic": lambda size: "Action: failed\nDiagnostic-Code: smtp; 550 x\n" + " 550 x\n" * (size // 7),
    "recipients": lambda size: OPENED + "".join(f"<a{n}@b.example>: no\n\n" for n in range(size // 24)),
    "introductions": lambda size: OPENED + "<a@b.example>: " + "said: " * (size // 6),
    "markers": lambda size: "-----Original Message-----\n" * (size // 27),
    "transcript": lambda size: OPENED + "--- Transcript of session follows ---\n" + "<<< 550-x\n" * (size // 10),
    "openings": lambda size: "your message to " * (size // 16),
}


def row(found: Found, words: str) -> Row:
    """What is compared of a recipient; `words` where the reply has them."""
    reply, status = found.reply, found.status
    shown = words if words in reply.text.replace("\n", " ") else reply.text
    enhanced = str(reply.enhanced) if reply.enhanced else ""
    return (
        found.recipient,
        reply.code,
        enhanced,
        str(status) if status else "",
        found.command,
        found.action,
        found.remote,
        found.reporter,
        shown,
    )


def find(data: str | bytes) -> tuple[Found, ...]:
    """The recipients of what must be a bounce."""
    found = bounce.find(data)
    assert found is not None
    return found


def test_every_message_is_expected() -> None:
    """No file is without an expectation, and none is missing."""
    assert {path.stem for path in CORPUS.glob("*.eml")} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_message(name: str) -> None:
    """Each message tells who, what and why."""
    found = find((CORPUS / f"{name}.eml").read_bytes())
    assert [row(one, want[-1]) for one, want in zip(found, EXPECTED[name], strict=True)] == EXPECTED[name]


@pytest.mark.parametrize("name", sorted(EXPECTED.keys() - {"kddi-sjis", "mailru-koi8"}))
def test_message_pasted(name: str) -> None:
    """The same, pasted as text, with the line ends of another system."""
    text = (CORPUS / f"{name}.eml").read_bytes().decode()
    for pasted in (text, text.replace("\n", "\r\n"), "\ufeff\n\n" + text):
        assert [one.reply.code for one in find(pasted)] == [want[1] for want in EXPECTED[name]]


@pytest.mark.parametrize("name", EXPECTED)
def test_place(name: str) -> None:
    """Where a place is given, the reply stands there letter by letter."""
    text = (CORPUS / f"{name}.eml").read_bytes().decode(errors="replace")
    for one in find(text):
        assert one.at is None or one.at.of(text) == one.reply.source


@pytest.mark.parametrize("name", ["postfix-two", "qmail", "exim", "sendmail", "gmail-old", "html-only", "exchange-text"])
def test_forwarded(name: str) -> None:
    """A bounce is found in the mail that it was forwarded with, attached, quoted or below."""
    text = (CORPUS / f"{name}.eml").read_text(encoding="utf-8")
    head = "From: Asha <asha@example.org>\nTo: help@example.org\nSubject: Fwd: what is this\n"
    attached = f"{head}Content-Type: multipart/mixed; boundary=QQ\n\n--QQ\nContent-Type: text/plain\n\nWhat is this?\n"
    attached += f"--QQ\nContent-Type: message/rfc822\n\n{text}\n--QQ--\n"
    quoted = f"{head}\nWhat is this?\n\n" + "".join(f"> {line}\n" for line in text.splitlines())
    codes = [want[1] for want in EXPECTED[name]]
    assert [one.reply.code for one in find(attached)] == codes
    assert [one.reply.code for one in find(quoted)] == codes


@pytest.mark.parametrize("name", NO_BOUNCES)
def test_no_bounce(name: str) -> None:
    """Other mails, and other things that servers say, are no bounces."""
    assert bounce.find(NO_BOUNCES[name]) is None


@pytest.mark.parametrize(
    "sentence",
    [
        "Your message could not be delivered to:",
        "No s'ha pogut lliurar el missatge a:",
        "İletiniz şu adrese teslim edilemedi:",
        "Ujumbe wako haukuwasilishwa kwa:",
        "ไม่สามารถส่งข้อความของคุณถึง:",
        "तुमचा संदेश वितरित झाला नाही:",
    ],
)
def test_pasted_in_any_language(sentence: str) -> None:
    """A sentence of failure makes a bounce where the address and the reply stand below it, as in a letter."""
    (one,) = find(f"{sentence}\n\njuma@school.example\n\n550 5.1.1 User unknown\n")
    assert (one.recipient, one.reply.code, one.action) == (JUMA, 550, "failed")


def test_returned_mail_is_not_read() -> None:
    """What the mail says that is returned is not why it was returned."""
    text = (CORPUS / "qmail.eml").read_text(encoding="utf-8")
    assert all(one.reply.code != 421 and "wrong" not in one.recipient for one in find(text))


def test_diagnostic_that_says_nothing() -> None:
    """Where the report has no diagnostic, or an empty one, the words for people are taken."""
    text = (CORPUS / "postfix-two.eml").read_text(encoding="utf-8")
    start = text.index("Diagnostic-Code")
    for diagnostic in ("", "Diagnostic-Code: smtp;\n", "Diagnostic-Code: smtp; unknown error\n"):
        changed = text[:start] + diagnostic + text[text.index("\n\n", start) + 1 :]
        assert [one.reply.code for one in find(changed)] == [550, 552]


def test_failed_recipients_without_words() -> None:
    """Recipients that only a header names share the words."""
    head = "From: mailer-daemon@mail.example.org\nX-Failed-Recipients: a@school.example, b@school.example\n\n"
    found = find(head + "Hello asha@example.org,\n\nthe group that you wrote to may not exist.\n")
    assert [one.recipient for one in found] == ["a@school.example", "b@school.example"]
    assert all("may not exist" in one.reply.text for one in found)


def test_recipient_of_returned_mail() -> None:
    """Where the bounce names nobody, the mail that it returns does."""
    text = DAEMON + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\n550 5.1.1 User unknown\n--b\n"
    text += "Content-Type: message/rfc822\n\nTo: <juma@school.example>\n\nhello\n--b--\n"
    assert [(one.recipient, one.reply.code) for one in find(text)] == [(JUMA, 550)]


def test_addresses_that_share_a_reason() -> None:
    """Addresses one below the other share what follows."""
    text = "The following recipient(s) could not be reached:\n\n  a@school.example\n  b@school.example\n"
    text += "  550 5.7.1 refused\n"
    assert [(one.recipient, one.reply.code) for one in find(text)] == [
        ("a@school.example", 550),
        ("b@school.example", 550),
    ]


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("encoded", [False, True])
def test_hostile(name: str, *, encoded: bool) -> None:
    """Texts that are made to hurt are answered in a second."""
    text = HOSTILE[name](300_000)
    started = time.perf_counter()
    found = bounce.find(text.encode() if encoded else text)
    assert time.perf_counter() - started < 2
    assert found is None or len(found) > 0


def test_addresses_that_share_a_long_reason() -> None:
    """What hundreds of addresses share is read once, and memory stays bounded."""
    text = DAEMON + "\n" + "".join(f"<u{number}@b.example>:\n" for number in range(2_000)) + "550 5.1.1 " + "no such user " * 600
    started = time.process_time()
    found = find(text)
    assert time.process_time() - started < 0.5
    assert len(found) == 2_000
    assert {(one.reply.code, str(one.reply.enhanced)) for one in found} == {(550, "5.1.1")}
    assert sum(map(len, {id(one.reply): one.reply.source for one in found}.values())) < 10_000


@pytest.mark.parametrize(
    "sentence",
    [
        "Ujumbe wako kwa juma@school.example haukuwasilishwa.",
        "ไม่สามารถส่งข้อความของคุณถึงjuma@school.exampleได้",
        "ข้อความของคุณไม่ถูกส่งไปยัง juma@school.example เนื่องจากไม่พบที่อยู่",
        "तुमचा संदेश juma@school.example ला वितरित करता आला नाही.",
        "Mesajınız juma@school.example adresine teslim edilemedi.",
        "No s'ha pogut lliurar el missatge a juma@school.example.",
        "Ihre Nachricht an juma@school.example konnte nicht zugestellt werden.",
    ],
)
def test_recipient_in_a_sentence_of_any_language(sentence: str) -> None:
    """A sentence of failure names the recipient in its middle."""
    for text in (f"{sentence}\n\n550 5.1.1 User unknown\n", f"{DAEMON}\n{sentence}\n\n550 5.1.1 User unknown\n"):
        assert [(one.recipient, one.reply.code) for one in find(text)] == [(JUMA, 550)]


def test_recipient_in_its_own_script() -> None:
    """An address of letters beyond ASCII is read whole."""
    found = find(f"{DAEMON}\nतुमचा संदेश joséph@школа.example ला वितरित करता आला नाही.\n\n550 5.1.1 no\n")
    assert [one.recipient for one in found] == ["joséph@школа.example"]


def test_parcel() -> None:
    """A parcel is no mail, and a telephone number no code."""
    assert bounce.find("Your parcel could not be delivered.\nContact dhl@example.com or call 0421 550 450\n") is None
    found = find(f"{DAEMON}\nYour mail was not delivered.\nAsk help@example.com or call 0421 550 450\n")
    assert [one.reply.code for one in found] == [None]


DELAYED = [
    (
        "Delivery is delayed to these recipients or groups:\n\njuma@school.example (juma@school.example)\n\nSubject: hi\n\n"
        "This message hasn't been delivered yet. Delivery will continue to be attempted.\n\nThe server will keep trying.\n",
        "This message hasn't been delivered yet",
        "",
    ),
    (
        "THIS IS A WARNING MESSAGE ONLY.\n\nYOU DO NOT NEED TO RESEND YOUR MESSAGE.\n\n"
        "Delivery to the following recipient has been delayed:\n\n     juma@school.example\n\n"
        "Message will be retried for 2 more day(s)\n\nTechnical details of temporary failure: \n"
        "The recipient server did not accept our requests to connect. Learn more at https://example.org/ \n"
        "[mx.school.example. (10): Connection timed out]\n",
        "The recipient server did not accept our requests to connect",
        "mx.school.example",
    ),
    (
        "    ******************************************\n    **    THIS IS A WARNING MESSAGE ONLY    **\n"
        "    ******************************************\n\nThe original message was received at some time\n\n"
        "   ----- Transcript of session follows -----\n"
        "<juma@school.example>... Deferred: Connection timed out with mx.school.example.\n"
        "Warning: message still undelivered after 4 hours\nWill keep trying until message is 5 days old\n",
        "Deferred: Connection timed out",
        "mx.school.example",
    ),
    (
        "The original message was received at some time\n\n   ----- Transcript of session follows -----\n"
        "<juma@school.example>... Deferred: 451 4.7.1 Greylisted\nWill keep trying until message is 5 days old\n",
        "451 4.7.1 Greylisted",
        "",
    ),
]


@pytest.mark.parametrize(("text", "said", "remote"), DELAYED)
def test_delayed(text: str, said: str, remote: str) -> None:
    """What a notice of a delay says is the reason, not the banner, the subject, or that it goes on."""
    found = find(f"{DAEMON.replace('failure notice', 'Warning')}\n{text}")
    assert [(one.recipient, one.remote, one.action) for one in found] == [(JUMA, remote, "delayed")]
    assert found[0].reply.source.startswith(said)


#: What programs write around `<someone>: ... said: 451 ...` while they keep trying; `{}` is the section about the recipient.
KEEPS_TRYING = [
    "Your message has not been delivered yet. It will be tried again for four more days.\n\n{}",
    "We have not yet delivered your message.\nThe next attempt is in one hour.\nIt could not be delivered so far.\n\n{}",
    "We could not deliver your message, and shall try again.\n\n{}",
    "Your message was delayed. We keep on trying to deliver it to\nthe following recipient.\n\n{}",
    "Your message could not be delivered so far. The server tries again until Friday.\n\n{}",
    "Your message could not be delivered, and is still in our queue.\n\n{}",
    "# THIS IS A WARNING ONLY, YOU DO NOT NEED TO RESEND YOUR MESSAGE #\n\n{}",
    "Your message could not be delivered for more than 6 hour(s).\nIt will be retried until it is 5 day(s) old.\n\n{}",
    "A message that you sent could not be delivered.\n\n{}\n\nThere is nothing for you to do. Delivery attempts\n"
    "will continue for some days. Eventually the server will give up.\n",
    "Your message could not be delivered by now.\n\n{}\nI'll keep trying for another six days.",
    "Delivery of your message is delayed to this recipient:\n\n{}\n\nThe server will keep\ntrying for 19 hours.",
    "    Hi!\n\n    This is the MAILER-DAEMON. Your message is delayed for more than 4 hours for\n\n{}",
    "This is a delivery failure notification. The message could not be delivered, and the server is still trying:\n\n{}",
    "Ihre Nachricht konnte noch nicht zugestellt werden. Sie wurde nicht zugestellt.\n\n{}",
    "Votre message n'a pas encore été remis.\n\n{}",
    "El vostre missatge encara no s'ha pogut lliurar.\n\n{}",
    "İletiniz henüz teslim edilemedi. Tekrar denenecek.\n\n{}",
    "Ujumbe wako haukuwasilishwa. Utajaribiwa tena.\n\n{}",
    "तुमचा संदेश अद्याप वितरित झालेला नाही.\n\n{}",
    "ข้อความของคุณไม่ได้ส่ง ระบบจะลองใหม่\n\n{}",
]
#: The same of those that do not.
GIVES_UP = [
    "Your message could not be delivered. It will not be tried again.\n\n{}",
    "Your message was not delivered. Its delivery is delayed for five days now, and the server has given up.\n\n{}",
    "Your message could not be delivered for 5 days. No further attempts will be made.\n\n{}",
    "Your message could not be delivered. The server has tried for long, will not retry, and has stopped trying.\n\n{}",
    "Your message could not be delivered for 5 days\nMessage will be deleted from queue\n\n{}",
    "I'm sorry, your message could not be delivered. We warned you that it was delayed. Please send it again.\n\n{}",
    "Your message could not be delivered.\n\n{}, your server will retry later\n",
    "Your message could not be delivered.\n\n{}\nI'm not going to try again; this message has been delayed too long.",
]


@pytest.mark.parametrize(
    ("text", "action"), [*((text, "delayed") for text in KEEPS_TRYING), *((text, "failed") for text in GIVES_UP)]
)
def test_whether_a_program_keeps_trying(text: str, action: str) -> None:
    """Nobody who must wait is told to act, and nobody waits for what was given up; what the server said has no part in it."""
    section = "<juma@school.example>: host mx.school.example[192.0.2.10] said: 451 4.3.0 Try again later"
    found = find(text.format(section))
    assert [(one.recipient, one.reply.code, one.action) for one in found] == [(JUMA, 451, action)]
    assert "keep trying" not in found[0].reply.source


def test_a_permanent_refusal_is_not_waited_for() -> None:
    """A notice of a delay may tell of another recipient whom the server refused for good."""
    text = (
        "Your message has not been delivered yet. It will be tried again.\n\n<juma@school.example>: 451 4.3.0 Busy\n\n"
        "<meera@school.example>: 550 5.1.1 User unknown\n"
    )
    assert [(one.reply.code, one.action) for one in find(text)] == [(451, "delayed"), (550, "failed")]


def test_quoted_lines() -> None:
    """Ten megabytes of empty quoted lines take time and memory in proportion."""
    started = time.process_time()
    assert bounce.find(">\n" * 2_000_000) is None
    assert time.process_time() - started < 4
    assert [
        one.reply.code for one in find("I got this:\n> This is the mail system at host x.example\n> <a@b.example>: 550 no")
    ] == [550]


def test_ten_million_digits() -> None:
    """A number is no bounce, however long it is."""
    assert bounce.find(b"5" * 10_000_000) is None


def test_bytes_of_any_kind() -> None:
    """Bytes that are no text are no bounce, and no error."""
    assert bounce.find(bytes(range(256)) * 1_000) is None
    head = DAEMON.encode() + b"Content-Type: text/plain; charset=%s\n\n<a@b.example>\n550 \xff\xfe\x1b$B%%\x00"
    for charset in (
        b"utf-8",
        b"iso-2022-jp",
        b"shift_jis",
        b"no-such",
        b"rot13",
        b"punycode",
        b"idna",
        b"utf-7",
        b"\xc3\xa9",
    ):
        assert [one.reply.code for one in find(head % charset)] == [550]


@pytest.mark.parametrize("cut", range(0, 2_400, 97))
def test_cut_off(cut: int) -> None:
    """A message that ends anywhere is read as far as it goes."""
    for name in ("postfix-two", "gmail-new", "ses-workmail", "forwarded-base64"):
        data = (CORPUS / f"{name}.eml").read_bytes()
        for part in (data[:cut], data[cut:]):
            found = bounce.find(part)
            assert found is None or len(found) > 0


def test_utf16() -> None:
    """A text in UTF-16, as some editors save it."""
    text = (CORPUS / "human-part-only.eml").read_text(encoding="utf-8")
    assert [one.reply.code for one in find(text.encode("utf-16"))] == [554]


def test_address_of_field() -> None:
    """The types and marks around an address go."""
    for value in ("rfc822; juma@school.example", "RFC822;<juma@school.example>", "juma@school.example (Juma)"):
        assert delivery_report.address(value) == JUMA
    assert delivery_report.address(r"utf-8; \x{110000}@school.example") == r"\x{110000}@school.example"


def test_status_torn_from_its_recipient() -> None:
    """Empty lines between the fields of one recipient do not make two."""
    text = "Final-Recipient: rfc822; a@b.example\n\nAction: failed\n\nStatus: 5.1.1\n\n"
    text += "Final-Recipient: rfc822; c@d.example\nAction: failed\n"
    records = delivery_report.records(text, whole=True)
    assert [(record.recipient, str(record.status)) for record in records] == [
        ("a@b.example", "5.1.1"),
        ("c@d.example", "None"),
    ]


def test_html() -> None:
    """Words, lines and entities of HTML; addresses in angle brackets are no tags."""
    markup = "<p>a&amp;b<br>c <b>d</b></p><!-- x --><STYLE>y</STYLE><a@b.example> &#99999999999; 1 < 2"
    assert html_text.words(markup).split("\n") == ["", "a&b", "c d", "<a@b.example> \ufffd 1 < 2"]


def test_boundary_that_never_comes() -> None:
    """A part whose boundary is missing is read as text."""
    mail = mime.read("Subject: x\nContent-Type: multipart/mixed; boundary=never\n\n--other\nContent-Type: text/plain\n\nhello\n")
    assert [part.text.strip() for part in mail.parts if part.text.strip()] == ["hello"]


def test_encoded_words() -> None:
    """Encoded words are decoded where they are well formed, and left where not."""
    assert mime.decoded_words("=?utf-8?B?w6k=?= =?utf-8?Q?=C3=A9_x?= y") == "éé x y"
    assert mime.decoded_words("=?utf-8?X?abc?= =?") == "=?utf-8?X?abc?= =?"
