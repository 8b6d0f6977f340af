"""A question as a page can show it: plain data, every sentence in the reader's language.

Lives here: what of a question goes to the page, kind by kind. Must not: hold the right answer before it was shown; a
page's data can be read by anyone who looks.
"""

from typing import Any

from smtp_tutor.i18n import Language, mark
from smtp_tutor.quiz import Kind, Question, Verdict

#: What to do with the fields of each kind, said above them.
TASK = {
    Kind.ONE: mark("Choose one answer."),
    Kind.SEVERAL: mark("Choose every answer that is right."),
    Kind.NEXT: mark("Choose what to do next."),
    Kind.MARK: mark("Mark the part of the reply that answers the question."),
    Kind.CODE: mark("Type the code."),
    Kind.BUILD: mark("Turn the three digits: click the arrows, or press the arrow keys or a number key."),
    Kind.MATCH: mark("Choose a meaning for each."),
    Kind.ORDER: mark("Put the lines in order with the arrows beside them."),
    Kind.DECODE: mark("Choose one answer."),
}


def as_view(question: Question, spoken: Language) -> dict[str, Any]:
    """What the page shows of a drawn question. What servers said, and parts of it, stay as they came."""

    def say(text: str) -> str:
        return question.said(text, spoken)

    own = question.kind is Kind.MARK  # the parts of a reply are the server's words
    return {
        "id": question.id,
        "kind": question.kind.value,
        "ask": say(question.ask),
        "task": spoken.say(TASK[question.kind]),
        "reply": question.reply,
        "choices": [choice.text if own else say(choice.text) for choice in question.choices],
        "lefts": [say(pair.left) for pair in question.pairs],
        "rights": [say(question.pairs[place].right) for place in question.shown] if question.pairs else [],
        "steps": [say(question.steps[place].text) for place in question.shown] if question.steps else [],
    }


def as_feedback(verdict: Verdict) -> dict[str, Any]:
    """What the page shows of a verdict."""
    stand = "right" if verdict.right else "wrong" if verdict.understood else "unclear"
    return {
        "verdict": stand,
        "messages": list(verdict.messages),
        "places": [[place.index, place.right] for place in verdict.places],
    }
