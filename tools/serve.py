"""Serves `_site/` at http://127.0.0.1:8000 as a server on the web should (see `deploy/`): `serve.py [PORT]`.

Files go out in the form that was compressed when the site was built. Browsers keep for good what has a hash in its address,
and ask again for the rest, which costs no bytes where nothing changed.
"""

import errno
import io
import re
import sys
from email.utils import formatdate
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

SITE = Path(__file__).resolve().parent.parent / "_site"
PORT = 8000
#: Without these two the kernel reads its files through the service worker, which works too, but is slower.
HEADERS = {"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp"}
#: What has a hash in its address never changes under that address: `name.<hash>.js`, `engine/<hash>/...`, `name.js?v=<hash>`.
#: The kernel's workers do: the build puts the engine's address into them.
_HASHED = re.compile(
    r"^(?!.*\.worker\.)(?:[^?]*\.[0-9a-f]{7,}\.\w+(?:\?|$)|[^?]*/engine/[0-9a-f]{12}/|[^?]*\.(?:css|js)\?v=[0-9a-f]{12}$)"
)
FOR_GOOD = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
#: The compressed forms, the smallest first, by the name that a browser asks for them with.
ENCODINGS = {"br": ".br", "gzip": ".gz"}
TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".ico": "image/x-icon",
    ".ipynb": "application/json",
    ".js": "text/javascript",
    ".json": "application/json",
    ".mjs": "text/javascript",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".txt": "text/plain",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".whl": "application/zip",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".zip": "application/zip",
}
OTHER = "application/octet-stream"


def immutable(address: str) -> bool:
    """Whether what is at this address (a path from the root on, with its query if there is one) never changes."""
    return _HASHED.match(address) is not None


class Handler(SimpleHTTPRequestHandler):
    """Static files with their headers."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *args: object, isolated: bool = True, **kwargs: object) -> None:
        """Serve with the headers of `HEADERS`, or without."""
        self.isolated = isolated
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]

    def send_head(self) -> BinaryIO | None:
        """Send the status and headers of the file asked for, in the smallest form that the browser takes; the body."""
        address = urlsplit(self.path)
        file = Path(self.translate_path(self.path))
        if file.is_dir() and address.path.endswith("/"):
            file /= "index.html"
        if not file.is_file():
            if file.is_dir():
                return super().send_head()  # the same address with a slash
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        wanted = self._encodings()
        encoding, sent = next(
            ((name, form) for name, ending in ENCODINGS.items() if name in wanted and (form := Path(f"{file}{ending}")).exists()),
            ("", file),
        )
        stat = sent.stat()
        tag = f'"{stat.st_mtime_ns:x}-{stat.st_size:x}{encoding}"'
        known = tag in {known.strip() for known in self.headers.get("If-None-Match", "").split(",")}
        self.send_response(HTTPStatus.NOT_MODIFIED if known else HTTPStatus.OK)
        self.send_header("ETag", tag)
        self.send_header("Cache-Control", FOR_GOOD if immutable(self.path) else ASK_AGAIN)
        self.send_header("Vary", "Accept-Encoding")
        if known:
            self.end_headers()
            return io.BytesIO()
        self.send_header("Content-Type", TYPES.get(file.suffix, OTHER))
        self.send_header("Content-Length", str(stat.st_size))
        self.send_header("Last-Modified", formatdate(stat.st_mtime, usegmt=True))
        if encoding:
            self.send_header("Content-Encoding", encoding)
        self.end_headers()
        return sent.open("rb")

    def _encodings(self) -> set[str]:
        """What the browser says that it can unpack."""
        offers = [offer.strip().partition(";") for offer in self.headers.get("Accept-Encoding", "").split(",")]
        return {name.strip() for name, _, weight in offers if not re.fullmatch(r"\s*q=0(\.0*)?\s*", weight)}

    def list_directory(self, path: object) -> None:
        """Show no listing: a folder without a page is not found."""
        del path
        self.send_error(HTTPStatus.NOT_FOUND)

    def end_headers(self) -> None:
        """Add the headers that each answer has."""
        for name, value in (HEADERS if self.isolated else {}).items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
        """Say nothing for each request."""


class Server(ThreadingHTTPServer):
    """A thread for each connection."""

    allow_reuse_address = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Report an error; that a browser hangs up, when its reader goes elsewhere, is none."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def server(port: int, site: Path = SITE, *, isolated: bool = True, handler: type[Handler] = Handler) -> ThreadingHTTPServer:
    """A server of the site on the loopback interface; port 0 takes any that is free. OSError where it is taken."""
    return Server(("127.0.0.1", port), partial(handler, directory=str(site), isolated=isolated))


def main() -> int:
    """Serve until interrupted."""
    port = int(sys.argv[1]) if len(sys.argv) > 1 else PORT
    try:
        site = server(port)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        print(f"Port {port} is taken by another program. Stop it, or choose another: .venv/bin/python -m tools.serve 8001",
              file=sys.stderr)  # fmt: skip
        return 1
    print(f"SMTP Tutor is at http://127.0.0.1:{port}/ (stop it with Ctrl+C)", flush=True)
    try:
        site.serve_forever()
    except KeyboardInterrupt:
        print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
