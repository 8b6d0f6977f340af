"""The other end of Postfix's log-in: answers, as Dovecot does, whether name and password belong together.

Postfix asks over a connection of its own, a line at a time, fields divided by tabs. Only PLAIN and LOGIN are known.
"""

import base64
import binascii
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.servers.ports import HOST

_HELLO = """\
VERSION\t1\t2
MECH\tPLAIN\tplaintext
MECH\tLOGIN\tplaintext
SPID\t1
CUID\t1
COOKIE\t00112233445566778899aabbccddeeff
DONE
"""


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    accounts: dict[str, str]


class _Asked(socketserver.StreamRequestHandler):
    """One connection of Postfix. `open` holds the log-ins that are under way: mechanism, and the name where it is known."""

    server: _Server

    def handle(self) -> None:
        self.wfile.write(_HELLO.encode())
        under_way: dict[str, tuple[str, str | None]] = {}
        for raw in self.rfile:
            word, *fields = raw.decode("utf-8", "replace").rstrip("\n").split("\t")
            if word == "AUTH":
                number, mechanism = fields[0], fields[1]
                under_way[number] = (mechanism, None)
                given = next((field.removeprefix("resp=") for field in fields[2:] if field.startswith("resp=")), None)
                if given is None:
                    self._more(number, "" if mechanism == "PLAIN" else "Username:")
                else:
                    self._answer(number, under_way, given)
            elif word == "CONT":
                self._answer(fields[0], under_way, fields[1] if len(fields) > 1 else "")

    def _more(self, number: str, text: str) -> None:
        self.wfile.write(f"CONT\t{number}\t{base64.b64encode(text.encode()).decode()}\n".encode())

    def _answer(self, number: str, under_way: dict[str, tuple[str, str | None]], given: str) -> None:
        mechanism, name = under_way.pop(number)
        try:
            said = base64.b64decode(given, validate=True).decode("utf-8", "replace")
        except binascii.Error:
            self.wfile.write(f"FAIL\t{number}\treason=Invalid base64 data in continued response\n".encode())
            return
        if mechanism == "LOGIN" and name is None:
            under_way[number] = (mechanism, said)
            self._more(number, "Password:")
            return
        user, password = (name or "", said) if mechanism == "LOGIN" else (*said.split("\0"), "", "")[1:3]
        known = user in self.server.accounts and self.server.accounts[user] == password
        self.wfile.write(f"OK\t{number}\tuser={user}\n".encode() if known else f"FAIL\t{number}\tuser={user}\n".encode())


@contextmanager
def auth_server(accounts: dict[str, str]) -> Iterator[int]:
    """Answer Postfix's questions about log-ins; gives the port."""
    with _Server((HOST, 0), _Asked) as server:
        server.accounts = accounts
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()
