"""When a row of the table applies: one small question each, asked of a `Moment`.

Lives here: the questions. Must not: change anything.
"""

from smtp_tutor.session.model import Command
from smtp_tutor.session.moment import Moment
from smtp_tutor.session.syntax import Fault
from smtp_tutor.session.world import MECHANISMS


def always(_moment: Moment) -> bool:
    """In every other case."""
    return True


# The greeting


def greets_with_521(moment: Moment) -> bool:
    """The host takes no mail at all."""
    return moment.world.greeting == 521


def greets_with_554(moment: Moment) -> bool:
    """The server wants nothing to do with this client."""
    return moment.world.greeting == 554


def greets_with_421(moment: Moment) -> bool:
    """The server is too busy to talk."""
    return moment.world.greeting == 421


# The form of a command


def wrong_argument(moment: Moment) -> bool:
    """An argument is missing, one is too many, or it holds characters that no command may hold."""
    return moment.request.fault is Fault.ARGUMENT


def wrong_form(moment: Moment) -> bool:
    """What follows the verb is not of the form that the command has."""
    return moment.request.fault in (Fault.FORM, Fault.ARGUMENT)


def space_after_colon(moment: Moment) -> bool:
    """A space stands between the colon and the address."""
    return moment.request.fault is Fault.SPACE


def no_brackets(moment: Moment) -> bool:
    """The address does not stand in angle brackets."""
    return moment.request.fault is Fault.BRACKETS


def no_address(moment: Moment) -> bool:
    """What stands in the angle brackets is no address."""
    return moment.request.fault is Fault.ADDRESS


def unknown_parameter(moment: Moment) -> bool:
    """A parameter belongs to an extension that the server does not offer."""
    return moment.parameter_fault is Fault.UNKNOWN_PARAMETER


def bad_parameter(moment: Moment) -> bool:
    """A parameter's value is not of its form, or a parameter stands twice."""
    return moment.parameter_fault is Fault.BAD_PARAMETER


def beyond_ascii(moment: Moment) -> bool:
    """An address needs SMTPUTF8, and the client did not ask for it."""
    declared = "SMTPUTF8" in moment.request.parameters or moment.talk.envelope.utf8
    return moment.request.utf8 and not declared


# What the server wants first


def not_encrypted(moment: Moment) -> bool:
    """The server takes mail only over an encrypted connection."""
    return moment.world.encrypt_first and not moment.talk.secure


def not_logged_in(moment: Moment) -> bool:
    """The server takes mail only after a log-in."""
    return moment.world.log_in_first and not moment.talk.user


def too_many_messages(moment: Moment) -> bool:
    """The client has sent more messages than the server takes in this time."""
    world, memory = moment.world, moment.memory
    recent = sum(message.at > moment.now - world.window for message in memory.delivered)
    return world.rate > 0 and recent >= world.rate


def dies(moment: Moment) -> bool:
    """The server breaks down at this command."""
    doomed, lost = moment.world.dies, moment.memory.lost
    return lost < len(doomed) and doomed[lost] == moment.request.command.value


# The recipient


def too_many_recipients(moment: Moment) -> bool:
    """The message has as many recipients as the server takes at once."""
    return len(moment.talk.envelope.recipients) >= moment.world.recipients


def no_mail_domain(moment: Moment) -> bool:
    """The recipient's domain says in the DNS that it takes no mail (a null MX)."""
    return moment.request.domain in moment.world.null_mx


def foreign(moment: Moment) -> bool:
    """The recipient's domain is not one of the server's, and the client has not logged in."""
    return bool(moment.request.domain) and moment.request.domain not in moment.world.domains and not moment.talk.user


def elsewhere(moment: Moment) -> bool:
    """The recipient is on another server, and this one will not forward."""
    return moment.world.moved.get(moment.address, (0, ""))[0] == 551


def forwarded(moment: Moment) -> bool:
    """The recipient is on another server, and this one forwards."""
    return moment.world.moved.get(moment.address, (0, ""))[0] == 251


def _local(moment: Moment) -> bool:
    return not moment.request.domain or moment.request.domain in moment.world.domains


def unknown_mailbox(moment: Moment) -> bool:
    """The domain is the server's, and nobody there has this name."""
    known = moment.address in moment.world.mailboxes or moment.address in moment.world.moved
    return _local(moment) and not known and moment.address.split("@")[0] != "postmaster"


def closed_mailbox(moment: Moment) -> bool:
    """The mailbox has been disabled."""
    return moment.address in moment.world.closed


def full_mailbox(moment: Moment) -> bool:
    """The mailbox holds as much as it may."""
    return moment.address in moment.world.full


def asked_too_soon(moment: Moment) -> bool:
    """The server does not know this sender yet and wants it to come back later."""
    first = moment.memory.asked.get(moment.key)
    return moment.world.greylist > 0 and (first is None or moment.now - first < moment.world.greylist)


def all_refused(moment: Moment) -> bool:
    """There was a recipient, and none was accepted."""
    return moment.talk.envelope.refused > 0 and not moment.talk.envelope.recipients


# The message


def declared_too_big(moment: Moment) -> bool:
    """The client announces more octets than the server takes."""
    return 0 < moment.world.size < moment.request.size


def too_big(moment: Moment) -> bool:
    """The message has more octets than the server takes."""
    return 0 < moment.world.size < moment.size


def line_too_long(moment: Moment) -> bool:
    """A line of the message has more than 1000 octets."""
    return moment.talk.envelope.too_long


def bare_newline(moment: Moment) -> bool:
    """The message holds a CR or an LF that is not half of a line ending."""
    return moment.talk.envelope.bare


def _holds(moment: Moment, words: tuple[str, ...]) -> bool:
    text = bytes(moment.talk.envelope.text).decode("utf-8", "replace").lower()
    return any(word.lower() in text for word in words)


def spam(moment: Moment) -> bool:
    """The message looks like spam."""
    return _complete(moment) and _holds(moment, moment.world.spam)


def against_policy(moment: Moment) -> bool:
    """The message is of a kind that the server does not take."""
    return _complete(moment) and _holds(moment, moment.world.policy)


def _complete(moment: Moment) -> bool:
    return moment.request.command is Command.END or moment.request.last


def no_chunking(moment: Moment) -> bool:
    """The server does not take messages in chunks."""
    return "CHUNKING" not in moment.world.extensions


def last_chunk(moment: Moment) -> bool:
    """This chunk is the last one."""
    return moment.request.last


# Log-in and encryption


def no_extensions(moment: Moment) -> bool:
    """The client has said HELO, which asks for no extensions."""
    return not moment.talk.extended


def no_accounts(moment: Moment) -> bool:
    """The server has no log-in."""
    return not moment.world.accounts or "AUTH" not in moment.world.extensions


def password_in_clear(moment: Moment) -> bool:
    """The server takes passwords only over an encrypted connection."""
    return moment.world.log_in_encrypted and not moment.talk.secure


def logged_in(moment: Moment) -> bool:
    """The client has logged in already."""
    return bool(moment.talk.user)


def unknown_mechanism(moment: Moment) -> bool:
    """The server does not know this way to log in."""
    return moment.request.argument not in MECHANISMS


def plain_waits(moment: Moment) -> bool:
    """PLAIN, and the client has not sent name and password along."""
    return moment.request.argument == "PLAIN" and moment.request.initial is None


def login_waits(moment: Moment) -> bool:
    """LOGIN, and the client has not sent the name along."""
    return moment.request.argument == "LOGIN" and moment.request.initial is None


def login(moment: Moment) -> bool:
    """LOGIN, with the name sent along."""
    return moment.request.argument == "LOGIN"


def cancelled(moment: Moment) -> bool:
    """The client answers with a single asterisk, and so gives up."""
    return moment.request.initial == "*"


def no_base64(moment: Moment) -> bool:
    """The answer is no Base64."""
    return moment.response is None


def wrong_plain(moment: Moment) -> bool:
    """Name and password, sent at once, do not belong together. The third part is the password (RFC 4616)."""
    parts = (moment.response or b"").decode("utf-8", "replace").split("\0")
    return len(parts) != 3 or not parts[1] or moment.world.accounts.get(parts[1]) != parts[2]


def wrong_password(moment: Moment) -> bool:
    """Name and password, sent one after the other, do not belong together."""
    given = (moment.response or b"").decode("utf-8", "replace")
    return moment.world.accounts.get(moment.talk.name) != given


def no_starttls(moment: Moment) -> bool:
    """The server offers no encryption."""
    return "STARTTLS" not in moment.world.extensions


def encrypted(moment: Moment) -> bool:
    """The connection is encrypted already."""
    return moment.talk.secure
