"""The two sides of a comparison, with one handle: our session, and a real server on a port.

A peer is asked a step at a time and says which codes it answered; None stands for a connection that has been closed.
"""

import socket
import ssl
from typing import Protocol

from smtp_tutor.parse import ReplyReader
from smtp_tutor.session import Session, State, World
from tests.servers.ports import HOST

#: A server that has not answered after so many seconds has not understood that it was asked.
TIMEOUT = 20.0


class Peer(Protocol):
    """One connection to a mail server."""

    def greeting(self) -> int | None:
        """The code of the first reply."""

    def ask(self, data: bytes, replies: int) -> list[int | None]:
        """Send octets and wait for so many replies."""

    def encrypt(self) -> None:
        """The server has said 220 to STARTTLS: agree on a key."""

    def closed(self) -> bool:
        """Has the server closed the connection? Asked only after a reply that says so."""

    def leave(self) -> None:
        """Drop the connection."""


class Ours:
    """Our own session."""

    def __init__(self, world: World) -> None:
        self._session = Session(world)

    def greeting(self) -> int | None:
        return self._session.greet().code

    def ask(self, data: bytes, replies: int) -> list[int | None]:
        codes: list[int | None] = [reply.code for reply in self._session.feed(data)]
        assert len(codes) <= replies, f"{replies} replies were expected and {codes} came, to {data!r}"
        if len(codes) < replies:
            assert self._session.state is State.CLOSED, f"{replies} replies were expected and {codes} came, to {data!r}"
            codes += [None] * (replies - len(codes))
        return codes

    def encrypt(self) -> None:
        assert self._session.secure

    def closed(self) -> bool:
        return self._session.state is State.CLOSED

    def leave(self) -> None:
        pass


class Theirs:
    """A real server."""

    def __init__(self, port: int) -> None:
        self._socket: socket.socket = socket.create_connection((HOST, port), TIMEOUT)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._reader = ReplyReader()
        self._waiting: list[int | None] = []

    def greeting(self) -> int | None:
        return self._replies(1)[0]

    def ask(self, data: bytes, replies: int) -> list[int | None]:
        try:
            self._socket.sendall(data)
        except OSError:
            return [None] * replies
        return self._replies(replies)

    def encrypt(self) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        self._socket = context.wrap_socket(self._socket)

    def closed(self) -> bool:
        return self._receive() == b""

    def leave(self) -> None:
        self._socket.close()

    def _receive(self) -> bytes:
        try:
            return self._socket.recv(65536)
        except TimeoutError:
            raise AssertionError(f"no reply within {TIMEOUT:.0f} seconds") from None
        except OSError:
            return b""

    def _replies(self, number: int) -> list[int | None]:
        while len(self._waiting) < number:
            data = self._receive()
            if not data:
                self._waiting += [None] * (number - len(self._waiting))
                break
            for reply in self._reader.feed(data):
                assert not isinstance(reply, Exception), f"not a reply: {reply}"
                self._waiting.append(reply.code)
        out, self._waiting = self._waiting[:number], self._waiting[number:]
        return out
