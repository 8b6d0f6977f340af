"""The server side of SMTP as a machine that runs one table; no I/O, no clock (RFC 5321 and its extensions).

Lives here: `Session`, the `World` that it is a server in, and the table that it runs.
Must not: know widgets, or read the words of a reply; `decode` does that.
"""

from smtp_tutor.session.machine import Session, all_words
from smtp_tutor.session.model import Command, Memory, Message, ServerReply, State
from smtp_tutor.session.table import TABLE, Row, rows
from smtp_tutor.session.world import HONEST, World

__all__ = [
    "HONEST",
    "TABLE",
    "Command",
    "Memory",
    "Message",
    "Row",
    "ServerReply",
    "Session",
    "State",
    "World",
    "all_words",
    "rows",
]
