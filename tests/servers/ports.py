"""Ports of this machine's loopback address: a free one, and waiting until one answers."""

import socket
import time

HOST = "127.0.0.1"
#: A program that has not opened its port after so many seconds will not.
PATIENCE = 30.0
PAUSE = 0.02


def free_port() -> int:
    """A port on which nobody listens now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(port: int, what: str) -> None:
    """Come back when `port` takes a connection; AssertionError where it never does."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except OSError:
            time.sleep(PAUSE)
        else:
            return
    raise AssertionError(f"{what} did not open port {port} within {PATIENCE:.0f} seconds.")
