"""Where real servers answer otherwise than ours, and why the standards let both do so.

Lives here: the table, an entry a difference. An entry that no longer applies makes the comparison fail, as does a
difference without an entry. Must not: excuse a reply of ours that the standards do not allow.
"""

# ruff: noqa: E501  # one entry, one line
import re
from collections.abc import Iterable
from dataclasses import dataclass

#: In place of our code: whatever it is.
ANY = -1


@dataclass(frozen=True, slots=True)
class Allowed:
    """One difference: the server, what was sent (a pattern), the codes there and here, the section that allows it, and why.

    None as a code is a connection that was closed. `apart` says that the two are in different states afterwards, so that
    the rest of the dialogue cannot be compared; with equal codes that is all it says. `since` is a pattern of something
    that must have been sent before.
    """

    server: str
    sent: str
    theirs: int | None
    ours: int | None
    section: str
    reason: str
    apart: bool = False
    since: str = ""

    def fits(self, server: str, sent: str, theirs: int | None, ours: int | None, before: Iterable[str]) -> bool:
        """Is this the difference?"""
        same = (server, theirs) == (self.server, self.theirs) and self.ours in (ours, ANY)
        known = not self.since or any(_matches(self.since, step) for step in before)
        return same and known and _matches(self.sent, sent)


def _matches(pattern: str, text: str) -> bool:
    return re.fullmatch(pattern, text, re.IGNORECASE | re.DOTALL) is not None


P, A = "Postfix", "aiosmtpd"
HOST = r"(EHLO|HELO) .*[^a-z0-9.\[\]:_-].*|(EHLO|HELO) (-.*|.*\.\..*)|(EHLO|HELO) [^\[].*:.*"
PATH = r"(MAIL FROM|RCPT TO):"

ALLOWED: tuple[Allowed, ...] = (
    # The greeting of the client
    Allowed(P, HOST, 250, 501, "RFC 5321, section 4.1.4", "A server may take any name; ours shows the form that the standard gives.", True),
    Allowed(A, HOST, 250, 501, "RFC 5321, section 4.1.4", "A server may take any name; ours shows the form that the standard gives.", True),
    # Addresses
    Allowed(P, rf"{PATH} <.*", 250, 501, "RFC 5321, section 3.3", "The standard permits no space after the colon; Postfix forgives it.", True),
    Allowed(A, rf"{PATH} <.*", 250, 501, "RFC 5321, section 3.3", "The standard permits no space after the colon; aiosmtpd forgives it.", True),
    Allowed(P, r"MAIL FROM:<[^@<>]*>", 250, 501, "RFC 5321, section 4.1.2", "Postfix adds its own domain to a sender without one.", True),
    Allowed(A, r"MAIL FROM:<[^@<>]*>", 250, 501, "RFC 5321, section 4.1.2", "aiosmtpd takes a sender without a domain.", True),
    Allowed(P, r"RCPT TO:<[^@<>]+>", 554, 501, "RFC 5321, section 4.1.2", "Postfix adds its own domain, and then will not relay there."),
    Allowed(A, r"RCPT TO:<[^@<>]*>", 550, 501, "RFC 5321, section 4.1.2", "aiosmtpd leaves the form of a recipient to the rules for relaying."),
    Allowed(A, r"RCPT TO:<>", 250, 501, "RFC 5321, section 4.1.1.3", "After a log-in aiosmtpd takes even an empty recipient.", True),
    Allowed(P, rf"{PATH}<(\..*|.*\.\..*|x{{65}}@.*|[a-z]*\)[a-z]*@.*|<.*>|.* .com)>.*", 250, 501, "RFC 5321, sections 4.1.2 and 4.5.3.1.1",
            "Postfix takes senders that the grammar of the standard does not have; a server may be liberal.", True),
    Allowed(A, rf"{PATH}<(\..*|.*\.\..*|x{{65}}@.*|carl@x{{250}}.*|.*\\t.*|.*\t.*|.*@.*[ =].*)>.*", 250, 501,
            "RFC 5321, sections 4.1.2 and 4.5.3.1", "aiosmtpd takes addresses that the grammar does not have; a server may be liberal.", True),
    Allowed(A, rf"{PATH}(<[^<>]*|[^<> ]*)", 250, 501, "RFC 5321, section 4.1.2", "aiosmtpd takes addresses without angle brackets.", True),
    Allowed(A, r"MAIL FROM:<carl@example\.net>SIZE=10", 250, 501, "RFC 5321, section 4.1.1.2",
            "aiosmtpd needs no space before an option.", True),
    Allowed(A, rf"{PATH}<.*(@|@@|@\.|@:.*|@.*@.*|\.\..*|<.*|.*@.*\(.*)>.*|{PATH}<@[^:]*>", 553, 501, "RFC 5321, section 4.2.3",
            "An address of the wrong form may be answered 501 (the form) or 553 (the address)."),
    Allowed(P, rf"{PATH}<.*@.*@.*>", 554, 501, "RFC 5321, section 4.1.2", "Postfix reads an old form of routing here, and will not relay."),
    Allowed(A, r"RCPT TO:<an na@.*>", 550, 501, "RFC 5321, section 4.1.2", "aiosmtpd looks the address up before it looks at its form."),
    Allowed(P, r"RCPT TO:<.*@.*>.*", 554, 550, "RFC 5321, section 4.2.3", "A server that will not relay may say 550 (policy) or 554 (failed)."),
    Allowed(P, r"RCPT TO:<.*@.*> NOTIFY=NEVER", 554, 555, "RFC 5321, section 4.1.1.11", "Of two faults either may be told first."),
    Allowed(A, r"MAIL FROM:<çarl@example.net>", 250, 553, "RFC 6531, section 3.5", "aiosmtpd decodes the address without being asked.", True),
    Allowed(A, r"RCPT TO:<ännä@example.com>", 550, 553, "RFC 6531, section 3.5", "The standard leaves 550 or 553 to the server."),
    # Options
    Allowed(P, r"(MAIL FROM|RCPT TO):<.*> .*(SIZE|BODY=?\w*|AUTH|SMTPUTF8=yes|\"NOTIFY=NEVER)", 555, 501, "RFC 5321, section 4.1.1.11",
            "A value of the wrong form is a mistake in the argument (501) or an option that cannot be met (555)."),
    Allowed(A, r"MAIL FROM:<.*> (AUTH|RET=FULL RET=HDRS)|RCPT TO:<.*[' =>].*NOTIFY=NEVER", 555, 501, "RFC 5321, section 4.1.1.11",
            "Of a wrong form and an unknown option either may be told first."),
    Allowed(P, r"MAIL FROM:<.*> SIZE=1 SIZE=2", 250, 501, "RFC 5321, section 4.1.1.11", "Postfix takes the last of two equal options.", True),
    Allowed(A, r"MAIL FROM:<.*> SIZE=1 SIZE=2", 250, 501, "RFC 5321, section 4.1.1.11", "aiosmtpd takes the last of two equal options.", True),
    Allowed(P, r"MAIL FROM:<.*> .*", 250, 555, "RFC 5321, section 4.1.1.1", "Postfix takes options after HELO too, which offers none.", True),
    Allowed(P, r"MAIL FROM:<.*> SIZE=99999", 552, 555, "RFC 5321, section 4.1.1.1", "Postfix reads SIZE after HELO too, which does not offer it."),
    Allowed(A, r"MAIL FROM:<.*> .*|RCPT TO:<.*> .*", 501, 555, "RFC 5321, section 4.1.1.11",
            "After HELO aiosmtpd calls any option a mistake in the argument."),
    Allowed(A, r"MAIL FROM:<.*> AUTH=.*", 555, 250, "RFC 4954, section 5", "aiosmtpd lacks this option, which belongs to AUTH.", True),
    Allowed(P, r"MAIL FROM:<.*>", 552, 250, "RFC 1870, section 6.1", "Postfix keeps the size of a refused MAIL until RSET.", True),
    # The order of commands
    Allowed(P, r"(DATA|DATA x|BDAT .*)", 554, 503, "RFC 5321, section 3.3", "Without a recipient the standard lets a server say 503 or 554."),
    Allowed(A, r"(.*\r\n)?DATA", 503, 554, "RFC 5321, section 3.3", "Without a recipient the standard lets a server say 503 or 554."),
    Allowed(A, r"MAIL FROM:;.*", 553, 503, "RFC 5321, section 4.2.4", "Of a wrong form and a wrong order either may be told first."),
    Allowed(A, r"(AUTH|MAIL.*)", 501, 503, "RFC 5321, section 4.2.4", "Of a wrong form and a wrong order either may be told first."),
    Allowed(P, r"AUTH", 501, 503, "RFC 5321, section 4.2.4", "Of a wrong form and a wrong order either may be told first."),
    # Commands that a server need not have
    Allowed(P, r"HELP.*", 500, 214, "RFC 5321, section 4.5.1", "HELP is not among the commands that every server must have."),
    Allowed(A, r"HELP.*", 250, 214, "RFC 5321, section 4.1.1.8", "aiosmtpd marks its help text as a success; both begin with a 2."),
    Allowed(P, r"(EXPN|TURN|SEND) .*|TURN", 500, 502, "RFC 5321, section 4.2.4", "A command that is not there may be unknown (500) or not offered (502)."),
    Allowed(A, r"(BDAT|ETRN|TURN|SEND).*", 500, 502, "RFC 5321, section 4.2.4",
            "A command that is not there may be unknown (500) or not offered (502)."),
    Allowed(P, r"EXPN", 500, 501, "RFC 5321, section 4.2.4", "Postfix does not know EXPN, so it does not look at its argument."),
    Allowed(A, r"EXPN", 502, 501, "RFC 5321, section 4.2.4", "aiosmtpd does not offer EXPN, so it does not look at its argument."),
    Allowed(P, r"ETRN .*", 503, 502, "RFC 1985, section 5", "Postfix offers ETRN, after EHLO."),
    Allowed(P, r"VRFY .*", 554, 252, "RFC 5321, section 3.5.3", "Postfix tells about addresses; ours, like most, does not."),
    Allowed(P, r"QUIT .*", 221, 501, "RFC 5321, section 4.1.1.10", "Postfix overlooks the argument, which the standard does not have.", True),
    # What is no command
    Allowed(P, r"(\*|250 OK|\.|GET|Subject: hello)", 221, 500, "RFC 5321, section 7.8",
            "Postfix hangs up on what no mail program would say; a server may defend itself.", True),
    Allowed(P, r"NOOP x{600}", 250, 500, "RFC 5321, section 4.5.3.1", "A server may take longer lines than the standard demands.", True),
    Allowed(P, r"NOOP\nNOOP", 250, 500, "RFC 5321, section 2.3.8", "Postfix takes a bare LF for a line ending; clients must not send it.", True),
    Allowed(A, r"NOOP\nNOOP", 250, 500, "RFC 5321, section 2.3.8", "aiosmtpd takes a bare LF for a line ending; clients must not send it.", True),
    Allowed(A, r".*", None, ANY, "RFC 5321, section 7.8", "After some unknown commands aiosmtpd hangs up; a server may defend itself.", True,
            "(BDAT.*|foo|HELLO.*|)"),
    # The message
    Allowed(P, r"x{1500}\r\n\.", 250, 500, "RFC 5321, section 4.5.3.1", "A server may take longer lines than the standard demands."),
    Allowed(P, r"one[\r\n]two\r\n\.", 250, 554, "RFC 5321, section 2.3.8", "This Postfix takes bare CR and LF in a text; clients must not send them."),
    Allowed(A, r"one[\r\n]two\r\n\.", 250, 554, "RFC 5321, section 2.3.8", "aiosmtpd takes bare CR and LF in a text; clients must not send them."),
    Allowed(P, r"BDAT( x| 0 FIRST| -1)?", 521, 501, "RFC 3030, section 2",
            "Postfix cannot tell how many octets follow, so it hangs up; ours takes it that none do.", True),
    Allowed(P, r"BDAT 0", 551, 250, "RFC 3030, section 2", "Postfix takes an empty chunk only as the last one.", True),
    Allowed(P, r"BDAT .*", 551, 503, "RFC 3030, section 2", "After a chunk was refused the standard gives no code for those that follow."),
    Allowed(P, r"BDAT .*", 551, 554, "RFC 3030, section 2", "After a chunk was refused the standard gives no code for those that follow."),
    Allowed(P, r"RCPT TO:.*", 503, 250, "RFC 3030, section 2", "After a refused chunk the state is not defined; Postfix wants RSET first.", True, "BDAT.*"),
    Allowed(P, r"RCPT TO:.*", 503, 501, "RFC 3030, section 2", "After a refused chunk the state is not defined; Postfix wants RSET first.", True, "BDAT.*"),
    Allowed(P, r"MAIL FROM:.*", 250, 503, "RFC 3030, section 2", "After a refused chunk the state is not defined; Postfix forgets the message.", True, "BDAT.*"),
    Allowed(P, r"MAIL FROM:.*", 555, 503, "RFC 3030, section 2", "After a refused chunk the state is not defined; Postfix forgets the message.", True, "BDAT.*"),
    Allowed(P, r"(.*\r\n)?BDAT .*", 530, 530, "RFC 3207, section 4",
            "Before encryption Postfix does not take in the octets of a chunk, and reads them as commands.", True),
    # Log-in
    Allowed(P, r"(AUTH PLAIN )?(not base64!|not-base64!|%%%)", 535, 501, "RFC 4954, section 4",
            "The standard asks for 501; Postfix leaves the answer to its log-in service, and that only knows failure."),
    Allowed(P, r"AUTH (CRAM-SHA1|GSSAPI)", 535, 504, "RFC 4954, section 4",
            "The standard asks for 504; Postfix leaves the answer to its log-in service."),
    Allowed(P, r"AUTH (PLAIN|LOGIN).*", 235, 503, "RFC 4954, section 3", "Postfix lets clients log in after HELO, which does not offer it.", True),
    Allowed(P, r"AUTH (PLAIN|LOGIN).*", 334, 503, "RFC 4954, section 3", "Postfix lets clients log in after HELO, which does not offer it.", True),
    Allowed(P, r"AUTH (PLAIN|LOGIN).*", 535, 503, "RFC 4954, section 3", "Postfix lets clients log in after HELO, which does not offer it."),
    Allowed(A, r"AUTH.*", 500, 503, "RFC 4954, section 3", "After HELO aiosmtpd does not know AUTH at all."),
    Allowed(A, r"AUTH.*", 235, 503, "RFC 4954, section 4", "aiosmtpd lets clients log in while a message is begun, which the standard does not.", True),
    Allowed(A, r"AUTH.*", 334, 503, "RFC 4954, section 4", "aiosmtpd lets clients log in while a message is begun, which the standard does not.", True),
    Allowed(A, r"AUTH.*", 535, 503, "RFC 4954, section 4", "aiosmtpd lets clients log in while a message is begun, which the standard does not."),
    Allowed(A, r"auth plain .*", 504, 235, "RFC 4954, section 4", "aiosmtpd knows the way to log in only in capitals.", True),
    Allowed(A, r"AUTH PLAIN (=|bm9uc2Vuc2U=)", 501, 535, "RFC 4954, sections 4 and 6",
            "What is no pair of name and password is malformed (501) or wrong (535)."),
    # Encryption
    Allowed(P, r"STARTTLS", 220, 503, "RFC 3207, section 4", "Postfix encrypts before EHLO too; a client learns of STARTTLS only by EHLO.", True),
    Allowed(A, r"STARTTLS", 220, 503, "RFC 3207, section 4", "aiosmtpd encrypts before EHLO too; a client learns of STARTTLS only by EHLO.", True),
    Allowed(P, r"STARTTLS", 554, 503, "RFC 3207, section 4.2", "The standard gives no code for encrypting twice."),
    Allowed(P, r"HELO.*", 250, 530, "RFC 3207, section 4", "The standard lets HELO wait for encryption; Postfix takes it.", True),
    Allowed(P, r"(HELP|EXPN|TURN|SEND).*", 500, 530, "RFC 3207, section 4", "Postfix does not know the command, with or without encryption."),
    Allowed(A, r".*", 530, 500, "RFC 3207, section 4", "aiosmtpd asks for encryption before it looks whether it knows the command."),
)  # fmt: skip
