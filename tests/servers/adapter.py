"""A port on loopback with our session behind it, so that real mail programs can try it. It lives only here, in the tests."""

import socketserver
import ssl
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from smtp_tutor.session import Memory, Session, State, World
from tests.servers.ports import HOST
from tests.servers.postfix import certificate


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    world: World
    memory: Memory
    context: ssl.SSLContext


class _Connection(socketserver.BaseRequestHandler):
    """Octets in, octets out; where the session says that it is encrypted, so is the socket."""

    server: _Server

    def handle(self) -> None:
        session = Session(self.server.world, self.server.memory)
        wire = self.request
        wire.sendall(session.greet().data)
        while session.state is not State.CLOSED and (data := wire.recv(4096)):
            for reply in session.feed(data):
                wire.sendall(reply.data)
            if session.secure and not isinstance(wire, ssl.SSLSocket):
                wire = self.server.context.wrap_socket(wire, server_side=True)
        wire.close()


@contextmanager
def served(world: World) -> Iterator[tuple[int, Memory]]:
    """Serve a world; gives the port, and what the server remembers."""
    with tempfile.TemporaryDirectory() as folder, _Server((HOST, 0), _Connection) as server:
        certificate(Path(folder) / "key.pem")
        server.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.context.load_cert_chain(Path(folder) / "key.pem")
        server.world, server.memory = world, Memory()
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield server.server_address[1], server.memory
        server.shutdown()
        thread.join()
