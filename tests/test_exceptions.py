"""What programs print when their mail was refused, in the shapes of their languages."""

import pytest

from smtp_tutor.message.exceptions import find
from tests import finders

Brief = tuple[int | None, str, str, str]
USER = "user@example.com"

#: text, (code, enhanced code, recipient, command) of each refusal
CASES: list[tuple[str, list[Brief]]] = [
    (
        (
            "Traceback (most recent call last):\n"
            '  File "/srv/send.py", line 12, in <module>\n'
            "    server.sendmail(a, b, c)\n"
            "smtplib.SMTPRecipientsRefused: {'user@example.com': (550, b'5.1.1 <user@example.com>: "
            "User unknown'), 'second@example.com': (452, b\"4.2.2 Full, it\\'s over\")}"
        ),
        [(550, "5.1.1", USER, "RCPT"), (452, "4.2.2", "second@example.com", "RCPT")],
    ),
    (
        "smtplib.SMTPDataError: (554, b'5.7.1 [192.0.2.1] Message refused\\n5.7.1 as spam')",
        [(554, "5.7.1", "", "end of DATA")],
    ),
    (
        (
            "smtplib.SMTPAuthenticationError: (535, b'5.7.8 Username and Password not accepted. "
            "See\\n5.7.8  https://example.com/ a - b')"
        ),
        [(535, "5.7.8", "", "AUTH")],
    ),
    (
        ("smtplib.SMTPSenderRefused: (530, b'5.7.0 Must issue a STARTTLS command first', 'me@example.net')"),
        [(530, "5.7.0", "", "MAIL")],
    ),
    (r"SMTPDataError(554, b'5.7.1 caf\xe9 na\xc3')", [(554, "5.7.1", "", "end of DATA")]),
    ("smtplib.SMTPDataError: (554, b'5.7.1 Message refused as", [(554, "5.7.1", "", "end of DATA")]),
    ("{'user@example.com': (550, b'5.1.1 User unknown')}", [(550, "5.1.1", USER, "RCPT")]),
    ("smtplib.SMTPConnectError: (421, b'Too busy')", [(421, "", "", "CONNECT")]),
    ("smtplib.SMTPServerDisconnected: Connection unexpectedly closed", [(None, "", "", "")]),
    ("smtplib.SMTPNotSupportedError: SMTP AUTH extension not supported by server.", [(None, "", "", "")]),
    ("aiosmtplib.errors.SMTPResponseException(code=550, message='5.7.1 Refused')", [(550, "5.7.1", "", "")]),
    (
        "aiosmtplib.SMTPRecipientsRefused: [SMTPRecipientRefused(550, '5.1.1 User unknown', 'user@example.com')]",
        [(550, "5.1.1", USER, "RCPT")],
    ),
    (
        (
            "com.sun.mail.smtp.SMTPAddressFailedException: 550 5.1.1 <user@example.com>: User "
            "unknown\n"
            "\n"
            "\tat com.sun.mail.Transport.send(x)"
        ),
        [(550, "5.1.1", "", "RCPT")],
    ),
    (
        (
            "jakarta.mail.SendFailedException: Invalid Addresses;\n"
            "  nested exception is:\n"
            "\torg.eclipse.angus.mail.smtp.SMTPAddressFailedException: 550 5.1.1 User unknown\n"
        ),
        [(550, "5.1.1", "", "RCPT")],
    ),
    (
        "jakarta.mail.AuthenticationFailedException: 535-5.7.8 Not so.\n535 5.7.8  https://example.com/\n\n\tat x",
        [(535, "5.7.8", "", "AUTH")],
    ),
    (
        ("com.sun.mail.smtp.SMTPSendFailedException: 554 5.7.1 Refused\n;\n  nested exception is:"),
        [(554, "5.7.1", "", "")],
    ),
    (
        ("javax.mail.MessagingException: Could not connect to SMTP host: mx.example.com, port: 25, response: 421"),
        [(421, "", "", "CONNECT")],
    ),
    ("javax.mail.SendFailedException: Invalid Addresses", [(None, "", "", "")]),
    (
        (
            "Error: Can't send mail - all recipients were rejected: 550 5.1.1 <user@example.com>: "
            "User unknown\n"
            "    at x (y.js:1:1) {\n"
            "  code: 'EENVELOPE',\n"
            "  response: '550 5.1.1 <user@example.com>: User unknown',\n"
            "  responseCode: 550,\n"
            "  command: 'RCPT TO',\n"
            "  rejected: [ 'user@example.com' ]\n"
            "}"
        ),
        [(550, "5.1.1", USER, "RCPT")],
    ),
    (
        "{ Error: Message failed: 554 5.7.1 Refused\n  response:\n   '554 5.7.1 ' +\n   'Refused',\n  command: 'DATA' }",
        [(554, "5.7.1", "", "DATA")],
    ),
    (
        ("Error: Invalid login: 535-5.7.8 Not accepted.\n535 5.7.8  https://example.com/ - gsmtp\n    at x"),
        [(535, "5.7.8", "", "AUTH")],
    ),
    (
        (
            "SMTP Error: The following recipients failed: user@example.com: User unknownSMTP "
            "server error: RCPT TO command failed Detail: User unknown SMTP code: 550 Additional "
            "SMTP info: 5.1.1"
        ),
        [(550, "5.1.1", USER, "RCPT")],
    ),
    (
        "SMTP Error: The following recipients failed: user@example.com: 5.1.1 User unknown",
        [(None, "5.1.1", USER, "RCPT")],
    ),
    (
        (
            "SMTP Error: data not accepted.SMTP server error: DATA END command failed Detail: "
            "Refused\n"
            "for spam SMTP code: 550 Additional SMTP info: 5.7.1"
        ),
        [(550, "5.7.1", "", "end of DATA")],
    ),
    (
        (
            "The following From address failed: me@example.net : MAIL FROM command failed,Sender "
            "refused,553,5.7.1,SMTP server error"
        ),
        [(553, "5.7.1", "", "MAIL")],
    ),
    ("SMTP Error: Could not authenticate.", [(None, "", "", "AUTH")]),
    (
        (
            'TransportException: Expected response code "250/251/252" but got code "550", with '
            'message "550 5.1.1 <user@example.com>: No "x"".'
        ),
        [(550, "5.1.1", "", "")],
    ),
    (
        ('Expected response code 250 but got code "535", with message "535-5.7.8 Not accepted\r\n535 5.7.8 Bye\r\n"'),
        [(535, "5.7.8", "", "")],
    ),
    (
        ("2026/11/22 10:00:00 gomail: could not send email 1: 550 5.1.1 User unknown\nexit status 1"),
        [(550, "5.1.1", "", "")],
    ),
    ("2026/11/22 10:00:00 main.go:7: 550 5.1.1 User unknown\nexit status 1", [(550, "5.1.1", "", "")]),
    ('&textproto.Error{Code:550, Msg:"5.1.1 User \\"x\\" unknown"}', [(550, "5.1.1", "", "")]),
    (
        (
            "System.Net.Mail.SmtpFailedRecipientException: Mailbox unavailable. The server "
            "response was: 5.1.1 User unknown\n"
            "   at x()"
        ),
        [(550, "5.1.1", "", "RCPT")],
    ),
    (
        (
            "System.Net.Mail.SmtpException: The SMTP server requires a secure connection or the "
            "client was not authenticated. The server response was: 5.7.57 SMTP; Client was not "
            "authenticated"
        ),
        [(530, "5.7.57", "", "")],
    ),
    (
        (
            "System.Net.Mail.SmtpException: Service not available, closing transmission channel. "
            "The server response was: 4.3.2 Busy"
        ),
        [(421, "4.3.2", "", "")],
    ),
    (
        (
            "MailKit.Net.Smtp.SmtpCommandException: 5.2.2 Over quota\n"
            "ErrorCode: RecipientNotAccepted\n"
            "StatusCode: ExceededStorageAllocation\n"
            "Mailbox: user@example.com"
        ),
        [(552, "5.2.2", USER, "RCPT")],
    ),
    ("MailKit.Security.AuthenticationException: 535: 5.7.8 Authentication failed", [(535, "5.7.8", "", "AUTH")]),
    ("Net::SMTPFatalError: 550 5.1.1 User unknown", [(550, "5.1.1", "", "")]),
    ("Net::SMTPAuthenticationError (535-5.7.8 Username and Password not accepted)", [(535, "5.7.8", "", "AUTH")]),
    (
        ("smtp.rb:1084:in 'Net::SMTP#check_response': 550 5.1.1 User unknown (Net::SMTPFatalError)\n\tfrom x"),
        [(550, "5.1.1", "", "")],
    ),
    ("#<Net::SMTPServerBusy: 450 4.2.0 Greylisted>", [(450, "4.2.0", "", "")]),
    ("user@example.com failed after RCPT TO: 550 5.1.1 User unknown", [(550, "5.1.1", USER, "RCPT")]),
    ("SMTP recipient() command failed:\n5.1.1 User unknown", [(None, "5.1.1", "", "RCPT")]),
    ("Error: permanent error (550): 5.1.1 User unknown", [(550, "5.1.1", "", "")]),
    (
        (
            "Error { kind: Permanent(Code { severity: PermanentNegativeCompletion, category: "
            'MailSystem, detail: Four }), source: "5.6.0 x" }'
        ),
        [(554, "5.6.0", "", "")],
    ),
    ("curl: (55) RCPT failed: 550", [(550, "", "", "RCPT")]),
    ("curl: (67) Login denied", [(None, "", "", "AUTH")]),
    (r'{permanent_failure, "mx.example.com", <<"550 5.1.1 User unknown\r\n">>}', [(550, "5.1.1", "", "")]),
    (
        (
            "Mailer Error: SMTP Error: The following recipients failed: user@example.com: 5.1.1 User unknown\n"
            "SMTP server error: RCPT TO command failed Detail: 5.1.1 User unknown\n SMTP code: 550"
        ),
        [(550, "5.1.1", USER, "RCPT")],
    ),
]
TEXTS = [case[0] for case in CASES]

#: What only looks like an error of a mail library.
NOT = [
    "Hello (500, 'x') world",
    "The mail to Bob failed (550, I think).",
    "data: (250, b'2.0.0 OK')",
    "(",
    "('",
    "(550, b'",
    "curl: (22) The requested URL returned error: 404",
    "ValueError: (404, 'Not found')",
    "2026/11/22 10:00:00 500 Internal error",
    "smtplib.SMTPException: (",
    "const response: 'hello'",
    "response: '",
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0][:60])
def test_exception(case: tuple[str, list[Brief]]) -> None:
    """Each form is read, by itself and inside a page of other things."""
    text, expected = case
    for page in (text, f"Something went wrong.\n\n{text}\n\nPlease help!"):
        found = find(page)
        assert found is not None
        assert [finders.brief(item) for item in found] == expected
        finders.assert_placed(found, page)


def test_text_is_decoded() -> None:
    """Escapes are undone, bytes are read in whatever encoding they are."""
    found = find(CASES[0][0])
    assert found is not None
    assert [item.reply.text for item in found] == ["<user@example.com>: User unknown", "Full, it's over"]
    found = find(r"SMTPDataError: (554, b'5.7.1 Gr\xfc\xdfe')") or ()
    assert [item.reply.text for item in found] == ["Gr\xfc\xdfe"]


def test_lines_are_lines() -> None:
    """Lines whose codes a library took off are lines of one reply."""
    found = find(CASES[1][0])
    assert found is not None
    assert found[0].reply.text == "[192.0.2.1] Message refused\nas spam"


def test_each_refusal_once() -> None:
    """A chain of errors prints the same refusal again and again."""
    text = "\n\nDuring handling of the above exception, another exception occurred:\n\n".join([CASES[1][0]] * 3)
    found = find(text)
    assert found is not None
    assert len(found) == 1


def test_many_recipients() -> None:
    """The same words for many recipients are as many refusals."""
    people = [f"user{number}@example.com" for number in range(200)]
    found = find("smtplib.SMTPRecipientsRefused: " + repr(dict.fromkeys(people, (550, b"5.1.1 User unknown"))))
    assert found is not None
    assert [item.recipient for item in found] == people


@pytest.mark.parametrize("text", NOT)
def test_looks_like_one(text: str) -> None:
    """A refusal without a code at most, and never a reply of it."""
    assert not [item for item in find(text) or () if item.reply.code]


@pytest.mark.parametrize("text", finders.OTHERS.values())
def test_nothing(text: str) -> None:
    """What is no error of a program."""
    assert find(text) is None


def test_hostile() -> None:
    """Any text is answered soon."""
    finders.assert_quick(find)
