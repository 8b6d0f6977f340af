"""What learners do wrong, each with its own explanation, as one table.

Lives here: the table, and a small question for each row. The first row that applies is told.
Must not: know how a world is shown. A misstep never ends a world: it is told, and the learner goes on.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from smtp_tutor.i18n import mark
from smtp_tutor.session.model import Command as C  # noqa: N817  # the table has to fit its columns
from smtp_tutor.session.model import State as S  # noqa: N817
from smtp_tutor.session.scenario import Goal
from smtp_tutor.session.turns import Act, Story

#: What begins like a command, where a line of a message was expected.
_COMMAND = re.compile(r"\s*(EHLO|HELO|MAIL FROM:|RCPT TO:|DATA\s*$|RSET\s*$|NOOP\s*$|AUTH )", re.IGNORECASE)
_LOGIN = (S.AUTH_PLAIN, S.AUTH_NAME, S.AUTH_PASSWORD)


@dataclass(frozen=True, slots=True)
class Misstep:
    """One mistake: its name, when it is made, and the English sentence that explains it."""

    name: str
    made: Callable[[Story], bool]
    why: str


def _typed(story: Story, state: S, pattern: str) -> bool:
    turn = story.turn
    return turn.action.act is Act.TYPE and turn.before is state and re.fullmatch(pattern, turn.line, re.IGNORECASE) is not None


def _closed(story: Story) -> bool:
    return story.turn.action.act is Act.TYPE and story.turn.before in (None, S.CLOSED)


def _not_finished(story: Story) -> bool:
    left = story.turn.action.act in (Act.HANG_UP, Act.WAIT, Act.CONNECT, Act.SAY, Act.GIVE_UP)
    return _typed(story, S.DATA, r"\s*QUIT\s*") or (left and story.turn.before is S.DATA)


def _command_in_text(story: Story) -> bool:
    return story.turn.before is S.DATA and _COMMAND.match(story.turn.line) is not None


def _before_hello(story: Story) -> bool:
    return story.turn.before is S.START and story.turn.code == 503 and not story.turn.secure


def _hello_again(story: Story) -> bool:
    return story.turn.before is S.START and story.turn.code == 503 and story.turn.secure


def _text_too_early(story: Story) -> bool:
    return story.turn.before in (S.MAIL, S.RCPT) and story.turn.answers(C.UNKNOWN, 500) and bool(story.turn.line.strip())


def _gone_too_early(story: Story) -> bool:
    return (
        story.turn.before in (S.MAIL, S.RCPT)
        and story.turn.answers(C.QUIT, 221)
        and (story.last is None or story.last.code < 400)
    )


def _dropped_accepted(story: Story) -> bool:
    """Drops recipients that were accepted, because one was too many."""
    turn, last = story.turn, story.last
    dropping = turn.command in (C.RSET, C.QUIT, C.EHLO) or turn.action.act in (Act.HANG_UP, Act.CONNECT, Act.WAIT)
    return turn.before is S.RCPT and dropping and last is not None and last.enhanced == "4.5.3"


def _more_recipients(story: Story) -> bool:
    return story.turn.enhanced == "4.5.3" and any(turn.enhanced == "4.5.3" for turn in story.message)


def _retried_at_once(story: Story) -> bool:
    """Asks again after a 4yz, and no time has passed."""
    turn = story.turn
    same = [past for past in story.past if past.line.lower() == turn.line.lower() and past.command is turn.command]
    return (
        turn.code // 100 == 4
        and turn.enhanced != "4.5.3"
        and any(past.code // 100 == 4 and past.now == turn.now for past in same)
    )


def _again_unchanged(story: Story) -> bool:
    """Sends the same command in the same state after a 5yz. Faults of order and of form are told by other rows."""
    turn = story.turn
    return turn.code // 100 == 5 and any(
        (past.line.lower(), past.command, past.before, past.code) == (turn.line.lower(), turn.command, turn.before, turn.code)
        for past in story.past
    )


def _waits_for_nothing(story: Story) -> bool:
    return story.turn.action.act is Act.WAIT and story.last is not None and story.last.code // 100 == 5


def _gave_up_on_4yz(story: Story) -> bool:
    return story.turn.action.act is Act.GIVE_UP and any(past.code // 100 == 4 for past in story.past)


def _gave_up(story: Story) -> bool:
    return story.turn.action.act is Act.GIVE_UP


def _said_unseen(story: Story) -> bool:
    """Gives the right reason before the server has said anything that shows it."""
    verdict = story.turn.verdict
    seen = any(reply.code == story.scenario.code for turn in story.past for reply in turn.replies)
    return verdict is not None and verdict.right and not seen


def _wrong_recipient(story: Story) -> bool:
    turn = story.turn
    asked = re.search(r"<(.*?)>", turn.line)
    return turn.answers(C.RCPT, 250, 251) and asked is not None and asked[1].lower() not in story.scenario.recipients


def _sent_twice(story: Story) -> bool:
    """Delivers again what every recipient has already."""
    done = story.scenario.goal is Goal.DELIVER and any(turn.delivered for turn in story.past)
    before = max((turn.delivered for turn in story.past), default=0)
    return done and story.turn.delivered > before and before >= len(story.scenario.recipients)


def _no_base64(story: Story) -> bool:
    given = story.turn.before in _LOGIN or story.turn.command is C.AUTH
    return given and (story.turn.code, story.turn.enhanced) == (501, "5.5.2")


def _plain_hello(story: Story) -> bool:
    world = story.scenario.world
    return story.turn.answers(C.HELO, 250) and (bool(world.accounts) or world.encrypt_first)


# fmt: off
MISSTEPS: tuple[Misstep, ...] = (
    Misstep("closed", _closed,
            mark("There is no connection, so nobody hears you. Connect again first.")),
    Misstep("not_finished", _not_finished,
            mark("354 is not success: the server now waits for the message and a line with a single dot. Whatever you type is "
                 "taken as a part of the message, and when you leave now, nothing is delivered.")),
    Misstep("command_in_text", _command_in_text,
            mark("The server takes this line for a part of the message. After 354 it reads text, not commands, until a line "
                 "comes that holds a single dot.")),
    Misstep("dot_not_alone", lambda story: _typed(story, S.DATA, r"\s+\.\s*|\.\s+|\.\.+"),
            mark("This line is text. Only a dot that is alone on its line, without a space, ends the message. Two dots at the "
                 "beginning of a line arrive as one.")),
    Misstep("only_quit", lambda story: story.turn.before is S.REFUSED and story.turn.code == 503,
            mark("The greeting was already a refusal. Such a server takes no command but QUIT.")),
    Misstep("again_unchanged", _again_unchanged,
            mark("You have sent the same again after a reply that begins with a 5. Such a reply is final: something must "
                 "change first.")),
    Misstep("hello_again", _hello_again,
            mark("Since STARTTLS the server knows nothing of you any more. Say EHLO again.")),
    Misstep("before_hello", _before_hello,
            mark("First say who you are: EHLO and the name of your own server.")),
    Misstep("mail_first", lambda story: story.turn.before is S.READY and story.turn.answers(C.RCPT, 503),
            mark("A message begins with its sender. Send MAIL FROM:<address> before RCPT.")),
    Misstep("rcpt_first", lambda story: story.turn.before in (S.READY, S.MAIL) and story.turn.answers(C.DATA, 503),
            mark("Before DATA the server must know who sends the message and who gets it. MAIL comes first, then RCPT, then "
                 "DATA.")),
    Misstep("nobody_left", lambda story: story.turn.answers(C.DATA, 554),
            mark("Every recipient was refused, so there is nobody to send the text to. Read the reply to RCPT again.")),
    Misstep("already_begun", lambda story: story.turn.before in (S.MAIL, S.RCPT) and story.turn.answers(C.MAIL, 503),
            mark("A message has been begun already. Finish it with DATA, or drop it with RSET, before the next MAIL.")),
    Misstep("text_too_early", _text_too_early,
            mark("The server expects a command here. The text of the message comes after DATA and the reply 354.")),
    Misstep("empty_line", lambda story: story.turn.answers(C.UNKNOWN, 500) and not story.turn.line.strip(),
            mark("You have sent an empty line, and no command is empty.")),
    Misstep("unknown_word", lambda story: story.turn.answers(C.UNKNOWN, 500),
            mark("The server knows no such command. A line begins with a word like EHLO, MAIL, RCPT, DATA or QUIT.")),
    Misstep("space_after_colon", lambda story: story.turn.code == 501 and bool(re.match(r"\w+ \w+:\s", story.turn.line)),
            mark("There must be no space between the colon and the address.")),
    Misstep("no_brackets", lambda story: story.turn.code == 501 and bool(re.match(r"\w+ \w+:[^<]", story.turn.line)),
            mark("The address stands in angle brackets, like <anna@example.com>.")),
    Misstep("unknown_option", lambda story: story.turn.code == 555,
            mark("The server did not offer this option. It lists what it offers in its answer to EHLO, and "
                 "after HELO it offers nothing.")),
    Misstep("encrypt_first", lambda story: story.turn.code == 530 and story.scenario.world.encrypt_first,
            mark("This server wants an encrypted connection first. Send STARTTLS, then EHLO again.")),
    Misstep("log_in_first", lambda story: story.turn.code == 530,
            mark("This server wants to know who you are. Log in with AUTH before MAIL.")),
    Misstep("password_in_clear", lambda story: story.turn.code == 538,
            mark("Over this connection anyone on the way could read the password. Send STARTTLS first, then EHLO, then AUTH.")),
    Misstep("no_base64", _no_base64,
            mark("In a log-in every answer is written in Base64. The story of this world gives name and password in that form.")),
    Misstep("wrong_password", lambda story: story.turn.code == 535,
            mark("Name and password do not belong together. The server does not tell which of them is wrong.")),
    Misstep("plain_hello", _plain_hello,
            mark("HELO is an old greeting: the server answers it without the list of what it can do. You need that "
                 "list here, so say EHLO.")),
    Misstep("dropped_accepted", _dropped_accepted,
            mark("The recipients that were accepted are lost now. It would have been enough to send them the text with DATA.")),
    Misstep("more_recipients", _more_recipients,
            mark("The server takes no more recipients for this message. Send the text with DATA now, and begin another "
                 "message after it.")),
    Misstep("retried_at_once", _retried_at_once,
            mark("A 4 at the beginning means: later. You have asked again at once. Let some time pass first.")),
    Misstep("waits_for_nothing", _waits_for_nothing,
            mark("The last reply begins with a 5. Waiting does not change such a refusal.")),
    Misstep("gone_too_early", _gone_too_early,
            mark("You have said goodbye before the message was sent. 250 to MAIL and RCPT means only that the addresses "
                 "are in order.")),
    Misstep("gave_up_on_4yz", _gave_up_on_4yz,
            mark("A reply that begins with a 4 is no reason to give up: the same message can get through later.")),
    Misstep("gave_up", _gave_up,
            mark("This message can be delivered. Read the last reply again, or take a hint.")),
    Misstep("said_unseen", _said_unseen,
            mark("You may be right, but the server has not said it yet. Go on until you see its reply.")),
    Misstep("wrong_recipient", _wrong_recipient,
            mark("The server accepts this recipient, but the message is not for them. RSET drops what you have begun.")),
    Misstep("sent_twice", _sent_twice,
            mark("The server had already taken the message, and now the recipient gets it twice.")),
)
# fmt: on


def misstep(story: Story) -> Misstep | None:
    """The mistake in the latest turn, or None."""
    return next((row for row in MISSTEPS if row.made(story)), None)
