"""The drawing of the states of a session, with its text alternative folded below."""

from typing import Any

import anywidget
import traitlets

from smtp_tutor.i18n import language, mark
from smtp_tutor.render.diagram import as_svg, in_words
from smtp_tutor.render.html import node, written
from smtp_tutor.widgets.look import STYLE, script

WORDS = mark("The same in words")
REGION = mark("The drawing of the states")


class States(anywidget.AnyWidget):
    """The state diagram, drawn from the table that the session runs."""

    _esm = script("states.js")
    _css = STYLE

    html = traitlets.Unicode("").tag(sync=True)
    words = traitlets.Unicode("").tag(sync=True)
    label = traitlets.Unicode("").tag(sync=True)
    lang = traitlets.Unicode("en").tag(sync=True)

    def __init__(self, lang: str = "en", **options: Any) -> None:
        spoken = language(lang)
        words = node("details", node("summary", spoken.say(WORDS)), node("ul", *(node("li", line) for line in in_words(spoken))))
        super().__init__(lang=lang, html=as_svg(spoken), words=written(words), label=spoken.say(REGION), **options)
