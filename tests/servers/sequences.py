"""What all servers are asked: dialogues written by hand, and dialogues drawn from a seed, good ones and bad ones.

A dialogue is a list of steps. Each is answered by as many replies as it says; some are sent only where they make sense.
"""

# ruff: noqa: E501  # a dialogue is easier to read on one line
import base64
import random
from dataclasses import dataclass

SEED = 5321
GENERATED = 900


@dataclass(frozen=True, slots=True)
class Step:
    """Octets to send, and how many replies they ask for. `after` is the code that must have come before, or 0."""

    data: bytes
    replies: int = 1
    after: int = 0

    @property
    def shown(self) -> str:
        """The step as differences are matched against it."""
        return self.data.decode("utf-8", "backslashreplace").removesuffix("\r\n")


def line(text: str, after: int = 0) -> Step:
    """One command, or one line of an answer."""
    return Step(f"{text}\r\n".encode(), 1, after)


def text(body: str) -> Step:
    """The text of a message with its dot, sent only after a 354."""
    return Step(f"{body}\r\n.\r\n".encode(), 1, 354)


def chunk(body: str, *, last: bool = False) -> Step:
    """BDAT with its octets."""
    data = body.encode()
    return Step(f"BDAT {len(data)}{' LAST' if last else ''}\r\n".encode() + data)


def burst(*steps: Step) -> Step:
    """Several commands sent at once (RFC 2920)."""
    return Step(b"".join(step.data for step in steps), sum(step.replies for step in steps))


def b64(value: str) -> str:
    """Base64, as a log-in sends it."""
    return base64.b64encode(value.encode()).decode()


PLAIN = b64("\0anna\0Kaleidoscope")
HELLO = "EHLO client.example.net"
MAIL = "MAIL FROM:<carl@example.net>"
ANNA = "RCPT TO:<anna@example.com>"
BERT = "RCPT TO:<bert@example.com>"
BODY = "From: Carl <carl@example.net>\r\nTo: Anna <anna@example.com>\r\nSubject: hello\r\n\r\nHello, Anna."
#: Appended to every dialogue. The replies show which state it had reached: a message begun, greeted or not, open or not.
STATE = (line(ANNA), line("RSET"), line("MAIL FROM:<>"), line("QUIT"))


def _lines(script: str) -> list[Step]:
    """Commands divided by ` / `; `TEXT` is a message, `TLS` a handshake, `B:` begins an octet chunk, `L:` the last."""
    out = []
    for part in script.split(" / "):
        if part == "TEXT":
            out.append(text(BODY))
        elif part.startswith("TEXT:"):
            out.append(text(part.removeprefix("TEXT:").replace("~", "\r\n")))
        elif part.startswith(("B:", "L:")):
            out.append(chunk(part[2:].replace("~", "\r\n"), last=part[0] == "L"))
        elif part.startswith("=>"):
            out.append(line(part[2:], 334))
        else:
            out.append(line(part))
    return out


E, M, A, B = HELLO, MAIL, ANNA, BERT
WRITTEN = [
    f"{E} / {M} / {A} / DATA / TEXT",
    f"HELO client.example.net / {M} / {A} / DATA / TEXT",
    f"{E} / {M} / {A} / {B} / DATA / TEXT / {M} / {B} / DATA / TEXT",
    f"{E} / MAIL FROM:<> / {A} / DATA / TEXT",
    f"{E} / {M} SIZE=500 BODY=8BITMIME / {A} / DATA / TEXT",
    f"{E} / {M} SIZE=20001", f"{E} / {M} SIZE=20000", f"{E} / {M} SIZE=0", f"{E} / {M} SIZE=", f"{E} / {M} SIZE=-1", f"{E} / {M} SIZE=abc",
    f"{E} / {M} SIZE", f"{E} / {M} SIZE=1 SIZE=2",
    f"{E} / {M} BODY=7BIT", f"{E} / {M} BODY=8bitmime", f"{E} / {M} BODY=NOBIT", f"{E} / {M} BODY", f"{E} / {M} COLOUR=blue", f"{E} / {M} COLOUR",
    f"{E} / {M} RET=FULL ENVID=abc+20def", f"{E} / {M} RET=HDRS", f"{E} / {M} RET=SOME", f"{E} / {M} ENVID=a+zz", f"{E} / {M} RET=FULL RET=HDRS",
    f"{E} / {M} AUTH=<>", f"{E} / {M} AUTH=carl@example.net", f"{E} / {M} AUTH",
    f"{E} / {M} SMTPUTF8", f"{E} / {M} SMTPUTF8=yes", f"{E} / MAIL FROM:<çarl@example.net>", f"{E} / MAIL FROM:<çarl@example.net> SMTPUTF8",
    f"{E} / {M} / RCPT TO:<ännä@example.com>", f"{E} / {M} SMTPUTF8 / RCPT TO:<ännä@example.com>",
    f"{E} / {M} / {A} NOTIFY=NEVER", f"{E} / {M} / {A} NOTIFY=SUCCESS,DELAY,FAILURE", f"{E} / {M} / {A} NOTIFY=NEVER,DELAY",
    f"{E} / {M} / {A} NOTIFY=", f"{E} / {M} / {A} NOTIFY=WHENEVER", f"{E} / {M} / {A} ORCPT=rfc822;anna@example.com",
    f"{E} / {M} / {A} ORCPT=anna", f"{E} / {M} / {A} SIZE=1", f"{E} / {M} / {A} COLOUR=blue",
    f"HELO client.example.net / {M} SIZE=100", f"HELO client.example.net / {M} BODY=8BITMIME",
    M, A, "DATA", "BDAT 0 LAST", "B:hello", "RSET", "NOOP", "NOOP with words", "HELP", "HELP MAIL", "VRFY anna", "VRFY <anna@example.com>",
    "VRFY", "EXPN list", "EXPN", "QUIT", "QUIT now", "RSET now", "STARTTLS", "AUTH PLAIN", "ETRN example.com", "TURN", "SEND FROM:<>", "HELLO there",
    "", " ", "ehlo client.example.net", "EhLo client.example.net", "EHLO", "HELO", "EHLO two words", "EHLO [192.0.2.1]", "EHLO [IPv6:2001:db8::1]",
    "EHLO under_score.example", "EHLO -bad-.example", "EHLO bad..example", "EHLO exämple.example", "HELO a",
    f"{E} / {E} / {M} / {A} / DATA / TEXT", f"{E} / {M} / {E} / {A}", f"{E} / {M} / {A} / HELO other.example / DATA", f"{E} / {M} / {A} / {E} / {M}",
    f"{E} / {A}", f"{E} / DATA", f"{E} / {M} / DATA", f"{E} / {M} / {M}", f"{E} / {M} / {A} / {M}", f"{E} / {M} / {A} / RSET / DATA",
    f"{E} / {M} / RSET / {A}", f"{E} / {M} / {A} / DATA now / DATA / TEXT", f"{E} / {M} / {A} / DATA / TEXT / DATA",
    f"{E} / {M} / {A} / DATA / TEXT / {A}", f"{E} / {M} / RCPT TO:<nobody@example.com>", f"{E} / {M} / RCPT TO:<nobody@example.com> / DATA",
    f"{E} / {M} / RCPT TO:<nobody@example.com> / {A} / DATA / TEXT", f"{E} / {M} / RCPT TO:<anna@elsewhere.example>",
    f"{E} / {M} / RCPT TO:<anna@elsewhere.example> / DATA", f"{E} / {M} / RCPT TO:<Postmaster>", f"{E} / {M} / RCPT TO:<POSTMASTER@example.com>",
    f"{E} / {M} / RCPT TO:<ANNA@EXAMPLE.COM>", f"{E} / {M} / RCPT TO:<@relay.example:anna@example.com>",
    f"{E} / {M} / RCPT TO:<@relay.example,@two.example:anna@example.com> / DATA / TEXT", f"{E} / MAIL FROM:<@relay.example:carl@example.net>",
    f"{E} / {M} / RCPT TO:<>", f"{E} / {M} / RCPT TO:<anna>", f"{E} / {M} / RCPT TO:<anna@>", f"{E} / {M} / RCPT TO:<@example.com>",
    f"{E} / {M} / RCPT TO:<anna@example..com>", f"{E} / {M} / RCPT TO:<an na@example.com>", f"{E} / {M} / RCPT TO:<anna@[192.0.2.1]>",
    f"{E} / {M} / RCPT TO:<anna@example.com", f"{E} / {M} / RCPT TO:anna@example.com", f"{E} / {M} / RCPT TO: <anna@example.com>",
    f"{E} / {M} / RCPT TO :<anna@example.com>", f"{E} / {M} / RCPT <anna@example.com>", f"{E} / {M} / RCPT", f"{E} / {M} / RCPT TO:",
    f"{E} / {M} / RCPT FROM:<anna@example.com>", f"{E} / {M} / rcpt to:<anna@example.com>", f'{E} / {M} / RCPT TO:<"anna"@example.com>',
    f'{E} / {M} / RCPT TO:<"an na"@example.com>', f"{E} / {M} / RCPT TO:<anna@example.com>NOTIFY=NEVER", f"{E} / {M} / RCPT TO:<anna@example.com> ",
    f"{E} / MAIL FROM:carl@example.net", f"{E} / MAIL FROM: <carl@example.net>", f"{E} / MAIL FROM:", f"{E} / MAIL", f"{E} / MAIL FROM",
    f"{E} / MAIL TO:<carl@example.net>", f"{E} / mail from:<carl@example.net>", f"{E} / MAIL FROM:<carl>", f"{E} / MAIL FROM:<carl@>",
    f"{E} / MAIL FROM:<carl@example.net", f"{E} / MAIL FROM:<<carl@example.net>>", f"{E} / MAIL FROM:<carl@[192.0.2.1]>",
    f'{E} / MAIL FROM:<"carl the great"@example.net>', f"{E} / MAIL FROM:<carl..dot@example.net>", f"{E} / MAIL FROM:<.carl@example.net>",
    f"{E} / MAIL FROM:<carl@example.net> extra words", f"{E} / MAIL  FROM:<carl@example.net>", f"{E} / MAIL FROM:<{'x' * 65}@example.net>",
    f"{E} / MAIL FROM:<carl@{'x' * 250}.example>", f"{E} / MAIL FROM:<car\tl@example.net>",
    f"{E} / {M} / {A} / RCPT TO:<bert@example.com> / {A} / {B} / {A} / {B} / {A} / DATA / TEXT",
    f"{E} / {M} / {A} / DATA / TEXT:", f"{E} / {M} / {A} / DATA / TEXT:..", f"{E} / {M} / {A} / DATA / TEXT:..dots~...more~. x",
    f"{E} / {M} / {A} / DATA / TEXT:QUIT~RSET~DATA", f"{E} / {M} / {A} / DATA / TEXT:Subject: ç~~Şey", f"{E} / {M} / {A} / DATA / TEXT:{'x' * 998}",
    f"{E} / {M} / {A} / DATA / TEXT:{'x' * 1500}", f"{E} / {M} / {A} / DATA / TEXT:{'~'.join(['x' * 70] * 300)} / {M} / {A} / DATA / TEXT",
    f"{E} / {M} / {A} / DATA / TEXT:one\ntwo", f"{E} / {M} / {A} / DATA / TEXT:one\rtwo",
    f"{E} / {M} / {A} / L:hello", f"{E} / {M} / {A} / B:hel / L:lo", f"{E} / {M} / {A} / B:hel / BDAT 0 LAST", f"{E} / {M} / {A} / BDAT 0 / BDAT 0 LAST",
    f"{E} / {M} / {A} / B:hel / DATA", f"{E} / {M} / {A} / B:hel / {A}", f"{E} / {M} / {A} / B:hel / {M}", f"{E} / {M} / {A} / B:hel / RSET / {M}",
    f"{E} / {M} / {A} / B:hel / NOOP / L:lo", f"{E} / {M} / {A} / L:hello / L:again", f"{E} / {M} / {A} / L:~.~QUIT~ / {M} / {A} / DATA / TEXT",
    f"{E} / {M} / L:hello", f"{E} / L:hello", f"{E} / {M} / RCPT TO:<nobody@example.com> / L:hello", f"{E} / {M} / {A} / BDAT", f"{E} / {M} / {A} / BDAT x",
    f"{E} / {M} / {A} / BDAT 0 FIRST", f"{E} / {M} / {A} / BDAT -1", f"{E} / {M} / {A} / L:{'x' * 20001} / {M}", f"{E} / {M} / {A} / bdat 0 last",
    f"{E} / NOOP {'x' * 400}", f"{E} / NOOP {'x' * 600}", f"{E} / {'x' * 600}", f"{E} / NOOP\nNOOP",
    f"{E} / AUTH PLAIN {PLAIN} / {M} / RCPT TO:<anna@elsewhere.example> / DATA / TEXT", f"{E} / AUTH PLAIN / =>{PLAIN} / {M} / {A} / DATA / TEXT",
    f"{E} / auth plain {PLAIN}", f"{E} / AUTH LOGIN / =>{b64('anna')} / =>{b64('Kaleidoscope')} / {M}", f"{E} / AUTH LOGIN {b64('anna')} / =>{b64('Kaleidoscope')}",
    f"{E} / AUTH LOGIN / =>{b64('anna')} / =>{b64('wrong')} / AUTH PLAIN {PLAIN}", f"{E} / AUTH LOGIN / =>{b64('nobody')} / =>{b64('Kaleidoscope')}",
    f"{E} / AUTH PLAIN {b64(chr(0) + 'anna' + chr(0) + 'wrong')} / {M}", f"{E} / AUTH PLAIN / =>* / {M}", f"{E} / AUTH LOGIN / =>* / {M}",
    f"{E} / AUTH LOGIN / =>{b64('anna')} / =>*", f"{E} / AUTH PLAIN / =>not base64!", f"{E} / AUTH PLAIN not-base64!", f"{E} / AUTH LOGIN / =>%%%",
    f"{E} / AUTH PLAIN =", f"{E} / AUTH", f"{E} / AUTH PLAIN a b c", f"{E} / AUTH CRAM-SHA1", f"{E} / AUTH GSSAPI", f"{E} / AUTH PLAIN {PLAIN} / AUTH PLAIN {PLAIN}",
    f"{E} / {M} / AUTH PLAIN {PLAIN}", f"{E} / AUTH PLAIN {PLAIN} / {E} / AUTH PLAIN", f"HELO client.example.net / AUTH PLAIN {PLAIN}", f"AUTH PLAIN {PLAIN}",
    f"{E} / AUTH PLAIN {b64('nonsense')}",
    f"{E} / STARTTLS / {M} / {E} / {M} / {A} / DATA / TEXT", f"{E} / STARTTLS / {E} / STARTTLS", f"{E} / STARTTLS now", f"{E} / {M} / STARTTLS",
    "HELO client.example.net / STARTTLS", f"{E} / STARTTLS / {E} / AUTH PLAIN {PLAIN} / {M}", f"{E} / AUTH PLAIN {PLAIN} / STARTTLS / {E} / AUTH PLAIN {PLAIN}",
    f"{E} / STARTTLS / NOOP / RSET / QUIT", f"{E} / {M} / {A} / QUIT", f"{E} / QUIT / NOOP",
    f"{E} / RCPT TO:<anna@example.com> / {M} / {A}", f"{E} / VRFY / EXPN x / HELP / NOOP / RSET / {M} / VRFY anna / NOOP / {A} / VRFY anna / DATA / TEXT",
    f"{E} / DATA now", f"{E} / STARTTLS / STARTTLS", f"{E} / foo / bar / {M} / foo / {A} / foo / DATA / TEXT", f"{E} / *", f"{E} / 250 OK", f"{E} / .",
    f"{E} / GET / HTTP/1.1", f"{E} / Subject: hello",
]  # fmt: skip
BURSTS = [
    [line(HELLO), burst(line(MAIL), line(ANNA), line(BERT)), line("DATA"), text(BODY)],
    [line(HELLO), burst(line(MAIL), line(ANNA), line("DATA")), text(BODY)],
    [line(HELLO), burst(line(MAIL), line("RCPT TO:<nobody@example.com>"), line("DATA"))],
    [line(HELLO), burst(line("RSET"), line(MAIL), line(MAIL), line("NOOP"))],
    [line(HELLO), burst(line(MAIL), line(ANNA), line("RSET"), line(ANNA))],
    [line(HELLO), burst(line(MAIL), line(ANNA), chunk("hello ", last=False), chunk("Anna", last=True), line("NOOP"))],
    [line(HELLO), burst(line("NOOP"), line("QUIT"), line("NOOP"))],
]


def written() -> list[list[Step]]:
    """The dialogues written by hand."""
    return [_lines(script) for script in WRITTEN] + [list(steps) for steps in BURSTS]


_GOOD_MAIL = (
    MAIL,
    "MAIL FROM:<>",
    f"{MAIL} SIZE=300",
    f"{MAIL} BODY=8BITMIME",
    f"{MAIL} SIZE=1 BODY=7BIT",
    "mail from:<carl@example.net>",
)
_GOOD_RCPT = (ANNA, BERT, "RCPT TO:<Postmaster>", "rcpt to:<bert@example.com>", "RCPT TO:<postmaster@example.com>")
_BAD_RCPT = ("RCPT TO:<nobody@example.com>", "RCPT TO:<anna@elsewhere.example>", "RCPT TO:<>", "RCPT TO:<anna@>", "RCPT")
_ANY = ("NOOP", "RSET", "NOOP x", "VRFY anna", "VRFY", "HELP", "EXPN x", "foo", "", "RSET x", "DATA", MAIL, ANNA, HELLO, "HELO client.example.net",
        "EHLO", "MAIL", "MAIL FROM:<carl>", f"{MAIL} SIZE=99999", f"{MAIL} COLOUR=blue", "DATA x", "BDAT x", "AUTH", "STARTTLS x", "QUIT x")  # fmt: skip


def _word(draw: random.Random, length: int) -> str:
    return "".join(draw.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(length))


def _spoilt(draw: random.Random, command: str) -> str:
    """A command with one printable character changed, added or taken away, after its verb."""
    at = draw.randrange(5, len(command)) if len(command) > 5 else len(command)
    char = draw.choice("abz019<>@:.,;=-_ \"'()")
    return draw.choice(
        [command[:at] + command[at + 1 :], command[:at] + char + command[at:], command[:at] + char + command[at + 1 :]]
    )


def _message(draw: random.Random) -> list[Step]:
    """A whole message with DATA or BDAT, or a part of one."""
    mail = draw.choice(_GOOD_MAIL)
    steps = [line(mail)]
    steps += [line(draw.choice(_GOOD_RCPT if draw.random() < 0.75 else _BAD_RCPT)) for _ in range(draw.randrange(1, 4))]
    body = "\r\n".join(
        ("." if draw.random() < 0.2 else "") + "." * draw.randrange(2) + _word(draw, 9) for _ in range(draw.randrange(6))
    )
    body = "\r\n".join(row if not row.startswith(".") or len(row) > 1 else ".." for row in body.split("\r\n"))
    way = draw.random()
    if way < 0.55:
        steps += [line("DATA"), text(body)]
    elif way < 0.75:
        steps += [chunk(_word(draw, draw.randrange(30))) for _ in range(draw.randrange(3))]
        steps.append(chunk(_word(draw, 8), last=True))
    elif way < 0.9:
        steps.append(line("RSET"))
    return steps


def _drawn(draw: random.Random) -> list[Step]:
    """One dialogue: usually a greeting, then messages, with odd commands strewn in, and now and then a spoilt one."""
    steps = [line(HELLO if draw.random() < 0.85 else "HELO client.example.net")] if draw.random() < 0.93 else []
    for _ in range(draw.randrange(1, 4)):
        piece = draw.random()
        if piece < 0.7:
            steps += _message(draw)
        elif piece < 0.78:
            steps += [line("STARTTLS"), line(HELLO)]
        elif piece < 0.86:
            name, password = (
                b64(draw.choice(["anna", "anna", "carl"])),
                b64(draw.choice(["Kaleidoscope", "Kaleidoscope", "oops"])),
            )
            steps += [line("AUTH LOGIN"), line(name, 334), line(password, 334)]
        elif piece < 0.93:
            steps.append(line(f"AUTH PLAIN {b64(chr(0) + 'anna' + chr(0) + draw.choice(['Kaleidoscope', 'oops']))}"))
        else:
            steps.append(burst(line("NOOP"), line("RSET"), line(MAIL)))
    for _ in range(draw.randrange(4)):
        at = draw.randrange(len(steps) + 1)
        if at and steps[at - 1].data[:4].upper() == b"DATA":
            continue  # the message follows
        steps.insert(at, line(draw.choice(_ANY)))
    if draw.random() < 0.25:
        at = draw.randrange(len(steps) + 1)
        if not (at and steps[at - 1].data[:4].upper() == b"DATA"):
            steps.insert(at, line(_spoilt(draw, draw.choice([MAIL, ANNA, HELLO, f"{MAIL} SIZE=10", f"{ANNA} NOTIFY=NEVER"]))))
    return steps


def generated() -> list[list[Step]]:
    """The dialogues drawn from the seed: the same on every run."""
    draw = random.Random(SEED)
    return [_drawn(draw) for _ in range(GENERATED)]


def without_chunks(sequences: list[list[Step]]) -> list[list[Step]]:
    """The same for a server that knows no BDAT: the command alone is sent, since its octets would be read as commands."""
    plain = [steps for steps in sequences if not any(step.replies > 1 and b"BDAT" in step.data for step in steps)]
    return [[_alone(step) if step.data.startswith(b"BDAT") else step for step in steps] for steps in plain]


def _alone(step: Step) -> Step:
    return Step(step.data.partition(b"\r\n")[0] + b"\r\n")


def half_encrypted(sequences: list[list[Step]]) -> list[list[Step]]:
    """The same for a server that wants encryption first: every other dialogue begins with it."""
    return [[line(HELLO), line("STARTTLS"), *steps] if number % 2 else steps for number, steps in enumerate(sequences)]
