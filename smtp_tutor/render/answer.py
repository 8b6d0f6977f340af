"""A reply within a dialogue as HTML: why the server gave it, and what its digits say.

Lives here: the short form for replies that refuse nothing. There a whole explanation would speak of a finished
delivery, and in a dialogue most replies with a 2 are one step of many. Refusals get the whole explanation.
Must not: decide anything.
"""

from smtp_tutor.decode import Answer, decode
from smtp_tutor.i18n import language, mark
from smtp_tutor.render.html import as_html, node, written
from smtp_tutor.session import ServerReply

SECTION = mark("Source: {section}.")


def as_answer(reply: ServerReply, tag: str) -> str:
    """Why this reply was given here, and its digits; a refusal with all that the decoder says of it."""
    spoken = language(tag)
    why = node("p", spoken.say(reply.why), " ", spoken.say(SECTION, section=reply.section), class_="smtp-why")
    decoding = decode(reply.text, tag)
    if reply.code >= 400 or decoding.decisive is None:
        return written(why) + as_html(decoding)
    return written(why) + _digits(decoding.decisive, tag)


def _digits(answer: Answer, tag: str) -> str:
    """The digits of the code, and the parts of the enhanced code where there is one."""
    rows = (
        node("div", node("dt", part.code), node("dd", node("strong", part.title), " ", part.meaning))
        for part in (*answer.digits, *answer.enhanced_parts)
    )
    return written(node("dl", *rows, class_="smtp-digits", lang=tag, data_code=answer.reply.code))
