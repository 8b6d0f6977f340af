"""What is known when a command is answered: the server, this connection, the command, and the time.

Lives here: `Talk`, the changing part of a connection, and `Moment`, all that guards and effects look at.
Must not: choose a reply.
"""

from dataclasses import dataclass, field

from smtp_tutor.session.model import Envelope, Memory, State
from smtp_tutor.session.syntax import ATOMS, Fault, Request, decoded, parameter_fault
from smtp_tutor.session.world import World


@dataclass(slots=True)
class Talk:
    """One connection. `client` is the name that the client gave; `user` has logged in, `name` is about to."""

    state: State = State.CONNECTING
    client: str = ""
    extended: bool = False
    secure: bool = False
    user: str = ""
    name: str = ""
    envelope: Envelope = field(default_factory=Envelope)


@dataclass(frozen=True, slots=True)
class Moment:
    """A command at a server, in a connection, at a time (seconds since the world began)."""

    world: World
    talk: Talk
    memory: Memory
    request: Request
    now: float

    @property
    def address(self) -> str:
        """The address of MAIL or RCPT as the server compares it. Upper and lower case are one at our servers."""
        address = _unquoted(self.request.address.lower())
        return f"{address}@{self.world.domains[0]}" if address == "postmaster" and self.world.domains else address

    @property
    def offers(self) -> frozenset[str]:
        """The keywords that the server would answer to EHLO now."""
        out = set(self.world.extensions) if self.talk.extended else set()
        if self.talk.secure:
            out.discard("STARTTLS")
        if not self.world.accounts or (self.world.log_in_encrypted and not self.talk.secure):
            out.discard("AUTH")
        return frozenset(out)

    @property
    def parameter_fault(self) -> Fault | None:
        """What is wrong with the parameters of MAIL or RCPT."""
        return parameter_fault(self.request, self.offers)

    @property
    def response(self) -> bytes | None:
        """What the client answers in a log-in, or None where it is no Base64."""
        return decoded(self.request.initial or "")

    @property
    def key(self) -> tuple[str, str]:
        """What greylisting remembers: who writes to whom."""
        return self.talk.envelope.sender.lower(), self.address

    @property
    def size(self) -> int:
        """Octets of the message, counting the chunk that has just come."""
        return self.talk.envelope.size


def _unquoted(address: str) -> str:
    """An address whose local part stands in quotes without need, as the same address without them."""
    local, at, domain = address.rpartition("@")
    inside = local[1:-1]
    return f"{inside}{at}{domain}" if local.startswith('"') and ATOMS.fullmatch(inside) else address
