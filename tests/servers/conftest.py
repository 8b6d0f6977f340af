"""Shows the figures of the comparison at the end of the run, however quiet it is."""

import logging

import pytest

from tests.servers.summary import LINES

# aiosmtpd tells of every command that it does not know
logging.getLogger("mail").setLevel(logging.CRITICAL)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Write the figures."""
    if LINES:
        terminalreporter.section("our session beside real servers")
        for line in LINES:
            terminalreporter.write_line(line)
