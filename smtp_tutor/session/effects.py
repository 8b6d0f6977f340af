"""What a row of the table changes beside the state: one small step each.

Lives here: the steps. Must not: choose a reply or a state.
"""

from smtp_tutor.session.model import Envelope, Message
from smtp_tutor.session.moment import Moment


def nothing(_moment: Moment) -> None:
    """Nothing changes but the state."""


def forget_message(moment: Moment) -> None:
    """What was known of a message is forgotten."""
    moment.talk.envelope = Envelope()


def meet(moment: Moment) -> None:
    """The client is known by its name and may use extensions; a message that was begun is forgotten."""
    moment.talk.client, moment.talk.extended = moment.request.domain, True
    forget_message(moment)


def meet_plainly(moment: Moment) -> None:
    """The client is known by its name and uses no extensions; a message that was begun is forgotten."""
    moment.talk.client, moment.talk.extended = moment.request.domain, False
    forget_message(moment)


def begin_message(moment: Moment) -> None:
    """A message begins."""
    moment.talk.envelope = Envelope(moment.request.address, utf8="SMTPUTF8" in moment.request.parameters)


def add_recipient(moment: Moment) -> None:
    """The message has one more recipient."""
    moment.talk.envelope.recipients.append(moment.address)


def count_refusal(moment: Moment) -> None:
    """One more recipient was refused."""
    moment.talk.envelope.refused += 1


def remember_asking(moment: Moment) -> None:
    """The server remembers when this sender first wrote to this recipient."""
    moment.memory.asked.setdefault(moment.key, moment.now)
    count_refusal(moment)


def deliver(moment: Moment) -> None:
    """The server takes responsibility for the message."""
    envelope = moment.talk.envelope
    moment.memory.delivered.append(
        Message(envelope.sender, tuple(envelope.recipients), bytes(envelope.text), moment.now),
    )
    forget_message(moment)


def lose(moment: Moment) -> None:
    """The connection breaks."""
    moment.memory.lost += 1
    forget_message(moment)


def know_name(moment: Moment) -> None:
    """The name of a log-in is known; the password is to follow."""
    moment.talk.name = (moment.response or b"").decode("utf-8", "replace")


def log_in_plain(moment: Moment) -> None:
    """The client has logged in with name and password at once."""
    moment.talk.user = (moment.response or b"").decode("utf-8", "replace").split("\0")[1]


def log_in(moment: Moment) -> None:
    """The client has logged in with name, then password."""
    moment.talk.user, moment.talk.name = moment.talk.name, ""


def encrypt(moment: Moment) -> None:
    """The connection is encrypted from here on, and both sides forget what was said before (RFC 3207, section 4.2)."""
    moment.talk.secure = True
    moment.talk.client, moment.talk.extended, moment.talk.user = "", False, ""
    forget_message(moment)
