"""Dialogues with mail servers, in the shapes in which people and programs print them."""

import re

import pytest

from smtp_tutor import decode
from smtp_tutor.message.transcript import find
from tests import finders

Brief = tuple[int | None, str, str, str]

#: name, text, (code, enhanced code, recipient, command) of each reply
CASES: list[tuple[str, str, list[Brief]]] = [
    (
        "telnet",
        (
            "Trying 192.0.2.1...\n"
            "Connected to mx.example.com.\n"
            "Escape character is '^]'.\n"
            "220 mx.example.com ESMTP\n"
            "EHLO me.example\n"
            "250-mx.example.com\n"
            "250-PIPELINING\n"
            "250 8BITMIME\n"
            "MAIL FROM:<me@example.net>\n"
            "250 2.1.0 Ok\n"
            "RCPT TO:<user@example.com>\n"
            "550 5.1.1 <user@example.com>: Recipient address rejected: User unknown\n"
            "QUIT\n"
            "221 2.0.0 Bye\n"
            "Connection closed by foreign host.\n"
        ),
        [
            (220, "", "", "CONNECT"),
            (250, "", "", "EHLO"),
            (250, "2.1.0", "", "MAIL"),
            (550, "5.1.1", "user@example.com", "RCPT"),
            (221, "2.0.0", "", "QUIT"),
        ],
    ),
    (
        "swaks",
        (
            "=== Trying mx.example.com:25...\n"
            "=== Connected to mx.example.com.\n"
            "<-  220 mx.example.com ESMTP\n"
            " -> EHLO me.example\n"
            "<-  250-mx.example.com\n"
            "<-  250 STARTTLS\n"
            " -> STARTTLS\n"
            "<-  220 2.0.0 Ready\n"
            "=== TLS started with cipher TLSv1.3\n"
            " ~> EHLO me.example\n"
            "<~  250 mx.example.com\n"
            " ~> MAIL FROM:<me@example.net>\n"
            "<~  250 2.1.0 Ok\n"
            " ~> RCPT TO:<user@example.com>\n"
            "<~* 550 5.1.1 User unknown\n"
            " ~> QUIT\n"
            "<~  221 2.0.0 Bye\n"
            "=== Connection closed with remote host."
        ),
        [
            (220, "", "", "CONNECT"),
            (250, "", "", "EHLO"),
            (220, "2.0.0", "", "STARTTLS"),
            (250, "", "", "EHLO"),
            (250, "2.1.0", "", "MAIL"),
            (550, "5.1.1", "user@example.com", "RCPT"),
            (221, "2.0.0", "", "QUIT"),
        ],
    ),
    (
        "swaks2",
        (" -> RCPT TO:<user@example.com>\n<** 550 5.1.1 User unknown"),
        [(550, "5.1.1", "user@example.com", "RCPT")],
    ),
    (
        "smtplib",
        (
            "send: 'ehlo me.example\\r\\n'\n"
            "reply: b'250-mx.example.com\\r\\n'\n"
            "reply: b'250 SIZE 1000\\r\\n'\n"
            "reply: retcode (250); Msg: b'mx.example.com\\nSIZE 1000'\n"
            "send: 'mail FROM:<me@example.net>\\r\\n'\n"
            "reply: b'250 2.1.0 Ok\\r\\n'\n"
            "reply: retcode (250); Msg: b'2.1.0 Ok'\n"
            "send: 'rcpt TO:<user@example.com>\\r\\n'\n"
            "reply: b'250 2.1.5 Ok\\r\\n'\n"
            "reply: retcode (250); Msg: b'2.1.5 Ok'\n"
            "send: 'data\\r\\n'\n"
            "reply: b'354 End data\\r\\n'\n"
            "reply: retcode (354); Msg: b'End data'\n"
            "data: (354, b'End data')\n"
            "send: b'Subject: x\\r\\n\\r\\nhi\\r\\n.\\r\\n'\n"
            "reply: b'554 5.7.1 Spam\\r\\n'\n"
            "reply: retcode (554); Msg: b'5.7.1 Spam'\n"
            "data: (554, b'5.7.1 Spam')\n"
        ),
        [
            (250, "", "", "EHLO"),
            (250, "2.1.0", "", "MAIL"),
            (250, "2.1.5", "user@example.com", "RCPT"),
            (354, "", "", "DATA"),
            (554, "5.7.1", "user@example.com", "end of DATA"),
        ],
    ),
    (
        "smtplib2",
        ("send: 'rcpt TO:<user@example.com>\\r\\n'\nreply: retcode (550); Msg: b'5.1.1 One\\n5.1.1 Two'"),
        [(550, "5.1.1", "user@example.com", "RCPT")],
    ),
    (
        "phpmailer",
        (
            "2026-11-22 10:00:00 SERVER -> CLIENT: 220 mx.example.com ESMTP\n"
            "2026-11-22 10:00:00 CLIENT -> SERVER: EHLO me.example\n"
            "2026-11-22 10:00:00 SERVER -> CLIENT: 250-mx.example.com\n"
            "                                     250-PIPELINING\n"
            "                                     250 8BITMIME\n"
            "2026-11-22 10:00:00 CLIENT -> SERVER: MAIL FROM:<me@example.net>\n"
            "2026-11-22 10:00:00 SERVER -> CLIENT: 250 2.1.0 Ok\n"
            "2026-11-22 10:00:00 CLIENT -> SERVER: RCPT TO:<user@example.com>\n"
            "2026-11-22 10:00:00 SERVER -> CLIENT: 550 5.1.1 User unknown\n"
            "2026-11-22 10:00:00 SMTP ERROR: RCPT TO command failed: 550 5.1.1 User unknown\n"
        ),
        [
            (220, "", "", "CONNECT"),
            (250, "", "", "EHLO"),
            (250, "2.1.0", "", "MAIL"),
            (550, "5.1.1", "user@example.com", "RCPT"),
        ],
    ),
    (
        "curl",
        (
            "* Connected to mx.example.com (192.0.2.1) port 25\n"
            "< 220 mx.example.com ESMTP\n"
            "> EHLO me\n"
            "< 250 mx.example.com\n"
            "> RCPT TO:<user@example.com>\n"
            "< 550 5.1.1 User unknown\n"
            "* RCPT failed: 550"
        ),
        [(220, "", "", "CONNECT"), (250, "", "", "EHLO"), (550, "5.1.1", "user@example.com", "RCPT")],
    ),
    (
        "rfc",
        (
            "S: 220 mx.example.com\n"
            "C: EHLO me.example\n"
            "S: 250 hi\n"
            "C: MAIL FROM:<a@example.net>\n"
            "C: RCPT TO:<one@example.com>\n"
            "C: RCPT TO:<two@example.com>\n"
            "C: DATA\n"
            "S: 250 2.1.0 sender ok\n"
            "S: 250 2.1.5 one ok\n"
            "S: 550 5.1.1 two unknown\n"
            "S: 354 go\n"
            "C: Subject: x\n"
            "C: \n"
            "C: 550 is in the text\n"
            "C: .\n"
            "S: 250 2.0.0 queued\n"
            "C: QUIT\n"
            "S: 221 bye"
        ),
        [
            (220, "", "", "CONNECT"),
            (250, "", "", "EHLO"),
            (250, "2.1.0", "", "MAIL"),
            (250, "2.1.5", "one@example.com", "RCPT"),
            (550, "5.1.1", "two@example.com", "RCPT"),
            (354, "", "", "DATA"),
            (250, "2.0.0", "one@example.com", "end of DATA"),
            (221, "", "", "QUIT"),
        ],
    ),
    (
        "sendmail",
        (">>> RCPT To:<user@example.com>\n<<< 550 5.1.1 User unknown"),
        [(550, "5.1.1", "user@example.com", "RCPT")],
    ),
    (
        "openssl",
        (
            "CONNECTED(00000003)\n"
            "depth=2 C = US, O = Example, CN = Root\n"
            "verify return:1\n"
            "---\n"
            "Certificate chain\n"
            " 0 s:CN = mx.example.com\n"
            "   i:C = US, O = Example\n"
            "---\n"
            "SSL handshake has read 3000 bytes and written 500 bytes\n"
            "Verification: OK\n"
            "---\n"
            "250 SMTPUTF8\n"
            "EHLO me.example\n"
            "250-mx.example.com\n"
            "250 AUTH PLAIN\n"
            "AUTH PLAIN AHVzZXIAcGFzcw==\n"
            "535 5.7.8 Authentication failed\n"
        ),
        [(250, "", "", ""), (250, "", "", "EHLO"), (535, "5.7.8", "", "AUTH")],
    ),
    (
        "javamail",
        (
            'DEBUG SMTP: connected to host "mx.example.com", port: 25\n'
            "220 mx.example.com ESMTP\n"
            "EHLO me.example\n"
            "250-mx.example.com\n"
            "250 SIZE\n"
            'DEBUG SMTP: Found extension "SIZE", arg ""\n'
            "MAIL FROM:<a@example.net>\n"
            "250 2.1.0 Ok\n"
            "RCPT TO:<user@example.com>\n"
            "550 5.1.1 User unknown\n"
            "DEBUG SMTP: Invalid Addresses\n"
        ),
        [
            (220, "", "", "CONNECT"),
            (250, "", "", "EHLO"),
            (250, "2.1.0", "", "MAIL"),
            (550, "5.1.1", "user@example.com", "RCPT"),
        ],
    ),
    (
        "ruby",
        ('<- "RCPT TO:<user@example.com>\\r\\n"\n-> "550 5.1.1 User unknown\\r\\n"'),
        [(550, "5.1.1", "user@example.com", "RCPT")],
    ),
    (
        "nodemailer",
        (
            "[2026-11-22 10:00:00] DEBUG [abc123] S: 220 mx.example.com\n"
            "[2026-11-22 10:00:00] DEBUG [abc123] C: RCPT TO:<user@example.com>\n"
            "[2026-11-22 10:00:00] DEBUG [abc123] S: 550 5.1.1 User unknown"
        ),
        [(220, "", "", "CONNECT"), (550, "5.1.1", "user@example.com", "RCPT")],
    ),
    (
        "authlogin",
        ("220 mx.example.com\nAUTH LOGIN\n334 VXNlcm5hbWU6\ndXNlcg==\n334 UGFzc3dvcmQ6\ncGFzcw==\n535 5.7.8 Bad"),
        [(220, "", "", "CONNECT"), (334, "", "", "AUTH"), (334, "", "", "AUTH"), (535, "5.7.8", "", "AUTH")],
    ),
    (
        "lmtp",
        (
            "LHLO me\n"
            "250 hi\n"
            "MAIL FROM:<a@example.net>\n"
            "250 ok\n"
            "RCPT TO:<one@example.com>\n"
            "250 ok\n"
            "RCPT TO:<two@example.com>\n"
            "250 ok\n"
            "DATA\n"
            "354 go\n"
            "hello\n"
            ".\n"
            "250 2.1.5 one\n"
            "452 4.2.2 two full"
        ),
        [
            (250, "", "", "LHLO"),
            (250, "", "", "MAIL"),
            (250, "", "one@example.com", "RCPT"),
            (250, "", "two@example.com", "RCPT"),
            (354, "", "", "DATA"),
            (250, "2.1.5", "one@example.com", "end of DATA"),
            (452, "4.2.2", "two@example.com", "end of DATA"),
        ],
    ),
    (
        "elided",
        ("DATA\n354 go ahead\n550 5.7.1 spam\nQUIT\n221 bye"),
        [(354, "", "", "DATA"), (550, "5.7.1", "", "end of DATA"), (221, "", "", "QUIT")],
    ),
    (
        "marks",
        ("<-- 550 5.1.1 a\n<-- 550 5.1.1 b\n<-- 421 4.3.0 c"),
        [(550, "5.1.1", "", ""), (550, "5.1.1", "", ""), (421, "4.3.0", "", "")],
    ),
    (
        "timestamps",
        (
            "[10:00:00.123] S: 220 mx.example.com\n"
            "[10:00:00.200] C: EHLO me\n"
            "[10:00:00.300] S: 250 hi\n"
            "[10:00:01.000] C: RCPT TO:<user@example.com>\n"
            "[10:00:01.100] S: 450 4.2.1 Wait"
        ),
        [(220, "", "", "CONNECT"), (250, "", "", "EHLO"), (450, "4.2.1", "user@example.com", "RCPT")],
    ),
    (
        "exim debug",
        (
            "  SMTP<< 220 mx.example.com ESMTP\n"
            "  SMTP>> EHLO me.example\n"
            "  SMTP<< 250 mx.example.com\n"
            "  SMTP>> MAIL FROM:<me@example.net>\n"
            "  SMTP<< 553 5.1.8 Sender refused"
        ),
        [(220, "", "", "CONNECT"), (250, "", "", "EHLO"), (553, "5.1.8", "", "MAIL")],
    ),
    (
        "mutt",
        (
            "[2026-11-22 10:00:00] 4< 220 mx.example.com\n"
            "[2026-11-22 10:00:00] 4> EHLO me\n"
            "[2026-11-22 10:00:01] 4< 250 hi\n"
            "[2026-11-22 10:00:01] 4> RCPT TO:<user@example.com>\n"
            "[2026-11-22 10:00:01] 4< 550 5.1.1 User unknown"
        ),
        [(220, "", "", "CONNECT"), (250, "", "", "EHLO"), (550, "5.1.1", "user@example.com", "RCPT")],
    ),
    (
        "msmtp",
        (
            "<-- 220 mx.example.com\n"
            "--> EHLO me\n"
            "<-- 250 hi\n"
            "--> MAIL FROM:<me@example.net>\n"
            "--> RCPT TO:<user@example.com>\n"
            "--> DATA\n"
            "<-- 250 ok\n"
            "<-- 550 5.1.1 User unknown\n"
            "<-- 503 5.5.1 No recipients"
        ),
        [
            (220, "", "", "CONNECT"),
            (250, "", "", "EHLO"),
            (250, "", "", "MAIL"),
            (550, "5.1.1", "user@example.com", "RCPT"),
            (503, "5.5.1", "", "DATA"),
        ],
    ),
    (
        "postfix notice",
        (
            "Out: 220 mx.example.com ESMTP\n"
            "In:  EHLO me.example\n"
            "Out: 250 mx.example.com\n"
            "In:  RCPT TO:<user@example.com>\n"
            "Out: 451 4.3.0 Error: queue file write error\n"
            "In:  QUIT\n"
            "Out: 221 2.0.0 Bye"
        ),
        [
            (220, "", "", "CONNECT"),
            (250, "", "", "EHLO"),
            (451, "4.3.0", "user@example.com", "RCPT"),
            (221, "2.0.0", "", "QUIT"),
        ],
    ),
    (
        "quoted",
        (
            "> EHLO me.example\n"
            "> 250 mx.example.com\n"
            "> MAIL FROM:<me@example.net>\n"
            "> 250 2.1.0 Ok\n"
            "> RCPT TO:<user@example.com>\n"
            "> 550 5.1.1 User unknown"
        ),
        [(250, "", "", "EHLO"), (250, "2.1.0", "", "MAIL"), (550, "5.1.1", "user@example.com", "RCPT")],
    ),
    (
        "mailnews",
        (
            "mailnews.smtp: [a1] S: 220 mx.example.com\n"
            "mailnews.smtp: [a1] C: EHLO [192.0.2.7]\n"
            "mailnews.smtp: [a1] S: 250 hi\n"
            "mailnews.smtp: [a1] C: AUTH PLAIN\n"
            "mailnews.smtp: [a1] S: 535 5.7.8 No"
        ),
        [(220, "", "", "CONNECT"), (250, "", "", "EHLO"), (535, "5.7.8", "", "AUTH")],
    ),
    (
        "html",
        (
            "2026-11-22 10:00:00 SERVER -&gt; CLIENT: 220 mx.example.com<br>\n"
            "2026-11-22 10:00:00 CLIENT -&gt; SERVER: EHLO me<br>\n"
            "2026-11-22 10:00:00 SERVER -&gt; CLIENT: 550 5.7.1 Refused<br>\n"
        ),
        [(220, "", "", "CONNECT"), (550, "5.7.1", "", "EHLO")],
    ),
    (
        "refused at once",
        ("Trying 192.0.2.1...\nConnected to mx.example.com.\nEscape character is '^]'.\n550 5.7.1 Blocked\nQUIT\n221 Bye"),
        [(550, "5.7.1", "", "CONNECT"), (221, "", "", "QUIT")],
    ),
]
TEXTS = [case[1] for case in CASES]

#: What is no dialogue yet.
NOT = [
    "From me@example.net Sun Nov 22 10:00:00 2026\n>>> DATA\n<<< 550 no",
    "<-- 550 5.1.1 User unknown",
    "S: 550 5.1.1 User unknown",
    "RCPT TO:<user@example.com>",
    "I got RCPT TO refused",
    ("> GET / HTTP/1.1\n> Host: example.com\n< HTTP/1.1 200 OK\n< Server: x"),
    "DATA",
    "S: 250 a\nS: 250 b",
    "reply: b'",
    "send: '",
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_dialogue(case: tuple[str, str, list[Brief]]) -> None:
    """Every reply is found, in order, with the command that it answers."""
    _, text, expected = case
    for page in (text, text.replace("\n", "\r\n")):
        found = find(page)
        assert found is not None
        assert [finders.brief(item) for item in found] == expected
        finders.assert_placed(found, page)


def test_message_is_not_read() -> None:
    """What stands in a message is not said by the server, with marks and without."""
    text = "RCPT TO:<user@example.com>\n250 ok\nDATA\n354 go\nSubject: x\n\n550 5.1.1 in the text\nQUIT\n.\n250 2.0.0 queued\n"
    for page in (
        text,
        "".join(f"{'S' if line[:3] in {'250', '354'} else 'C'}: {line}\n" for line in text.splitlines()),
    ):
        found = find(page)
        assert found is not None
        assert [(item.reply.code, item.command, item.action) for item in found] == [
            (250, "RCPT", ""),
            (354, "DATA", ""),
            (250, "end of DATA", "delivered"),
        ]


#: A session as (what the client says, what the server answers), and the code that decides.
DECIDING = [
    ("EHLO 502 / HELO 250 / MAIL FROM:<a@example.net> 250 / RCPT TO:<b@example.com> 450 4.2.0 Greylisted", 450),
    (
        "EHLO 500 / HELO 250 / MAIL FROM:<a@example.net> 250 / RCPT TO:<b@example.com> 250 / DATA 354 / . 250 queued / QUIT 221",
        250,
    ),
    ("EHLO 250 / AUTH CRAM-MD5 504 / AUTH LOGIN 235 / MAIL FROM:<a@example.net> 250 / RCPT TO:<b@example.com> 452 full", 452),
    ("EHLO 250 / STARTTLS 502 / MAIL FROM:<a@example.net> 250 / RCPT TO:<b@example.com> 450 later", 450),
    ("EHLO 250 / MAIL FROM:<a@example.net> 250 / RCPT TO:<b@example.com> 550 5.1.1 no / DATA 554 5.5.1 no recipients", 550),
    ("EHLO 250 / MAIL FROM:<a@example.net> 250 / RCPT TO:<b@example.com> 450 wait / DATA 503 no recipients", 450),
    ("EHLO 250 / MAIL FROM:<a@example.net> 450 slow / RCPT TO:<b@example.com> 503 no MAIL / DATA 503 no MAIL", 450),
    ("EHLO 250 / AUTH PLAIN 535 5.7.8 wrong / QUIT 221", 535),
    ("EHLO 250 / AUTH PLAIN 535 5.7.8 wrong / EHLO 250 / QUIT 221", 535),
    ("EHLO 250 / STARTTLS 454 / EHLO 250 / QUIT 221", 454),
    ("EHLO 550 / QUIT 221", 550),
    ("EHLO 250 / MAIL FROM:<> 250 / RCPT TO:<b@example.com> 250 / RCPT TO:<c@example.com> 450 / DATA 554 spam", 554),
    ("EHLO 250 / MAIL FROM:<> 250 / DATA 503 no recipients", 503),
    (
        "EHLO 250 / MAIL FROM:<> 250 / RCPT TO:<b@example.com> 450 / DATA 503 none / MAIL FROM:<> 250"
        " / RCPT TO:<b@example.com> 250 / DATA 554 spam",
        554,
    ),
]


@pytest.mark.parametrize(("session", "code"), DECIDING)
def test_what_decides(session: str, code: int) -> None:
    """What was refused and then done another way does not decide, nor what follows from an earlier refusal, nor a farewell."""
    lines = ["S: 220 mx.example.com"]
    for step in session.split(" / "):
        asked = re.match(r"(?:AUTH \S+|(?:MAIL|RCPT) \S+|\S+)", step)
        assert asked
        words = asked[0] + " me.example" * (asked[0] in {"EHLO", "HELO"})
        lines += [f"C: {words}", f"S: {step[asked.end() + 1 :]}"]
    found = find("\n".join(lines))
    assert found is not None
    assert len(found) == session.count(" / ") + 2  # all are there, in order
    decoded = decode("\n".join(lines)).decisive
    assert decoded is not None
    assert decoded.reply.code == code
    assert decoded.found.decides


def test_digits_of_other_scripts() -> None:
    """A server's answer counts in the digits of any script."""
    text = "S: २२० mx.example.com\nC: EHLO me\nS: २५०-mx.example.com\nS: २५० SIZE\nC: RCPT TO:<user@example.com>\n"
    text += "S: ५५० ५.१.१ User unknown\nC: QUIT\nS: ๒๒๑ Bye\n"
    found = find(text)
    assert found is not None
    assert [finders.brief(item) for item in found] == [
        (220, "", "", "CONNECT"),
        (250, "", "", "EHLO"),
        (550, "5.1.1", "user@example.com", "RCPT"),
        (221, "", "", "QUIT"),
    ]
    finders.assert_placed(found, text)


def test_lines_are_joined() -> None:
    """The lines of a reply are one reply, whose text has no marks."""
    found = find(CASES[1][1])
    assert found is not None
    assert found[1].reply.text == "mx.example.com\nSTARTTLS"
    assert found[0].remote == "mx.example.com"


@pytest.mark.parametrize("text", [*finders.OTHERS.values(), *NOT])
def test_nothing(text: str) -> None:
    """What is no dialogue."""
    assert find(text) is None


def test_hostile() -> None:
    """Any text is answered soon."""
    finders.assert_quick(find)
