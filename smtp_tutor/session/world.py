"""What a server is like: whom it knows, what it offers, what it refuses.

Lives here: `World`, read from a table of data. Must not: decide which reply follows from it; `table` says that.
"""

from dataclasses import dataclass, field, fields
from typing import Any

from smtp_tutor.errors import DataError

#: The keywords that a server answers to EHLO, in this order; some of them only now and then (see `Moment.offers`).
EXTENSIONS = (
    "PIPELINING",
    "SIZE",
    "STARTTLS",
    "AUTH",
    "ENHANCEDSTATUSCODES",
    "8BITMIME",
    "DSN",
    "SMTPUTF8",
    "CHUNKING",
)
#: The ways to log in.
MECHANISMS = ("PLAIN", "LOGIN")


@dataclass(frozen=True, slots=True)
class World:
    """A server. Sizes are in octets, times in seconds.

    `mailboxes` are the addresses that exist at `domains`; `full` and `closed` are some of them, `moved` those that live
    elsewhere: address to (code, new address). `greeting` is the code of the first reply. `greylist` is how long an
    unknown sender must wait; `rate` messages are taken in `window`. `accounts` are names and passwords for log-in.
    `spam` and `policy` are words that make the server refuse a message. `dies` names the commands at which the
    connection breaks without a reply, once each in turn.
    """

    host: str = "mx.example.com"
    domains: tuple[str, ...] = ("example.com",)
    mailboxes: tuple[str, ...] = ("anna@example.com", "bert@example.com", "postmaster@example.com")
    full: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    moved: dict[str, tuple[int, str]] = field(default_factory=dict)
    null_mx: tuple[str, ...] = ()
    extensions: tuple[str, ...] = EXTENSIONS
    size: int = 10_240_000
    recipients: int = 100
    greeting: int = 220
    greylist: float = 0
    rate: int = 0
    window: float = 3600
    accounts: dict[str, str] = field(default_factory=dict)
    log_in_first: bool = False
    encrypt_first: bool = False
    log_in_encrypted: bool = False
    spam: tuple[str, ...] = ()
    policy: tuple[str, ...] = ()
    dies: tuple[str, ...] = ()


#: A server that takes every message for its mailboxes, and refuses only what is wrong.
HONEST = World()


def read_world(entry: dict[str, Any], file: str, name: str) -> World:
    """A world from a table of data; DataError where it names a field that worlds do not have."""
    known = {each.name for each in fields(World)}
    if unknown := set(entry) - known:
        raise DataError(file, name, f"unknown fields: {', '.join(sorted(unknown))}")
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
    if "moved" in values:
        values["moved"] = {address: (int(code), str(new)) for address, (code, new) in values["moved"].items()}
    return World(**values)
