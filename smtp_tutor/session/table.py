"""The server side of SMTP as one table: in a state, to a command, the first row whose question is answered yes.

Lives here: the table, and nothing else. `machine` runs it, `render.diagram` draws it, tests walk it. The words of the
replies, and why each is given, stand in `data/session.toml` under the name in the last column.
Must not: hold code. Questions are in `guards`, what changes is in `effects`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from smtp_tutor.session import effects as do
from smtp_tutor.session import guards as ask
from smtp_tutor.session.model import Command as C  # noqa: N817  # the table has to fit its columns
from smtp_tutor.session.model import State as S  # noqa: N817
from smtp_tutor.session.moment import Moment


@dataclass(frozen=True, slots=True)
class Row:
    """One row: where it applies, when, what is answered, and what follows. `code` 0 is a connection that just breaks.

    `then` is the next state; None stays. `section` is where an RFC asks for this reply.
    """

    states: tuple[S, ...]
    command: C
    when: Callable[[Moment], bool]
    code: int
    enhanced: str
    then: S | None
    section: str
    reply: str
    effect: Callable[[Moment], None] = do.nothing


#: The states in which the server waits for a command.
OPEN = (S.START, S.READY, S.MAIL, S.RCPT, S.BDAT)
#: Those in which a message has been begun.
BEGUN = (S.MAIL, S.RCPT, S.BDAT)
#: Those in which the server waits for the next line of a log-in.
LOGIN = (S.AUTH_PLAIN, S.AUTH_NAME, S.AUTH_PASSWORD)

# fmt: off
# ruff: noqa: E501  # one row, one line
TABLE: tuple[Row, ...] = (
    # The greeting
    Row((S.CONNECTING,), C.CONNECT, ask.greets_with_521, 521, "", S.CLOSED, "RFC 7504, section 3", "no_mail_here"),
    Row((S.CONNECTING,), C.CONNECT, ask.greets_with_554, 554, "", S.REFUSED, "RFC 5321, section 3.1", "not_you"),
    Row((S.CONNECTING,), C.CONNECT, ask.greets_with_421, 421, "", S.CLOSED, "RFC 5321, section 3.8", "too_busy"),
    Row((S.CONNECTING,), C.CONNECT, ask.always, 220, "", S.START, "RFC 5321, section 3.1", "greeting"),

    # A server that wants encryption first says so to almost everything
    *(Row(OPEN, command, ask.not_encrypted, 530, "5.7.0", None, "RFC 3207, section 4", "encrypt_first")
      for command in (C.HELO, C.MAIL, C.RCPT, C.DATA, C.BDAT, C.RSET, C.VRFY, C.EXPN, C.HELP, C.AUTH, C.UNAVAILABLE)),

    # Who are you?
    Row(OPEN, C.EHLO, ask.dies, 0, "", S.CLOSED, "", "", do.lose),
    Row(OPEN, C.EHLO, ask.wrong_form, 501, "", None, "RFC 5321, section 4.1.1.1", "hello_form"),
    Row(OPEN, C.EHLO, ask.always, 250, "", S.READY, "RFC 5321, section 4.1.1.1", "ehlo", do.meet),
    Row(OPEN, C.HELO, ask.wrong_form, 501, "", None, "RFC 5321, section 4.1.1.1", "hello_form"),
    Row(OPEN, C.HELO, ask.always, 250, "", S.READY, "RFC 5321, section 4.1.1.1", "helo", do.meet_plainly),

    # Who sends the message?
    Row((S.START,), C.MAIL, ask.always, 503, "5.5.1", None, "RFC 5321, section 4.1.4", "hello_first"),
    Row(BEGUN, C.MAIL, ask.always, 503, "5.5.1", None, "RFC 5321, section 4.1.4", "already_begun"),
    Row((S.READY,), C.MAIL, ask.dies, 0, "", S.CLOSED, "", "", do.lose),
    Row((S.READY,), C.MAIL, ask.too_many_messages, 421, "4.7.0", S.CLOSED, "RFC 5321, section 3.8", "too_many_messages"),
    Row((S.READY,), C.MAIL, ask.not_logged_in, 530, "5.7.0", None, "RFC 4954, section 6", "log_in_first"),
    Row((S.READY,), C.MAIL, ask.space_after_colon, 501, "5.5.4", None, "RFC 5321, section 3.3", "space_after_colon"),
    Row((S.READY,), C.MAIL, ask.no_brackets, 501, "5.5.4", None, "RFC 5321, section 4.1.2", "no_brackets"),
    Row((S.READY,), C.MAIL, ask.wrong_form, 501, "5.5.4", None, "RFC 5321, section 4.1.1.2", "mail_form"),
    Row((S.READY,), C.MAIL, ask.no_address, 501, "5.1.7", None, "RFC 5321, section 4.1.2", "no_sender_address"),
    Row((S.READY,), C.MAIL, ask.unknown_parameter, 555, "5.5.4", None, "RFC 5321, section 4.1.1.11", "unknown_parameter"),
    Row((S.READY,), C.MAIL, ask.bad_parameter, 501, "5.5.4", None, "RFC 5321, section 4.1.1.11", "bad_parameter"),
    Row((S.READY,), C.MAIL, ask.beyond_ascii, 553, "5.6.7", None, "RFC 6531, section 3.5", "beyond_ascii"),
    Row((S.READY,), C.MAIL, ask.declared_too_big, 552, "5.3.4", None, "RFC 1870, section 6.1", "declared_too_big"),
    Row((S.READY,), C.MAIL, ask.always, 250, "2.1.0", S.MAIL, "RFC 5321, section 4.1.1.2", "sender_ok", do.begin_message),

    # Who is to get it?
    Row((S.START,), C.RCPT, ask.always, 503, "5.5.1", None, "RFC 5321, section 4.1.4", "hello_first"),
    Row((S.READY,), C.RCPT, ask.always, 503, "5.5.1", None, "RFC 5321, section 4.1.1.3", "mail_first"),
    Row((S.BDAT,), C.RCPT, ask.always, 503, "5.5.1", None, "RFC 3030, section 2", "chunks_begun"),
    Row((S.MAIL, S.RCPT), C.RCPT, ask.dies, 0, "", S.CLOSED, "", "", do.lose),
    Row((S.MAIL, S.RCPT), C.RCPT, ask.space_after_colon, 501, "5.5.4", None, "RFC 5321, section 3.3", "space_after_colon"),
    Row((S.MAIL, S.RCPT), C.RCPT, ask.no_brackets, 501, "5.5.4", None, "RFC 5321, section 4.1.2", "no_brackets"),
    Row((S.MAIL, S.RCPT), C.RCPT, ask.wrong_form, 501, "5.5.4", None, "RFC 5321, section 4.1.1.3", "rcpt_form"),
    Row((S.MAIL, S.RCPT), C.RCPT, ask.no_address, 501, "5.1.3", None, "RFC 5321, section 4.1.2", "no_recipient_address"),
    Row((S.MAIL, S.RCPT), C.RCPT, ask.unknown_parameter, 555, "5.5.4", None, "RFC 5321, section 4.1.1.11", "unknown_parameter"),
    Row((S.MAIL, S.RCPT), C.RCPT, ask.bad_parameter, 501, "5.5.4", None, "RFC 5321, section 4.1.1.11", "bad_parameter"),
    Row((S.MAIL, S.RCPT), C.RCPT, ask.beyond_ascii, 553, "5.6.7", None, "RFC 6531, section 3.5", "beyond_ascii", do.count_refusal),
    Row((S.MAIL, S.RCPT), C.RCPT, ask.too_many_recipients, 452, "4.5.3", None, "RFC 5321, section 4.5.3.1.10", "too_many_recipients"),
    Row((S.MAIL, S.RCPT), C.RCPT, ask.no_mail_domain, 556, "5.1.10", None, "RFC 7505, section 4.1", "no_mail_domain", do.count_refusal),
    Row((S.MAIL, S.RCPT), C.RCPT, ask.foreign, 550, "5.7.1", None, "RFC 5321, section 3.6.2", "no_relay", do.count_refusal),
    Row((S.MAIL, S.RCPT), C.RCPT, ask.elsewhere, 551, "5.1.6", None, "RFC 5321, section 3.4", "elsewhere", do.count_refusal),
    Row((S.MAIL, S.RCPT), C.RCPT, ask.unknown_mailbox, 550, "5.1.1", None, "RFC 5321, section 3.3", "unknown_mailbox", do.count_refusal),
    Row((S.MAIL, S.RCPT), C.RCPT, ask.closed_mailbox, 550, "5.2.1", None, "RFC 3463, section 3.3", "closed_mailbox", do.count_refusal),
    Row((S.MAIL, S.RCPT), C.RCPT, ask.full_mailbox, 452, "4.2.2", None, "RFC 5321, section 4.2.3", "full_mailbox", do.count_refusal),
    Row((S.MAIL, S.RCPT), C.RCPT, ask.asked_too_soon, 450, "4.7.1", None, "RFC 6647, section 2.1", "come_back_later", do.remember_asking),
    Row((S.MAIL, S.RCPT), C.RCPT, ask.forwarded, 251, "2.1.5", S.RCPT, "RFC 5321, section 3.4", "forwarded", do.add_recipient),
    Row((S.MAIL, S.RCPT), C.RCPT, ask.always, 250, "2.1.5", S.RCPT, "RFC 5321, section 4.1.1.3", "recipient_ok", do.add_recipient),

    # The message, up to a line with a single dot
    Row((S.START,), C.DATA, ask.always, 503, "5.5.1", None, "RFC 5321, section 4.1.4", "hello_first"),
    Row((S.READY,), C.DATA, ask.always, 503, "5.5.1", None, "RFC 5321, section 3.3", "mail_first"),
    Row((S.MAIL,), C.DATA, ask.all_refused, 554, "5.5.1", None, "RFC 5321, section 3.3", "no_valid_recipient"),
    Row((S.MAIL,), C.DATA, ask.always, 503, "5.5.1", None, "RFC 5321, section 3.3", "rcpt_first"),
    Row((S.BDAT,), C.DATA, ask.always, 503, "5.5.1", None, "RFC 3030, section 2", "chunks_begun"),
    Row((S.RCPT,), C.DATA, ask.dies, 0, "", S.CLOSED, "", "", do.lose),
    Row((S.RCPT,), C.DATA, ask.wrong_argument, 501, "5.5.4", None, "RFC 5321, section 4.1.1", "no_argument"),
    Row((S.RCPT,), C.DATA, ask.always, 354, "", S.DATA, "RFC 5321, section 4.1.1.4", "go_ahead"),
    Row((S.DATA,), C.END, ask.dies, 0, "", S.CLOSED, "", "", do.lose),
    Row((S.DATA,), C.END, ask.line_too_long, 500, "5.5.2", S.READY, "RFC 5321, section 4.5.3.1.6", "text_line_too_long", do.forget_message),
    Row((S.DATA,), C.END, ask.bare_newline, 554, "5.6.0", S.READY, "RFC 5321, section 2.3.8", "bare_in_text", do.forget_message),
    Row((S.DATA,), C.END, ask.too_big, 552, "5.3.4", S.READY, "RFC 1870, section 6.3", "too_big", do.forget_message),
    Row((S.DATA,), C.END, ask.spam, 554, "5.7.1", S.READY, "RFC 5321, section 7.9", "spam", do.forget_message),
    Row((S.DATA,), C.END, ask.against_policy, 550, "5.7.1", S.READY, "RFC 5321, section 7.9", "policy", do.forget_message),
    Row((S.DATA,), C.END, ask.always, 250, "2.0.0", S.READY, "RFC 5321, section 4.1.1.4", "delivered", do.deliver),

    # The message in chunks
    Row(OPEN, C.BDAT, ask.no_chunking, 502, "5.5.1", None, "RFC 5321, section 4.2.4", "not_offered"),
    Row(OPEN, C.BDAT, ask.wrong_form, 501, "5.5.4", None, "RFC 3030, section 2", "bdat_form"),
    Row((S.START,), C.BDAT, ask.always, 503, "5.5.1", None, "RFC 5321, section 4.1.4", "hello_first"),
    Row((S.READY,), C.BDAT, ask.always, 503, "5.5.1", None, "RFC 3030, section 2", "mail_first"),
    Row((S.MAIL,), C.BDAT, ask.all_refused, 554, "5.5.1", None, "RFC 5321, section 3.3", "no_valid_recipient"),
    Row((S.MAIL,), C.BDAT, ask.always, 503, "5.5.1", None, "RFC 3030, section 2", "rcpt_first"),
    Row((S.RCPT, S.BDAT), C.BDAT, ask.dies, 0, "", S.CLOSED, "", "", do.lose),
    Row((S.RCPT, S.BDAT), C.BDAT, ask.too_big, 552, "5.3.4", S.READY, "RFC 1870, section 6.3", "too_big", do.forget_message),
    Row((S.RCPT, S.BDAT), C.BDAT, ask.spam, 554, "5.7.1", S.READY, "RFC 5321, section 7.9", "spam", do.forget_message),
    Row((S.RCPT, S.BDAT), C.BDAT, ask.against_policy, 550, "5.7.1", S.READY, "RFC 5321, section 7.9", "policy", do.forget_message),
    Row((S.RCPT, S.BDAT), C.BDAT, ask.last_chunk, 250, "2.0.0", S.READY, "RFC 3030, section 2", "delivered", do.deliver),
    Row((S.RCPT, S.BDAT), C.BDAT, ask.always, 250, "2.0.0", S.BDAT, "RFC 3030, section 2", "chunk_ok"),

    # At any time
    Row(OPEN, C.RSET, ask.wrong_argument, 501, "5.5.4", None, "RFC 5321, section 4.1.1.5", "no_argument"),
    Row((S.START,), C.RSET, ask.always, 250, "2.0.0", None, "RFC 5321, section 4.1.1.5", "reset"),
    Row((S.READY, *BEGUN), C.RSET, ask.always, 250, "2.0.0", S.READY, "RFC 5321, section 4.1.1.5", "reset", do.forget_message),
    Row(OPEN, C.NOOP, ask.wrong_argument, 501, "5.5.4", None, "RFC 5321, section 4.1.1.9", "no_argument"),
    Row(OPEN, C.NOOP, ask.always, 250, "2.0.0", None, "RFC 5321, section 4.1.1.9", "noop"),
    Row(OPEN, C.HELP, ask.wrong_argument, 501, "5.5.4", None, "RFC 5321, section 4.1.1.8", "no_argument"),
    Row(OPEN, C.HELP, ask.always, 214, "2.0.0", None, "RFC 5321, section 4.1.1.8", "help"),
    Row(OPEN, C.VRFY, ask.wrong_argument, 501, "5.5.4", None, "RFC 5321, section 4.1.1.6", "needs_argument"),
    Row(OPEN, C.VRFY, ask.always, 252, "2.0.0", None, "RFC 5321, section 3.5.3", "not_verified"),
    Row(OPEN, C.EXPN, ask.wrong_argument, 501, "5.5.4", None, "RFC 5321, section 4.1.1.7", "needs_argument"),
    Row(OPEN, C.EXPN, ask.always, 502, "5.5.1", None, "RFC 5321, section 3.5.2", "no_expansion"),
    Row(OPEN, C.QUIT, ask.wrong_argument, 501, "5.5.4", None, "RFC 5321, section 4.1.1.10", "no_argument"),
    Row((*OPEN, S.REFUSED), C.QUIT, ask.always, 221, "2.0.0", S.CLOSED, "RFC 5321, section 4.1.1.10", "goodbye", do.forget_message),

    # Log-in
    Row(OPEN, C.AUTH, ask.no_accounts, 502, "5.5.1", None, "RFC 5321, section 4.2.4", "no_log_in"),
    Row((S.START,), C.AUTH, ask.always, 503, "5.5.1", None, "RFC 4954, section 4", "hello_first"),
    Row(BEGUN, C.AUTH, ask.always, 503, "5.5.1", None, "RFC 4954, section 4", "already_begun"),
    Row((S.READY,), C.AUTH, ask.no_extensions, 503, "5.5.1", None, "RFC 4954, section 3", "ehlo_first"),
    Row((S.READY,), C.AUTH, ask.logged_in, 503, "5.5.1", None, "RFC 4954, section 4", "already_logged_in"),
    Row((S.READY,), C.AUTH, ask.wrong_argument, 501, "5.5.4", None, "RFC 4954, section 4", "auth_form"),
    Row((S.READY,), C.AUTH, ask.password_in_clear, 538, "5.7.11", None, "RFC 4954, section 6", "password_in_clear"),
    Row((S.READY,), C.AUTH, ask.unknown_mechanism, 504, "5.5.4", None, "RFC 4954, section 4", "unknown_mechanism"),
    Row((S.READY,), C.AUTH, ask.plain_waits, 334, "", S.AUTH_PLAIN, "RFC 4954, section 4", "say_more"),
    Row((S.READY,), C.AUTH, ask.login_waits, 334, "", S.AUTH_NAME, "RFC 4954, section 4", "your_name"),
    Row((S.READY,), C.AUTH, ask.no_base64, 501, "5.5.2", None, "RFC 4954, section 4", "no_base64"),
    Row((S.READY,), C.AUTH, ask.login, 334, "", S.AUTH_PASSWORD, "RFC 4954, section 4", "your_password", do.know_name),
    Row((S.READY,), C.AUTH, ask.wrong_plain, 535, "5.7.8", None, "RFC 4954, section 6", "wrong_password"),
    Row((S.READY,), C.AUTH, ask.always, 235, "2.7.0", None, "RFC 4954, section 6", "logged_in", do.log_in_plain),
    Row(LOGIN, C.RESPONSE, ask.cancelled, 501, "5.7.0", S.READY, "RFC 4954, section 4", "cancelled"),
    Row(LOGIN, C.RESPONSE, ask.no_base64, 501, "5.5.2", S.READY, "RFC 4954, section 4", "no_base64"),
    Row((S.AUTH_PLAIN,), C.RESPONSE, ask.wrong_plain, 535, "5.7.8", S.READY, "RFC 4954, section 6", "wrong_password"),
    Row((S.AUTH_PLAIN,), C.RESPONSE, ask.always, 235, "2.7.0", S.READY, "RFC 4954, section 6", "logged_in", do.log_in_plain),
    Row((S.AUTH_NAME,), C.RESPONSE, ask.always, 334, "", S.AUTH_PASSWORD, "RFC 4954, section 4", "your_password", do.know_name),
    Row((S.AUTH_PASSWORD,), C.RESPONSE, ask.wrong_password, 535, "5.7.8", S.READY, "RFC 4954, section 6", "wrong_password"),
    Row((S.AUTH_PASSWORD,), C.RESPONSE, ask.always, 235, "2.7.0", S.READY, "RFC 4954, section 6", "logged_in", do.log_in),
    Row(LOGIN, C.TOO_LONG, ask.always, 500, "5.5.6", S.READY, "RFC 4954, section 4", "auth_line_too_long"),

    # Encryption
    Row(OPEN, C.STARTTLS, ask.no_starttls, 502, "5.5.1", None, "RFC 5321, section 4.2.4", "no_encryption"),
    Row(OPEN, C.STARTTLS, ask.wrong_argument, 501, "5.5.4", None, "RFC 3207, section 4", "no_argument"),
    Row((S.START,), C.STARTTLS, ask.always, 503, "5.5.1", None, "RFC 3207, section 4", "ehlo_first"),
    Row((S.READY, *BEGUN), C.STARTTLS, ask.no_extensions, 503, "5.5.1", None, "RFC 3207, section 4", "ehlo_first"),
    Row((S.READY, *BEGUN), C.STARTTLS, ask.encrypted, 503, "5.5.1", None, "RFC 3207, section 4.2", "already_encrypted"),
    Row((S.READY,), C.STARTTLS, ask.always, 220, "2.0.0", S.START, "RFC 3207, section 4", "encrypt_now", do.encrypt),
    Row(BEGUN, C.STARTTLS, ask.always, 503, "5.5.1", None, "RFC 5321, section 4.1.4", "already_begun"),

    # What is no command
    Row(OPEN, C.UNAVAILABLE, ask.always, 502, "5.5.1", None, "RFC 5321, section 4.2.4", "not_offered"),
    Row(OPEN, C.UNKNOWN, ask.always, 500, "5.5.2", None, "RFC 5321, section 4.2.4", "unknown_command"),
    Row(OPEN, C.TOO_LONG, ask.always, 500, "5.5.2", None, "RFC 5321, section 4.5.3.1.4", "line_too_long"),
    Row((*OPEN, S.REFUSED), C.BARE, ask.always, 500, "5.5.2", None, "RFC 5321, section 2.3.8", "bare_in_command"),
    *(Row((S.REFUSED,), command, ask.always, 503, "5.5.1", None, "RFC 5321, section 3.1", "only_quit")
      for command in (C.EHLO, C.HELO, C.MAIL, C.RCPT, C.DATA, C.BDAT, C.RSET, C.NOOP, C.HELP, C.VRFY, C.EXPN, C.AUTH,
                      C.STARTTLS, C.UNAVAILABLE, C.UNKNOWN, C.TOO_LONG)),
)
# fmt: on


def rows(state: S, command: C) -> tuple[Row, ...]:
    """The rows for a command in a state, in the order in which they are tried."""
    return _BY_PLACE.get((state, command), ())


def _index() -> dict[tuple[S, C], tuple[Row, ...]]:
    out: dict[tuple[S, C], tuple[Row, ...]] = {}
    for row in TABLE:
        for state in row.states:
            out[state, row.command] = (*out.get((state, row.command), ()), row)
    return out


_BY_PLACE = _index()
