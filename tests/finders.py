"""What the tests of the finders share: how a `Found` is shown, texts that are none of theirs, and hostile ones."""

from collections.abc import Callable, Iterable, Iterator
from time import process_time
from typing import Any

from smtp_tutor.message.found import Found

#: No finder takes more processor time than this, in seconds, for ten megabytes. A slow machine takes a third of it.
LIMIT = 20.0
SIZE = 10_000_000

#: Texts in which no finder finds its form.
OTHERS = {
    "reply": "550 5.1.1 <user@example.com>: Recipient address rejected: User unknown",
    "reply of lines": "550-5.1.1 The account does not exist.\n550-5.1.1 Look for typing errors.\n550 5.1.1 Bye",
    "sentence": ("Yesterday I sent 550 letters to user@example.com, and the server said 550 User unknown to one of them."),
    "empty": "",
    "blank": " \n\t\r\n",
    "bounce": (
        "Return-Path: <>\n"
        "From: MAILER-DAEMON@mx.example.net\n"
        "To: me@example.net\n"
        "Subject: Undelivered mail\n"
        "Content-Type: text/plain\n"
        "\n"
        "I could not deliver your message.\n"
        "\n"
        "<user@example.com>: host mx.example.com[192.0.2.1]\n"
        "    said: 550 5.1.1 <user@example.com>: User unknown (in reply to RCPT TO command)\n"
        "\n"
        "   ----- Transcript of session follows -----\n"
        ">>> RCPT To:<user@example.com>\n"
        "<<< 550 5.1.1 User unknown\n"
    ),
    "prose": "Dear all,\n\nthe meeting is at 5.1.1 Main Street, room 250.\nBring 450 copies: we had 220 last time.\n",
}


def brief(found: Found) -> tuple[int | None, str, str, str]:
    """What the tables of the tests hold of a `Found`: code, enhanced code, recipient, command."""
    return found.reply.code, str(found.reply.enhanced or ""), found.recipient, found.command


def assert_placed(found: Iterable[Found], text: str) -> None:
    """Where a place is given, the reply's source stands there."""
    for item in found:
        assert item.at is None or item.at.of(text) == item.reply.source


def _filled(piece: str) -> str:
    return (piece * (SIZE // len(piece) + 1))[:SIZE]


def hostile() -> Iterator[tuple[str, str]]:
    """Texts of ten megabytes, or of very many lines, that are made to take long; each with a name."""
    yield "one line of digits", "5" * SIZE
    yield "one line of quotes", _filled("'\"")
    yield "an open quote", "smtplib.SMTPDataError: (554, b'" + "a" * SIZE
    yield "backslashes", "smtplib.SMTPDataError: (554, b'" + "\\" * SIZE
    yield "errors", _filled("(550, b'5.1.1 x'), ")
    yield "answers", _filled("The server response was: ")
    yield "fatal errors", _filled("Net::SMTPFatalError: 550 ")
    yield "addresses that failed", "failed after " + _filled("a" * 200 + "@" + "a" * 255 + " ")
    yield "small objects", _filled('{"a":550}\n')
    yield "quoted lines", _filled(">\n")
    yield "details", _filled("SMTP server error: x command failed Detail: SMTP code: ")
    yield "deep JSON", '{"bounce":' * (SIZE // 10)
    yield "deep JSON, line by line", _filled('{"a":[\n')
    yield "brackets", "[" * SIZE
    yield "a string of brackets", '{"message":"' + "{" * SIZE + '"}'
    yield "empty lines", "\n" * SIZE
    yield "fields", _filled(" to=< status=x stat=")
    yield "rows", _filled("2026-11-22T10:00:00.123Z,")
    yield "rejections", _filled("Nov 22 10:00:00 mx postfix/smtpd[1]: reject: RCPT from " + "a" * 300)
    yield "100,000 replies", "550-5.1.1 x\n" * 100_000
    yield "100,000 commands", "RCPT TO:<user@example.com>\n" * 100_000
    yield "100,000 marks", "<- 250-x\n" * 100_000
    yield "100,000 lines of prose", "Nothing to see here, 550 or not.\n" * 100_000
    yield "a message without an end", "DATA\n354 go\n" + "550 hello\n" * 100_000


def assert_quick(find: Callable[[str], Any]) -> None:
    """`find` answers every hostile text within the limit, and raises nothing."""
    for name, text in hostile():
        start = process_time()
        find(text)
        assert process_time() - start < LIMIT, name
