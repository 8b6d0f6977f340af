"""Questions of every kind to try the quiz on, as the files of the bank hold them."""

import tomllib
from typing import Any

from smtp_tutor.quiz import Question
from smtp_tutor.quiz.bank import read

TEXT = """
lesson = "02-first-digit"

[[question]]
id = "first-guess"
kind = "next"
guess = true
ask = "What do you do?"
reply = "451 4.7.1 Greylisted, come back later"
explain = "Wait: the sending server tries again by itself."
fact = { reply_reason = "greylisted", reply_code = 451, reply_actor = "nobody", reply_retry = "automatic" }
[[question.choice]]
text = "Wait."
right = true
[[question.choice]]
text = "Write to the recipient."
why = "The recipient can change nothing here."
misconception = "wrong_actor"
[[question.choice]]
text = "Send it again at once."
why = "The server asks for time."

[[question]]
id = "first-one"
kind = "one"
fixed = true
ask = "Which digit refuses for good?"
explain = "A `5` is final."
fact = { code = 550, severity = "permanent", category = "mail_system", actor = "you", retry = "after_change" }
[[question.choice]]
text = "2"
why = "A `2` says that it worked."
[[question.choice]]
text = "4"
why = "A `4` holds only for now."
misconception = "permanent_as_transient"
[[question.choice]]
text = "5"
right = true

[[question]]
id = "first-several"
kind = "several"
ask = "Which of these codes refuse?"
explain = "Those that begin with `4` or `5`."
[[question.choice]]
text = "421"
right = true
why = "`421` refuses for now."
[[question.choice]]
text = "550"
right = true
why = "`550` refuses for good."
[[question.choice]]
text = "250"
why = "`250` says that it worked."
[[question.choice]]
text = "354"
why = "`354` asks for the message."
misconception = "intermediate_as_error"

[[question]]
id = "first-mark"
kind = "mark"
ask = "Which part says why?"
explain = "The words say that the mailbox is full."
fact = { reply_reason = "mailbox_full", reply_enhanced = "4.2.2", reply_retry = "automatic" }
[[question.part]]
text = "452 4.2.2 "
why = "The code leaves the cause open."
misconception = "code_as_reason"
[[question.part]]
text = "<anna@example.com> "
why = "This is the address."
[[question.part]]
text = "Mailbox is full"
right = true

[[question]]
id = "first-code"
kind = "code"
ask = "Which codes say that the address does not exist?"
explain = "`550` is the usual one."
fact = { code = 501, category = "syntax", reason = "protocol" }
answers = ["550", "553"]
[[question.wrong]]
answer = "450"
why = "`450` would hold only for now."
misconception = "permanent_as_transient"
[[question.wrong]]
answer = "250"
why = "`250` would say that it exists."
[[question.wrong]]
answer = "5.1.1"
why = "This is the enhanced code that often stands behind it."

[[question]]
id = "first-enhanced"
kind = "code"
ask = "Which enhanced code says so?"
explain = "`5.1.1` does."
answers = ["5.1.1"]
fact = { enhanced = "5.1.1", reason = "recipient_unknown" }
[[question.wrong]]
answer = "5.2.2"
why = "`5.2.2` says that the mailbox is full."
[[question.wrong]]
answer = "4.1.1"
why = "`4.1.1` would hold only for now."
[[question.wrong]]
answer = "5.7.1"
why = "`5.7.1` speaks of a rule."

[[question]]
id = "first-build"
kind = "build"
ask = "Build the code for a full mailbox that may be emptied."
explain = "`452` is that code."
answers = ["452"]
fact = { code = 452, severity = "transient", standing = "standard" }
[[question.wrong]]
answer = "552"
why = "`552` would be final."
misconception = "transient_as_permanent"
[[question.wrong]]
answer = "422"
why = "A `2` would speak of the connection."
misconception = "connection_as_mailbox"

[[question]]
id = "first-match"
kind = "match"
ask = "What does each code say?"
explain = "The first digit tells each of them apart."
[[question.pair]]
left = "250"
right = "Done."
why = "`250` says that it worked."
[[question.pair]]
left = "354"
right = "Go on."
why = "`354` asks for the message."
[[question.pair]]
left = "421"
right = "Not now."
why = "`421` holds only for now."

[[question]]
id = "first-order"
kind = "order"
world = "honest"
ask = "Put the dialogue in order."
explain = "The sender comes before the recipient."
[[question.step]]
text = "C: MAIL FROM:<carl@example.net>"
why = "The sender comes first."
[[question.step]]
text = "S: 250 2.1.0 OK"
why = "The server takes the sender."
[[question.step]]
text = "C: RCPT TO:<anna@example.com>"
why = "The recipient follows."
[[question.step]]
text = "S: 250 2.1.5 OK"
why = "The server takes the recipient."

[[question]]
id = "first-decode"
kind = "decode"
about = "severity"
codes = [250, 354, 421, 550]
"""


def table() -> dict[str, Any]:
    """The file anew, to be changed."""
    return tomllib.loads(TEXT)


QUESTIONS: dict[str, Question] = {question.id.removeprefix("first-"): question for question in read("first_digit.toml", table())}
