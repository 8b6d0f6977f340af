"""aiosmtpd in a thread: a mail server in Python, written by others, with the same mailboxes and accounts as our Postfix."""

import ssl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword
from aiosmtpd.smtp import Session as AioSession

from tests.servers.ports import HOST, free_port
from tests.servers.postfix import ACCOUNTS, RECIPIENTS, SIZE, certificate

MAILBOXES = ("anna@example.com", "bert@example.com", "postmaster@example.com", "postmaster")


class Handler:
    """Knows the mailboxes, and throws every message away."""

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, session: AioSession, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take mail for our mailboxes, and for everyone after a log-in."""
        envelope.rcpt_options.extend(options)
        if len(envelope.rcpt_tos) >= RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        if address.lower() not in MAILBOXES:
            local = address.lower().endswith("@example.com")
            if local or not session.authenticated:
                return "550 5.1.1 User unknown" if local else "550 5.7.1 Relay access denied"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, _server: SMTP, _session: AioSession, _envelope: Envelope) -> str:  # noqa: N802
        """Take the message."""
        return "250 2.0.0 Ok"


def authenticate(_server: SMTP, _session: AioSession, _envelope: Envelope, _mechanism: str, data: Any) -> AuthResult:
    """Do name and password belong together?"""
    known = {name.encode(): password.encode() for name, password in ACCOUNTS.items()}
    fits = isinstance(data, LoginPassword) and known.get(data.login) == data.password
    return AuthResult(success=fits, handled=False)


@contextmanager
def aiosmtpd() -> Iterator[dict[str, int]]:
    """Run two servers; gives the ports of the `easy` and of the `strict` one, which wants encryption first."""
    with tempfile.TemporaryDirectory() as folder:
        certificate(Path(folder) / "key.pem")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(Path(folder) / "key.pem")
    ports = {"easy": free_port(), "strict": free_port()}
    running = []
    try:
        for name, port in ports.items():
            controller = Controller(
                Handler(), hostname=HOST, port=port, server_hostname="mx.example.com", data_size_limit=SIZE, enable_SMTPUTF8=True,
                authenticator=authenticate, auth_require_tls=name == "strict", require_starttls=name == "strict",
                tls_context=context, command_call_limit=1000,
            )  # fmt: skip
            controller.start()
            running.append(controller)
        yield ports
    finally:
        for controller in running:
            controller.stop()
