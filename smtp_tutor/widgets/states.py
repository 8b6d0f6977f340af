"""The drawing of the states of a session, with its text alternative folded below."""

from typing import Any

from smtp_tutor.i18n import language, mark
from smtp_tutor.render.diagram import as_svg, in_words
from smtp_tutor.widgets.picture import Shown

REGION = mark("The drawing of the states")


class States(Shown):
    """The state diagram, drawn from the table that the session runs."""

    def __init__(self, lang: str = "en", **options: Any) -> None:
        spoken = language(lang)
        super().__init__(as_svg(spoken), in_words(spoken), spoken, spoken.say(REGION), **options)
