"""The form of a command line: verb, address, parameters (RFC 5321, sections 4.1.1 and 4.1.2, and the extensions').

Lives here: from octets to `Request`. Must not: know the state of a session, or what is answered.
"""

import base64
import binascii
import re
from dataclasses import dataclass, field
from enum import Enum

from smtp_tutor.session.model import Command

#: Octets of a command line with its CRLF (RFC 5321, section 4.5.3.1.4), and of a line of text (section 4.5.3.1.6).
COMMAND_LINE = 512
TEXT_LINE = 1000
#: A line of a log-in may be this long (RFC 4954, section 4, item 6).
AUTH_LINE = 12288
#: By how much extensions lengthen a command: SIZE (RFC 1870) 26, BODY (RFC 6152) 17, SMTPUTF8 (RFC 6531) 10,
#: AUTH (RFC 4954) 500, and ORCPT with NOTIFY (RFC 3461) 500.
LONGER = {Command.MAIL: 26 + 17 + 10 + 500, Command.RCPT: 500, Command.AUTH: AUTH_LINE - COMMAND_LINE}

#: Commands that an RFC defines and that no server here offers.
UNAVAILABLE = frozenset({"SEND", "SOML", "SAML", "TURN", "ETRN", "ATRN", "XCLIENT", "XFORWARD"})
_VERBS = {
    command.value: command
    for command in (Command.EHLO, Command.HELO, Command.MAIL, Command.RCPT, Command.DATA, Command.BDAT, Command.RSET,
                    Command.NOOP, Command.QUIT, Command.VRFY, Command.EXPN, Command.HELP, Command.AUTH, Command.STARTTLS)
}  # fmt: skip

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u0080-\U0010ffff-]+"
_QUOTED = r"\"(?:[ !#-\[\]-~\u0080-\U0010ffff]|\\[ -~])*\""
_LABEL = r"[A-Za-z0-9_\u0080-\U0010ffff](?:[A-Za-z0-9_\u0080-\U0010ffff-]*[A-Za-z0-9_\u0080-\U0010ffff])?"
_DOMAIN = rf"{_LABEL}(?:\.{_LABEL})*"
_LITERAL = r"\[[0-9A-Za-z:.-]+\]"
#: A local part that needs no quotes.
ATOMS = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_MAILBOX = re.compile(rf"(?P<local>{ATOMS.pattern}|{_QUOTED})@(?P<domain>{_DOMAIN}|{_LITERAL})")
_ROUTE = re.compile(rf"@{_DOMAIN}(?:,@{_DOMAIN})*:")
_HOST = re.compile(rf"{_DOMAIN}|{_LITERAL}")
_PATH = re.compile(r"<(?P<inside>(?:\"(?:\\.|[^\"\\])*\"|[^<>\"])*)>(?P<rest>.*)", re.DOTALL)
_PARAMETER = re.compile(r"(?P<name>[A-Za-z0-9][A-Za-z0-9-]*)(?:=(?P<value>[^\x00-\x20=\x7f]+))?")
_XTEXT = re.compile(r"(?:[!-*,-<>-~]|\+[0-9A-F]{2})+")
_NOTIFY = re.compile(r"NEVER|(?:SUCCESS|FAILURE|DELAY)(?:,(?:SUCCESS|FAILURE|DELAY))*", re.IGNORECASE)
_ORCPT = re.compile(r"[A-Za-z0-9-]+;(?:[!-*,-<>-~\u0080-\U0010ffff]|\+[0-9A-F]{2})+")
#: Local parts and domains are no longer than this (RFC 5321, sections 4.5.3.1.1 to 4.5.3.1.3).
_LOCAL, _DOMAIN_LENGTH, _PATH_LENGTH = 64, 255, 256


class Fault(Enum):
    """What is wrong with the form of a command."""

    ARGUMENT = "an argument is missing, or one is too many"
    FORM = "the words after the verb are not of the form that the command has"
    SPACE = "there is a space after the colon"
    BRACKETS = "the address does not stand in angle brackets"
    ADDRESS = "what stands in the angle brackets is no address"
    UNKNOWN_PARAMETER = "a parameter belongs to no extension that the server offers"
    BAD_PARAMETER = "the value of a parameter is not of its form, or it stands twice"


@dataclass(frozen=True, slots=True)
class Request:
    """One command, taken apart. `argument` is what follows the verb; `address`, `size` and the rest are read from it."""

    command: Command
    verb: str = ""
    argument: str = ""
    fault: Fault | None = None
    address: str = ""
    domain: str = ""
    parameters: dict[str, str | None] = field(default_factory=dict)
    size: int = 0
    last: bool = False
    initial: str | None = None

    @property
    def utf8(self) -> bool:
        """Does an address hold anything but ASCII?"""
        return not self.address.isascii()


def longest(command: Command) -> int:
    """How many octets a line with this command may have, its CRLF among them."""
    return COMMAND_LINE + LONGER.get(command, 0)


def read(line: bytes) -> Request:
    """The command in a line (without its CRLF). Whatever it holds, a `Request` comes out."""
    if b"\r" in line or b"\n" in line:
        return Request(Command.BARE)
    text = line.decode("utf-8", "surrogateescape")
    verb, _, argument = text.rstrip(" \t").partition(" ")
    command = _VERBS.get(verb.upper()) if verb.isascii() else None
    if len(line) + 2 > longest(command or Command.UNKNOWN):
        return Request(Command.TOO_LONG)
    if command is None:
        known = verb.upper() in UNAVAILABLE
        return Request(Command.UNAVAILABLE if known else Command.UNKNOWN, verb)
    return _READERS.get(command, _plain)(command, argument.lstrip(" "))


def _printable(text: str) -> bool:
    return all(" " <= char <= "~" or (char >= "\x80" and not "\ud800" <= char <= "\udfff") for char in text)


def _plain(command: Command, argument: str) -> Request:
    """DATA, RSET, QUIT, STARTTLS take no argument; NOOP, HELP take any; VRFY and EXPN need one."""
    missing = command in (Command.VRFY, Command.EXPN) and not argument
    extra = command in (Command.DATA, Command.RSET, Command.QUIT, Command.STARTTLS) and argument
    bad = missing or extra or not _printable(argument)
    return Request(command, command.value, argument, Fault.ARGUMENT if bad else None, address=argument)


def _hello(command: Command, argument: str) -> Request:
    if not argument:
        return Request(command, command.value, argument, Fault.ARGUMENT)
    fits = _HOST.fullmatch(argument) and argument.isascii()
    return Request(command, command.value, argument, None if fits else Fault.FORM, domain=argument)


def _path(command: Command, argument: str) -> Request:
    """MAIL FROM:<address> and RCPT TO:<address>, with parameters."""
    verb, word = command.value, "FROM:" if command is Command.MAIL else "TO:"
    if not argument[: len(word)].isascii() or argument[: len(word)].upper() != word:
        return Request(command, verb, argument, Fault.FORM)
    after = argument[len(word) :]
    if after[:1] in (" ", "\t"):
        return Request(command, verb, argument, Fault.SPACE)
    match = _PATH.match(after)
    if match is None:
        return Request(command, verb, argument, Fault.FORM if not after else Fault.BRACKETS)
    inside = match["inside"]
    if route := _ROUTE.match(inside):  # accepted and ignored (RFC 5321, appendix C)
        inside = inside[route.end() :]
    address = _mailbox(command, inside)
    if address is None:
        return Request(command, verb, argument, Fault.ADDRESS)
    rest = match["rest"]
    if rest and rest[0] != " ":
        return Request(command, verb, argument, Fault.FORM)
    parameters: dict[str, str | None] = {}
    fault = None
    for word in rest.split():
        part = _PARAMETER.fullmatch(word)
        if part is None or part["name"].upper() in parameters:
            fault = Fault.BAD_PARAMETER
        else:
            parameters[part["name"].upper()] = part["value"]
    size = parameters.get("SIZE") or "0"
    return Request(command, verb, argument, fault, inside, address[1], parameters, int(size) if _number(size) else 0)


def _number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 20


def _mailbox(command: Command, inside: str) -> tuple[str, str] | None:
    """The local part and the domain of an address, or None. MAIL may have none at all, RCPT a bare `postmaster`."""
    if command is Command.MAIL and not inside:
        return "", ""
    if command is Command.RCPT and inside.upper() == "POSTMASTER":
        return inside, ""
    match = _MAILBOX.fullmatch(inside)
    if match is None or not _printable(inside) or len(inside) + 2 > _PATH_LENGTH:
        return None
    if len(match["local"]) > _LOCAL or len(match["domain"]) > _DOMAIN_LENGTH:
        return None
    return match["local"], match["domain"].lower()


def parameter_fault(request: Request, extensions: frozenset[str]) -> Fault | None:
    """What is wrong with the parameters of MAIL or RCPT, given the keywords that the server offers."""
    if request.fault is Fault.BAD_PARAMETER:
        return request.fault
    for name, value in request.parameters.items():
        extension, form = _PARAMETERS[request.command].get(name, ("", None))
        if extension not in extensions:
            return Fault.UNKNOWN_PARAMETER
        if (value is not None) if form is None else (value is None or not form.fullmatch(value)):
            return Fault.BAD_PARAMETER
    return None


#: The parameters of MAIL and RCPT: the extension that each belongs to, and the form of its value.
_PARAMETERS: dict[Command, dict[str, tuple[str, re.Pattern[str] | None]]] = {
    Command.MAIL: {
        "SIZE": ("SIZE", re.compile(r"[0-9]{1,20}")),
        "BODY": ("8BITMIME", re.compile(r"7BIT|8BITMIME", re.IGNORECASE)),
        "SMTPUTF8": ("SMTPUTF8", None),
        "RET": ("DSN", re.compile(r"FULL|HDRS", re.IGNORECASE)),
        "ENVID": ("DSN", _XTEXT),
        "AUTH": ("AUTH", re.compile(rf"<>|{_XTEXT.pattern}")),
    },
    Command.RCPT: {"NOTIFY": ("DSN", _NOTIFY), "ORCPT": ("DSN", _ORCPT)},
}


def _chunk(command: Command, argument: str) -> Request:
    """BDAT size [LAST] (RFC 3030, section 2)."""
    words = argument.split()
    fits = words and _number(words[0]) and (len(words) == 1 or (len(words) == 2 and words[1].upper() == "LAST"))
    if not fits:
        return Request(command, command.value, argument, Fault.FORM)
    return Request(command, command.value, argument, size=int(words[0]), last=len(words) == 2)


def _auth(command: Command, argument: str) -> Request:
    """AUTH mechanism [initial response] (RFC 4954, section 4)."""
    words = argument.split(" ")
    if not argument or len(words) > 2:
        return Request(command, command.value, argument, Fault.ARGUMENT)
    return Request(command, command.value, words[0].upper(), initial=words[1] if len(words) == 2 else None)


_READERS = {
    Command.EHLO: _hello,
    Command.HELO: _hello,
    Command.MAIL: _path,
    Command.RCPT: _path,
    Command.BDAT: _chunk,
    Command.AUTH: _auth,
}


def decoded(response: str) -> bytes | None:
    """What a log-in response says, or None where it is no Base64. A lone `=` stands for nothing at all."""
    if response == "=":
        return b""
    try:
        return base64.b64decode(response.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error, ValueError):
        return None
