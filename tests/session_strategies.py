"""Dialogues and worlds to try a server on: commands in any order, well formed and odd, with anything between them."""

import base64

from hypothesis import strategies as st

from smtp_tutor.session import World

PIECES = (
    "EHLO client.example.net", "HELO client.example.net", "EHLO", "MAIL FROM:<carl@example.net>", "MAIL FROM:<> SIZE=200",
    "MAIL FROM: <carl@example.net>", "MAIL FROM:<carl@example.net> BODY=8BITMIME SMTPUTF8", "RCPT TO:<anna@example.com>",
    "RCPT TO:<nobody@example.com>", "RCPT TO:<bert@example.com> NOTIFY=NEVER", "RCPT TO:<x@nomail.example>", "DATA", ".", "..",
    "text", "cheap watches", "BDAT 5", "BDAT 0 LAST", "BDAT 3 LAST", "BDAT x",
    "BDAT 99999999999999", "RSET", "NOOP", "QUIT", "VRFY anna",
    "EXPN list", "HELP", "AUTH PLAIN", "AUTH LOGIN", "AUTH", "AUTH FOO", "STARTTLS", "*", "=", "TURN", "foo",
    f"AUTH PLAIN {base64.b64encode(b'|anna|secret'.replace(b'|', bytes(1))).decode()}", base64.b64encode(b"anna").decode(),
    base64.b64encode(b"secret").decode(), "x" * 600, "x" * 1100, "ÄÖÜ",
    "\x00", "\udcff".encode("utf-8", "surrogateescape").decode("latin-1"),
)  # fmt: skip

lines = st.tuples(st.sampled_from(PIECES), st.sampled_from(["\r\n"] * 12 + ["\n", "\r", "", "\n.\r\n", "\r\n.\r\n"])).map("".join)
#: What a client may send, as octets.
dialogues = st.lists(lines.map(str.encode) | st.binary(max_size=8), max_size=25).map(b"".join)

worlds = st.builds(
    World,
    extensions=st.sampled_from([World().extensions, (), ("PIPELINING", "STARTTLS", "AUTH")]),
    size=st.sampled_from([0, 20, 10_000]),
    recipients=st.sampled_from([1, 2, 100]),
    greeting=st.sampled_from([220, 220, 220, 220, 421, 521, 554]),
    greylist=st.sampled_from([0.0, 0.0, 60.0]),
    rate=st.sampled_from([0, 1]),
    accounts=st.sampled_from([{}, {"anna": "secret"}]),
    log_in_first=st.booleans(),
    encrypt_first=st.booleans(),
    log_in_encrypted=st.booleans(),
    spam=st.sampled_from([(), ("cheap watches",)]),
    null_mx=st.just(("nomail.example",)),
    moved=st.sampled_from([{}, {"anna@example.com": (251, "anna@example.net")}, {"anna@example.com": (551, "anna@example.net")}]),
    dies=st.sampled_from([(), (), ("RCPT",), ("end of DATA",), ("BDAT",)]),
)
