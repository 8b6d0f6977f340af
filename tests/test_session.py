"""The server side of SMTP: what the table says, that it is whole, and that no input breaks it."""

import base64
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtp_tutor import codes
from smtp_tutor.model import Standing
from smtp_tutor.parse import parse
from smtp_tutor.session import HONEST, TABLE, Command, Memory, Row, Session, State, World, all_words, rows
from smtp_tutor.session.guards import always
from tests.session_strategies import dialogues, worlds

SECURE = World(accounts={"anna": "Kaleidoscope"}, log_in_encrypted=True)
LOGIN = World(accounts={"anna": "Kaleidoscope"}, log_in_first=True)


def b64(text: str) -> str:
    """Base64, as a log-in sends it."""
    return base64.b64encode(text.encode()).decode()


PLAIN = b64("\0anna\0Kaleidoscope")

#: What is needed to come into a state.
WAY = {
    State.START: "",
    State.READY: "EHLO client.example.net\r\n",
    State.MAIL: "EHLO client.example.net\r\nMAIL FROM:<carl@example.net>\r\n",
    State.RCPT: "EHLO client.example.net\r\nMAIL FROM:<carl@example.net>\r\nRCPT TO:<anna@example.com>\r\n",
    State.BDAT: "EHLO client.example.net\r\nMAIL FROM:<carl@example.net>\r\nRCPT TO:<anna@example.com>\r\nBDAT 2\r\nhi",
}


def answers(world: World, data: str | bytes, now: float = 0) -> list[int]:
    """The codes that a server answers to `data`, after its greeting."""
    session = Session(world)
    session.greet()
    return [reply.code for reply in session.feed(data.encode() if isinstance(data, str) else data, now)]


def last(world: World, way: str, line: str) -> tuple[int, str, State]:
    """The code and enhanced code of the reply to `line` after `way`, and the state after it."""
    session = Session(world)
    session.greet()
    session.feed(way.encode())
    [reply] = session.feed(line.encode() + b"\r\n")
    return reply.code, reply.enhanced, session.state


S = State
CASES = [
    # state, line, code, enhanced code, next state
    (S.START, "EHLO client.example.net", 250, "", S.READY),
    (S.START, "ehlo [192.0.2.1]", 250, "", S.READY),
    (S.START, "HELO client.example.net", 250, "", S.READY),
    (S.START, "EHLO", 501, "", S.START),
    (S.START, "EHLO two words", 501, "", S.START),
    (S.START, "HELO -bad-.example", 501, "", S.START),
    (S.START, "MAIL FROM:<carl@example.net>", 503, "5.5.1", S.START),
    (S.START, "RCPT TO:<anna@example.com>", 503, "5.5.1", S.START),
    (S.START, "DATA", 503, "5.5.1", S.START),
    (S.START, "BDAT 0 LAST", 503, "5.5.1", S.START),
    (S.START, "STARTTLS", 503, "5.5.1", S.START),
    (S.START, "NOOP", 250, "2.0.0", S.START),
    (S.START, "RSET", 250, "2.0.0", S.START),
    (S.START, "HELP", 214, "2.0.0", S.START),
    (S.START, "VRFY anna", 252, "2.0.0", S.START),
    (S.START, "QUIT", 221, "2.0.0", S.CLOSED),
    (S.READY, "EHLO again.example.net", 250, "", S.READY),
    (S.READY, "MAIL FROM:<carl@example.net>", 250, "2.1.0", S.MAIL),
    (S.READY, "mail from:<carl@example.net>", 250, "2.1.0", S.MAIL),
    (S.READY, "MAIL FROM:<>", 250, "2.1.0", S.MAIL),
    (S.READY, 'MAIL FROM:<"carl the <first>"@example.net>', 250, "2.1.0", S.MAIL),
    (S.READY, "MAIL FROM:<carl@[192.0.2.1]>", 250, "2.1.0", S.MAIL),
    (S.READY, "MAIL FROM:<@relay.example,@b.example:carl@example.net>", 250, "2.1.0", S.MAIL),
    (S.READY, "MAIL FROM: <carl@example.net>", 501, "5.5.4", S.READY),
    (S.READY, "MAIL FROM:carl@example.net", 501, "5.5.4", S.READY),
    (S.READY, "MAIL FROM:", 501, "5.5.4", S.READY),
    (S.READY, "MAIL", 501, "5.5.4", S.READY),
    (S.READY, "MAIL <carl@example.net>", 501, "5.5.4", S.READY),
    (S.READY, "MAIL FROM:<carl>", 501, "5.1.7", S.READY),
    (S.READY, "MAIL FROM:<carl@>", 501, "5.1.7", S.READY),
    (S.READY, "MAIL FROM:<car l@example.net>", 501, "5.1.7", S.READY),
    (S.READY, f"MAIL FROM:<{'x' * 65}@example.net>", 501, "5.1.7", S.READY),
    (S.READY, "MAIL FROM:<carl@example.net>SIZE=1", 501, "5.5.4", S.READY),
    (S.READY, "MAIL FROM:<carl@example.net> SIZE=1000 BODY=8BITMIME RET=HDRS ENVID=x+20y", 250, "2.1.0", S.MAIL),
    (S.READY, "MAIL FROM:<carl@example.net> SIZE=10240001", 552, "5.3.4", S.READY),
    (S.READY, "MAIL FROM:<carl@example.net> SIZE=many", 501, "5.5.4", S.READY),
    (S.READY, "MAIL FROM:<carl@example.net> SIZE", 501, "5.5.4", S.READY),
    (S.READY, "MAIL FROM:<carl@example.net> SIZE=1 SIZE=2", 501, "5.5.4", S.READY),
    (S.READY, "MAIL FROM:<carl@example.net> BODY=9BIT", 501, "5.5.4", S.READY),
    (S.READY, "MAIL FROM:<carl@example.net> RET=ALL", 501, "5.5.4", S.READY),
    (S.READY, "MAIL FROM:<carl@example.net> ENVID=a+zz", 501, "5.5.4", S.READY),
    (S.READY, "MAIL FROM:<carl@example.net> SMTPUTF8=yes", 501, "5.5.4", S.READY),
    (S.READY, "MAIL FROM:<carl@example.net> COLOUR=blue", 555, "5.5.4", S.READY),
    (S.READY, "MAIL FROM:<carl@example.net> AUTH=<>", 555, "5.5.4", S.READY),  # this server offers no AUTH
    (S.READY, "MAIL FROM:<çarl@example.net>", 553, "5.6.7", S.READY),
    (S.READY, "MAIL FROM:<çarl@example.net> SMTPUTF8", 250, "2.1.0", S.MAIL),
    (S.READY, "RCPT TO:<anna@example.com>", 503, "5.5.1", S.READY),
    (S.READY, "DATA", 503, "5.5.1", S.READY),
    (S.READY, "BDAT 0", 503, "5.5.1", S.READY),
    (S.READY, "STARTTLS", 220, "2.0.0", S.START),
    (S.READY, "STARTTLS now", 501, "5.5.4", S.READY),
    (S.READY, "AUTH PLAIN", 502, "5.5.1", S.READY),
    (S.READY, "EXPN list", 502, "5.5.1", S.READY),
    (S.READY, "EXPN", 501, "5.5.4", S.READY),
    (S.READY, "VRFY", 501, "5.5.4", S.READY),
    (S.READY, "TURN", 502, "5.5.1", S.READY),
    (S.READY, "HELLO client.example.net", 500, "5.5.2", S.READY),
    (S.READY, "RſET", 500, "5.5.2", S.READY),  # the long s is no S
    (S.READY, "", 500, "5.5.2", S.READY),
    (S.READY, "NOOP ignored", 250, "2.0.0", S.READY),
    (S.READY, "RSET now", 501, "5.5.4", S.READY),
    (S.READY, "QUIT now", 501, "5.5.4", S.READY),
    (S.READY, "HELP \x07", 501, "5.5.4", S.READY),
    (S.READY, "NOOP\nNOOP", 500, "5.5.2", S.READY),
    (S.READY, "NOOP\rNOOP", 500, "5.5.2", S.READY),
    (S.READY, "NOOP " + "x" * 506, 500, "5.5.2", S.READY),
    (S.READY, "NOOP " + "x" * 505, 250, "2.0.0", S.READY),
    (S.MAIL, "MAIL FROM:<carl@example.net>", 503, "5.5.1", S.MAIL),
    (S.MAIL, "RCPT TO:<anna@example.com>", 250, "2.1.5", S.RCPT),
    (S.MAIL, "RCPT TO:<ANNA@EXAMPLE.COM>", 250, "2.1.5", S.RCPT),
    (S.MAIL, 'RCPT TO:<"anna"@example.com>', 250, "2.1.5", S.RCPT),
    (S.MAIL, 'RCPT TO:<"an na"@example.com>', 550, "5.1.1", S.MAIL),
    (S.MAIL, "RCPT TO:<Postmaster>", 250, "2.1.5", S.RCPT),
    (S.MAIL, "RCPT TO:<anna@example.com> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;anna@example.com", 250, "2.1.5", S.RCPT),
    (S.MAIL, "RCPT TO:<anna@example.com> NOTIFY=NEVER,DELAY", 501, "5.5.4", S.MAIL),
    (S.MAIL, "RCPT TO:<anna@example.com> ORCPT=anna", 501, "5.5.4", S.MAIL),
    (S.MAIL, "RCPT TO:<anna@example.com> SIZE=1", 555, "5.5.4", S.MAIL),
    (S.MAIL, "RCPT TO: <anna@example.com>", 501, "5.5.4", S.MAIL),
    (S.MAIL, "RCPT TO:anna@example.com", 501, "5.5.4", S.MAIL),
    (S.MAIL, "RCPT FROM:<anna@example.com>", 501, "5.5.4", S.MAIL),
    (S.MAIL, "RCPT TO:<>", 501, "5.1.3", S.MAIL),
    (S.MAIL, "RCPT TO:<anna@example..com>", 501, "5.1.3", S.MAIL),
    (S.MAIL, "RCPT TO:<nobody@example.com>", 550, "5.1.1", S.MAIL),
    (S.MAIL, "RCPT TO:<anna@elsewhere.example>", 550, "5.7.1", S.MAIL),
    (S.MAIL, "RCPT TO:<ännä@example.com>", 553, "5.6.7", S.MAIL),
    (S.MAIL, "DATA", 503, "5.5.1", S.MAIL),
    (S.MAIL, "BDAT 0", 503, "5.5.1", S.MAIL),
    (S.MAIL, "STARTTLS", 503, "5.5.1", S.MAIL),
    (S.MAIL, "RSET", 250, "2.0.0", S.READY),
    (S.MAIL, "EHLO client.example.net", 250, "", S.READY),
    (S.RCPT, "RCPT TO:<bert@example.com>", 250, "2.1.5", S.RCPT),
    (S.RCPT, "DATA", 354, "", S.DATA),
    (S.RCPT, "DATA now", 501, "5.5.4", S.RCPT),
    (S.RCPT, "BDAT 0 LAST", 250, "2.0.0", S.READY),
    (S.RCPT, "BDAT 0", 250, "2.0.0", S.BDAT),
    (S.RCPT, "BDAT", 501, "5.5.4", S.RCPT),
    (S.RCPT, "BDAT x", 501, "5.5.4", S.RCPT),
    (S.RCPT, "BDAT 1 FIRST", 501, "5.5.4", S.RCPT),
    (S.RCPT, "QUIT", 221, "2.0.0", S.CLOSED),
    (S.BDAT, "BDAT 0 LAST", 250, "2.0.0", S.READY),
    (S.BDAT, "DATA", 503, "5.5.1", S.BDAT),
    (S.BDAT, "MAIL FROM:<>", 503, "5.5.1", S.BDAT),
    (S.BDAT, "RCPT TO:<anna@example.com>", 503, "5.5.1", S.BDAT),
    (S.BDAT, "NOOP", 250, "2.0.0", S.BDAT),
    (S.BDAT, "RSET", 250, "2.0.0", S.READY),
]


@pytest.mark.parametrize(("state", "line", "code", "enhanced", "then"), CASES)
def test_answers_a_command_in_a_state(state: State, line: str, code: int, enhanced: str, then: State) -> None:
    """Each command has its reply in each state, and leads where it should."""
    assert last(HONEST, WAY[state], line) == (code, enhanced, then)


EHLO = WAY[State.READY]
TLS = f"{EHLO}STARTTLS\r\n{EHLO}"
AUTH_CASES = [
    # world, way, lines with their codes
    (LOGIN, EHLO, [("MAIL FROM:<anna@example.com>", 530)]),
    (LOGIN, EHLO, [(f"AUTH PLAIN {PLAIN}", 235), ("AUTH PLAIN", 503), ("MAIL FROM:<anna@example.com> AUTH=<>", 250),
                   ("RCPT TO:<x@elsewhere.example>", 250), ("AUTH PLAIN", 503)]),
    (LOGIN, EHLO, [("auth plain", 334), (PLAIN, 235), ("MAIL FROM:<anna@example.com>", 250)]),
    (LOGIN, EHLO, [("AUTH LOGIN", 334), (b64("anna"), 334), (b64("Kaleidoscope"), 235)]),
    (LOGIN, EHLO, [(f"AUTH LOGIN {b64('anna')}", 334), (b64("Kaleidoscope"), 235)]),
    (LOGIN, EHLO, [("AUTH LOGIN", 334), (b64("anna"), 334), (b64("wrong"), 535), ("NOOP", 250)]),
    (LOGIN, EHLO, [("AUTH LOGIN", 334), (b64("nobody"), 334), (b64("Kaleidoscope"), 535)]),
    (LOGIN, EHLO, [("AUTH LOGIN", 334), ("*", 501), ("NOOP", 250)]),
    (LOGIN, EHLO, [("AUTH LOGIN", 334), (b64("anna"), 334), ("*", 501)]),
    (LOGIN, EHLO, [("AUTH LOGIN", 334), ("no base64!", 501)]),
    (LOGIN, EHLO, [("AUTH LOGIN !!", 501)]),
    (LOGIN, EHLO, [("AUTH PLAIN", 334), ("*", 501)]),
    (LOGIN, EHLO, [("AUTH PLAIN", 334), ("abc", 501)]),
    (LOGIN, EHLO, [("AUTH PLAIN", 334), ("ÄÄÄ", 501)]),
    (LOGIN, EHLO, [("AUTH PLAIN =", 535)]),
    (LOGIN, EHLO, [(f"AUTH PLAIN {b64('no zeros')}", 535), (f"AUTH PLAIN {b64(chr(0) * 2)}", 535)]),
    (LOGIN, EHLO, [("AUTH PLAIN", 334), ("x" * 12287, 500), ("NOOP", 250)]),
    (LOGIN, EHLO, [("AUTH", 501), ("AUTH PLAIN a b", 501), ("AUTH CRAM-MD5", 504)]),
    (LOGIN, "HELO client.example.net\r\n", [("AUTH PLAIN", 503), ("STARTTLS", 503)]),
    (LOGIN, "", [("AUTH PLAIN", 503)]),
    (LOGIN, TLS, [("STARTTLS", 503)]),
    (SECURE, EHLO, [("AUTH PLAIN", 538), (f"AUTH PLAIN {PLAIN}", 538)]),
    (SECURE, TLS, [(f"AUTH PLAIN {PLAIN}", 235)]),
    (SECURE, f"{TLS}AUTH PLAIN {PLAIN}\r\n", [("NOOP", 250), ("EHLO client.example.net", 250), ("AUTH PLAIN", 503)]),
    (World(encrypt_first=True), EHLO, [("MAIL FROM:<>", 530), ("RSET", 530), ("DATA x", 530), ("NOOP", 250),
                                       ("STARTTLS", 220), ("MAIL FROM:<>", 503),
                                       ("EHLO client.example.net", 250), ("MAIL FROM:<>", 250)]),
    (World(extensions=()), EHLO, [("STARTTLS", 502), ("BDAT 4 LAST", 502), ("MAIL FROM:<> SIZE=1", 555)]),
    (HONEST, "HELO client.example.net\r\n", [("MAIL FROM:<> SIZE=1", 555), ("MAIL FROM:<>", 250)]),
    (World(recipients=1), WAY[State.RCPT], [("RCPT TO:<bert@example.com>", 452), ("DATA", 354)]),
    (HONEST, WAY[State.MAIL], [("RCPT TO:<nobody@example.com>", 550), ("DATA", 554), ("BDAT 0 LAST", 554)]),
    (World(full=("anna@example.com",)), WAY[State.MAIL], [("RCPT TO:<anna@example.com>", 452)]),
    (World(closed=("anna@example.com",)), WAY[State.MAIL], [("RCPT TO:<anna@example.com>", 550)]),
    (World(moved={"dora@example.com": (551, "dora@example.net")}), WAY[State.MAIL], [("RCPT TO:<dora@example.com>", 551)]),
    (World(moved={"dora@example.com": (251, "dora@example.net")}), WAY[State.MAIL], [("RCPT TO:<dora@example.com>", 251),
                                                                                     ("DATA", 354)]),
    (World(null_mx=("nomail.example",)), WAY[State.MAIL], [("RCPT TO:<anna@nomail.example>", 556)]),
    (World(greeting=554), "", [("EHLO client.example.net", 503), ("BDAT 0", 503), ("foo", 503), ("QUIT", 221)]),
]  # fmt: skip


@pytest.mark.parametrize(("world", "way", "lines"), AUTH_CASES)
def test_answers_by_the_world_that_it_is_in(world: World, way: str, lines: list[tuple[str, int]]) -> None:
    """What a server knows, offers and demands shows in its replies, log-in and encryption among them."""
    session = Session(world)
    session.greet()
    session.feed(way.encode())
    assert [[reply.code for reply in session.feed(f"{line}\r\n".encode())] for line, _ in lines] == [[code] for _, code in lines]


@pytest.mark.parametrize(("code", "state"), [(220, State.START), (554, State.REFUSED), (421, State.CLOSED), (521, State.CLOSED)])
def test_greets_by_the_world(code: int, state: State) -> None:
    """The first reply can be a welcome, or any of three refusals."""
    session = Session(World(greeting=code))
    assert (session.greet().code, session.state) == (code, state)


TEXTS = [
    # what follows 354, the code, the text as delivered
    ("hello\r\n.\r\n", 250, b"hello\r\n"),
    (".\r\n", 250, b""),
    ("..\r\n.\r\n", 250, b".\r\n"),
    ("..a\r\n.b\r\n.\r\n", 250, b".a\r\nb\r\n"),
    (". \r\n.\r\n", 250, b" \r\n"),
    ("QUIT\r\nRSET\r\n.\r\n", 250, b"QUIT\r\nRSET\r\n"),
    ("x" * 998 + "\r\n.\r\n", 250, b"x" * 998 + b"\r\n"),
    ("x" * 999 + "\r\n.\r\n", 500, None),
    ("x" * 20000 + "\r\n.\r\n", 500, None),
    ("one\ntwo\r\n.\r\n", 554, None),
    ("one\n.\ntwo\r\n.\r\n", 554, None),
    ("one\n.\r\ntwo\r\n.\r\n", 554, None),
    ("one\rtwo\r\n.\r\n", 554, None),
    ("Subject: ç\r\n\r\nŞ\r\n.\r\n", 250, "Subject: ç\r\n\r\nŞ\r\n".encode()),
]


@pytest.mark.parametrize(("text", "code", "delivered"), TEXTS)
def test_reads_a_message_up_to_its_dot(text: str, code: int, delivered: bytes | None) -> None:
    """Only a single dot on its line ends a message; added dots are taken off; what cannot be read safely is refused."""
    memory = Memory()
    session = Session(HONEST, memory)
    session.greet()
    session.feed(f"{WAY[State.RCPT]}DATA\r\n".encode())
    assert [reply.code for reply in session.feed(text.encode())] == [code]
    assert session.state is State.READY
    assert [message.text for message in memory.delivered] == ([] if delivered is None else [delivered])


def test_reads_a_message_in_chunks() -> None:
    """BDAT counts octets: no dot ends it, and what looks like a command is a part of it."""
    memory = Memory()
    session = Session(HONEST, memory)
    session.greet()
    session.feed(WAY[State.RCPT].encode())
    replies = session.feed(b"BDAT 9\r\n\r\n.\r\nQUITBDAT 2 LAST\r\n\r\nNOOP\r\n")
    assert [reply.code for reply in replies] == [250, 250, 250]
    assert [(m.sender, m.recipients, m.text) for m in memory.delivered] == [
        ("carl@example.net", ("anna@example.com",), b"\r\n.\r\nQUIT\r\n"),
    ]


def test_refuses_what_is_too_big() -> None:
    """With DATA, with BDAT, and announced; a size of 0 is no limit."""
    world = World(size=10)
    assert last(world, EHLO, "MAIL FROM:<> SIZE=11")[:2] == (552, "5.3.4")
    assert last(world, f"{WAY[State.RCPT]}DATA\r\n123456789\r\n", ".")[:2] == (552, "5.3.4")
    assert last(world, f"{WAY[State.RCPT]}DATA\r\n12345678\r\n", ".")[:2] == (250, "2.0.0")
    assert answers(world, f"{WAY[State.RCPT]}BDAT 8\r\n12345678BDAT 3 LAST\r\n123NOOP\r\nBDAT 0 LAST\r\n")[3:] == [
        250,
        552,
        250,
        503,
    ]
    assert last(World(size=0), EHLO, "MAIL FROM:<> SIZE=99999999999")[0] == 250


def test_refuses_by_content() -> None:
    """Spam and policy are refused after the text, however it comes."""
    world = World(spam=("cheap watches",), policy=(".exe",))
    assert last(world, f"{WAY[State.RCPT]}DATA\r\nCheap Watches!\r\n", ".")[:2] == (554, "5.7.1")
    assert last(world, f"{WAY[State.RCPT]}DATA\r\nrun.exe\r\n", ".")[:2] == (550, "5.7.1")
    assert answers(world, f"{WAY[State.RCPT]}BDAT 13 LAST\r\ncheap watches")[-1] == 554
    assert answers(world, f"{WAY[State.RCPT]}BDAT 4 LAST\r\n.exe")[-1] == 550


def test_greylisting_remembers_from_one_connection_to_the_next() -> None:
    """The first attempt is put off; one after the wait is taken, and one before it is not."""
    world, memory = World(greylist=300), Memory()

    def attempt(now: float) -> int:
        session = Session(world, memory)
        session.greet(now)
        return session.feed(WAY[State.RCPT].encode(), now)[-1].code

    assert [attempt(now) for now in (0, 10, 299, 300, 301)] == [450, 450, 450, 250, 250]


def test_a_server_takes_only_so_much_in_a_time() -> None:
    """Beyond the rate it says 421 and closes; when the window has passed it is friendly again."""
    world, memory = World(rate=2, window=60), Memory()
    session = Session(world, memory)
    session.greet()
    message = f"{WAY[State.RCPT]}BDAT 0 LAST\r\n".encode()
    assert [reply.code for reply in session.feed(message * 3)] == [250, 250, 250, 250] * 2 + [250, 421]
    assert session.state is State.CLOSED
    again = Session(world, memory)
    again.greet(61)
    assert [reply.code for reply in again.feed(message, 61)] == [250] * 4


@pytest.mark.parametrize("command", ["EHLO", "MAIL", "RCPT", "DATA", "end of DATA", "BDAT"])
def test_a_server_that_dies_says_nothing(command: str) -> None:
    """The connection closes without a reply, once; the next attempt meets a healthy server."""
    world, memory = World(dies=(command,)), Memory()
    script = f"{WAY[State.RCPT]}{'BDAT 0 LAST' if command == 'BDAT' else 'DATA'}\r\n.\r\n".encode()
    first, second = Session(world, memory), Session(world, memory)
    first.greet()
    first.feed(script)
    assert first.state is State.CLOSED
    assert memory.delivered == []
    second.greet()
    second.feed(script)
    assert len(memory.delivered) == 1


def test_closed_is_closed() -> None:
    """After QUIT nothing is answered, and nothing is kept."""
    session = Session()
    assert session.feed(b"NOOP\r\n") == []  # not greeted yet
    session.greet()
    assert [reply.code for reply in session.feed(b"QUIT\r\nNOOP\r\n")] == [250, 221]
    assert session.feed(b"NOOP\r\n") == []


def test_ehlo_lists_what_is_offered_now() -> None:
    """STARTTLS is gone when encrypted, AUTH appears when it may be used; HELO lists nothing."""
    session = Session(SECURE)
    session.greet()
    offered = [session.feed(f"{EHLO}".encode())[0].lines, session.feed(f"STARTTLS\r\n{EHLO}".encode())[1].lines]
    assert "STARTTLS" in offered[0] and "AUTH PLAIN LOGIN" not in offered[0]
    assert "STARTTLS" not in offered[1] and "AUTH PLAIN LOGIN" in offered[1]
    assert session.secure
    assert len(session.feed(b"HELO client.example.net\r\n")[0].lines) == 1


# The table


def test_the_table_is_whole() -> None:
    """In every state that answers, every command it can meet ends in a row that always applies, and no row is dead."""
    login = {Command.RESPONSE, Command.TOO_LONG}
    anytime = set(Command) - {Command.CONNECT, Command.END, Command.RESPONSE}
    expected = {
        **dict.fromkeys((S.START, S.READY, S.MAIL, S.RCPT, S.BDAT, S.REFUSED), anytime),
        **dict.fromkeys((S.AUTH_PLAIN, S.AUTH_NAME, S.AUTH_PASSWORD), login),
        S.CONNECTING: {Command.CONNECT}, S.DATA: {Command.END}, S.CLOSED: set(),
    }  # fmt: skip
    for state in State:
        for command in Command:
            place = rows(state, command)
            assert bool(place) is (command in expected[state]), (state, command)
            assert [row.when is always for row in place] == [False] * (len(place) - 1) + [True] * bool(place), (state, command)


#: Replies that an extension asks for to commands that the code tables do not list: RFC 3207, section 4, names all but four.
BEYOND_TABLES = {"encrypt_first"}


@pytest.mark.parametrize("row", [row for row in TABLE if row.code], ids=lambda row: f"{row.command.value}-{row.reply}")
def test_every_reply_is_in_the_code_tables(row: Row) -> None:
    """Its code is registered and can answer its command; its enhanced code is registered, of the same class; it is cited."""
    entry = codes.all_basic()[row.code]
    name = {Command.RESPONSE: "AUTH"}.get(row.command, row.command.value)
    unnamed = row.command in (Command.UNAVAILABLE, Command.UNKNOWN, Command.TOO_LONG, Command.BARE)
    listed = "ANY" in entry.commands or (name in entry.commands and not unnamed)
    assert listed or row.reply in BEYOND_TABLES, entry.commands
    if row.enhanced:
        assert codes.enhanced(codes.enhanced_code(row.enhanced)).standing is not Standing.UNREGISTERED
        assert int(row.enhanced[0]) == row.code // 100
    assert re.fullmatch(r"RFC \d{4}, section \d+(\.\d+)*", row.section)
    words = all_words()[row.reply]
    assert words.why.endswith(".")
    assert words.text.isascii()


def test_no_words_are_left_over() -> None:
    """The data hold the words of the table's replies, and no others."""
    assert set(all_words()) == {row.reply for row in TABLE if row.reply}


def test_every_reply_is_read_by_our_own_parser() -> None:
    """What the server sends is a well-formed reply with the same codes."""
    session = Session(LOGIN)
    replies = [session.greet(), *session.feed(f"{EHLO}HELP\r\nAUTH LOGIN\r\n*\r\nRCPT\r\nFOO\r\nQUIT\r\n".encode())]
    for reply in replies:
        read = parse(reply.data)
        assert (read.code, str(read.enhanced or ""), len(read.lines)) == (reply.code, reply.enhanced, len(reply.lines))


# Any input


def run(world: World, chunks: list[bytes]) -> list[object]:
    """Everything that a session shows, for octets in these chunks."""
    session = Session(world, memory := Memory())
    out: list[object] = [session.greet().text]
    for chunk in chunks:
        out += [(reply.data, reply.state) for reply in session.feed(chunk)]
    return [*out, session.state, memory.delivered, memory.asked]


@given(worlds, dialogues | st.binary(max_size=300), st.lists(st.integers(1, 40), max_size=20))
def test_no_input_in_any_chunks_raises_and_chunks_do_not_matter(world: World, data: bytes, cuts: list[int]) -> None:
    """All at once, byte by byte and cut anywhere: the same replies, the same state, and it is one of the table's."""
    pieces, at = [], 0
    for cut in cuts:
        pieces.append(data[at : at + cut])
        at += cut
    whole = run(world, [data])
    assert whole == run(world, [data[n : n + 1] for n in range(len(data))])
    assert whole == run(world, [*pieces, data[at:]])


@given(worlds, st.lists(dialogues, max_size=4))
def test_the_state_is_always_one_that_the_table_leads_to(world: World, pieces: list[bytes]) -> None:
    """Each reply's state follows from a row of the state before it, with that code."""
    session = Session(world)
    before = State.CONNECTING
    replies = [session.greet()]
    for piece in pieces:
        replies += session.feed(piece)
    for reply in replies:
        found = [row for row in rows(before, reply.command) if row.code == reply.code and (row.then or before) is reply.state]
        assert found, (before, reply)
        before = reply.state
    assert session.state in (before, State.CLOSED)  # a server that dies closes without a reply


def test_a_line_without_an_end_takes_no_memory() -> None:
    """A megabyte without a line ending is not kept, and is answered like any line that is too long."""
    session = Session()
    session.greet()
    for _ in range(100):
        session.feed(b"x" * 10_000)
    assert len(session._buffer) < 20_000
    assert [reply.code for reply in session.feed(b"\r\nNOOP\r\n")] == [500, 250]
