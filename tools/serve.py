"""Serves `_site/` at http://127.0.0.1:8000, with the headers that let the lessons start fast: `serve.py [PORT]`."""

import errno
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

SITE = Path(__file__).resolve().parent.parent / "_site"
PORT = 8000
#: Without these two the kernel reads its files through the service worker, which works too, but is slower.
HEADERS = {"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp"}


class Handler(SimpleHTTPRequestHandler):
    """Static files, each with the headers above."""

    protocol_version = "HTTP/1.1"
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".ipynb": "application/json",
        ".js": "text/javascript",
        ".mjs": "text/javascript",
        ".wasm": "application/wasm",
        ".whl": "application/zip",
    }

    def end_headers(self) -> None:
        """Add our headers. Browsers ask again for each file: `make serve` shows what was just built."""
        for name, value in (HEADERS | {"Cache-Control": "no-cache"}).items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
        """Say nothing for each request."""


def server(port: int, site: Path = SITE) -> ThreadingHTTPServer:
    """A server of the site on the loopback interface; port 0 takes any that is free. OSError where it is taken."""
    ThreadingHTTPServer.allow_reuse_address = True
    return ThreadingHTTPServer(("127.0.0.1", port), partial(Handler, directory=str(site)))


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
