"""Our session answers as Postfix and aiosmtpd do, but for the differences that the standards allow."""

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial

import pytest

from smtp_tutor.session import World
from tests.servers import sequences
from tests.servers.aiosmtpd_server import aiosmtpd
from tests.servers.allowed import ALLOWED, Allowed
from tests.servers.compare import Tally, compare
from tests.servers.peers import Ours
from tests.servers.postfix import ACCOUNTS, RECIPIENTS, SIZE, postfix
from tests.servers.summary import LINES

EASY = World(accounts=ACCOUNTS, size=SIZE, recipients=RECIPIENTS)
STRICT = replace(EASY, encrypt_first=True, log_in_encrypted=True)
#: What aiosmtpd does not offer.
MISSING = {"DSN", "CHUNKING"}
SERVERS: dict[str, Callable[[], AbstractContextManager[dict[str, int]]]] = {"Postfix": postfix, "aiosmtpd": aiosmtpd}


def without(world: World, missing: set[str]) -> World:
    """The same server without some extensions."""
    return replace(world, extensions=tuple(keyword for keyword in world.extensions if keyword not in missing))


@pytest.mark.parametrize("name", SERVERS)
def test_answers_as_a_real_server_does(name: str) -> None:
    """The same dialogues get the same codes, and end in the same state, open or closed, or an entry says why not."""
    steps = sequences.written() + sequences.generated()
    worlds = {"easy": EASY, "strict": STRICT}
    if name == "aiosmtpd":
        steps = sequences.without_chunks(steps)
        worlds = {kind: without(world, MISSING) for kind, world in worlds.items()}
    asked = {"easy": steps, "strict": sequences.half_encrypted(steps)}
    with SERVERS[name]() as ports:
        tallies = {kind: compare(name, ports[kind], partial(Ours, world), asked[kind]) for kind, world in worlds.items()}
    used: Counter[Allowed] = Counter()
    for kind, tally in tallies.items():
        LINES.append(_line(name, kind, tally))
        used += tally.allowed
    entries = [entry for entry in ALLOWED if entry.server == name]
    LINES.extend(f"  {used[entry]:5} x  {_entry(entry)}" for entry in entries if entry.theirs != entry.ours)
    broken = [sentence for tally in tallies.values() for sentence in tally.broken]
    assert not broken, "\n".join(broken)
    idle = [entry for entry in entries if not used[entry] and entry.theirs != entry.ours]
    assert not idle, "\n".join(["These entries allow what does not happen:", *map(_entry, idle)])
    assert all(tally.sequences >= 500 for tally in tallies.values())
    assert sum(tally.agreed for tally in tallies.values()) > 10_000


def _line(name: str, kind: str, tally: Tally) -> str:
    differing, entries, broken = sum(tally.allowed.values()), len(tally.allowed), len(tally.broken)
    return (
        f"{name} ({kind}): {tally.sequences} dialogues, {tally.replies} replies compared, {tally.agreed} agree, "
        f"{differing} differ as {entries} entries allow, {broken} differ otherwise; {tally.unseen} not compared after a parting"
    )


def _entry(entry: Allowed) -> str:
    theirs, ours = ("hangs up" if entry.theirs is None else entry.theirs), ("any" if entry.ours == -1 else entry.ours)
    return f"{entry.sent[:60]!r}: {theirs} there, {ours} here. {entry.section}. {entry.reason}"


def test_an_entry_names_a_section_and_a_reason() -> None:
    """So that each can be looked up."""
    for entry in ALLOWED:
        assert entry.section.startswith("RFC ") and entry.reason.endswith("."), entry
        assert entry.server in SERVERS
