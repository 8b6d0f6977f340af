"""A server of one folder, in a process of its own: it can be taken away in the middle of an answer, and come back."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import BinaryIO

from tools import serve
from tools.setup import PYTHON, ROOT


class Host:
    """The server of `folder`. It keeps its port, and notes each path that it is asked for."""

    def __init__(self, folder: Path, log: Path, *, isolated: bool = True, pause: float = 0) -> None:
        self.folder = folder
        self.log = log
        self.isolated = isolated
        self.pause = pause  # seconds before each answer
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process: subprocess.Popen[str] | None = None

    @property
    def address(self) -> str:
        """Where it is, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Be there, and come back when it is."""
        self.log.write_text("")
        values = (self.port, self.folder, self.log, int(self.isolated), self.pause)
        command = [str(PYTHON), "-m", "tests.browser.host", *map(str, values)]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout
        assert self.process.stdout.readline() == "ready\n"

    def stop(self) -> None:
        """Be gone, with every connection."""
        if self.process:
            self.process.kill()
            self.process.communicate()
            self.process = None

    def asked(self) -> list[str]:
        """The paths that were asked for since the start."""
        return self.log.read_text().split("\n")[:-1]


def main() -> None:
    """Serve until killed."""
    port, folder, log, isolated, pause = sys.argv[1:]
    noted = os.open(log, os.O_WRONLY | os.O_APPEND)

    class Noting(serve.Handler):
        def send_head(self) -> BinaryIO | None:
            os.write(noted, f"{self.path}\n".encode())
            time.sleep(float(pause))
            return super().send_head()

    site = serve.server(int(port), Path(folder), isolated=isolated == "1", handler=Noting)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    site.serve_forever()


if __name__ == "__main__":
    main()
