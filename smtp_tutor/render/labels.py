"""The words around an answer: headings, and names for the members of the enums.

Lives here: every label that more than one form of output shows. Must not: build sentences.
"""

from smtp_tutor.i18n import mark
from smtp_tutor.model import Severity
from smtp_tutor.reasons import Source

WHAT_HAPPENED = mark("What happened")
WHO_ACTS = mark("Who must act")
WHAT_TO_DO = mark("What to do")
TRY_AGAIN = mark("Sending it again")
WHY = mark("How this comes about")
TELL_ADMIN = mark("What to send to an administrator")
WARNINGS = mark("What does not fit together")
THE_REPLY = mark("What the server said")
DIGITS = mark("The code, digit by digit")
THE_CODE = mark("The reply code")
ENHANCED = mark("The enhanced code")
STANDARDS = mark("What the codes mean by themselves")
EVIDENCE = mark("How we know")
SURE = mark("How sure we are")
SOURCE = mark("Source")
REASON = mark("Reason")
RECIPIENT = mark("Recipient")
COMMAND = mark("The command it answers")
PROVIDER = mark("Who wrote it")
REMOTE = mark("The server that replied")
ALL_REPLIES = mark("All replies")
BY_REASON = mark("Replies by reason")
COUNT = mark("How often")
DELIVERED = mark("Not refused")
MORE_REPLIES = mark("Replies not shown here: {number}")
MORE = mark("Kinds of reply not shown here: {number}")
LOG_LINES = mark("Lines read: {lines}. Lines that say nothing about a delivery: {unread}.")
HOW_SURE = mark("{word} ({percent} %)")
NO_REFUSAL = mark("Nothing in this text was refused.")

SEVERITY = {
    Severity.PRELIMINARY: mark("Heard"),
    Severity.COMPLETED: mark("It worked"),
    Severity.INTERMEDIATE: mark("Go on"),
    Severity.TRANSIENT: mark("Not now"),
    Severity.PERMANENT: mark("Refused"),
}
NO_CODE = mark("In words only")
#: A sign for each severity, so that colour does not carry the meaning alone.
SIGN = {
    Severity.PRELIMINARY: "…",
    Severity.COMPLETED: "✓",
    Severity.INTERMEDIATE: "→",
    Severity.TRANSIENT: "↻",
    Severity.PERMANENT: "✕",
    None: "?",
}
SOURCES = {
    Source.CODE: mark("The reply code {code} points to this."),
    Source.ENHANCED: mark("The enhanced code {code} points to this."),
    Source.WORDING: mark("Mail servers use these words for it: “{words}”"),
    Source.PROVIDER: mark("{provider} uses these words for it: “{words}”"),
}
CERTAIN = mark("Sure")
LIKELY = mark("Likely")
POSSIBLE = mark("Possible")
OPEN = mark("The reply does not say why.")


def certainty(confidence: float) -> str:
    """A word for a confidence between 0 and 1."""
    return next(word for least, word in ((0.9, CERTAIN), (0.7, LIKELY), (0.0, POSSIBLE)) if confidence >= least)
