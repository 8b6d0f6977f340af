"""A picture of the course, drawn from the tables, with the same in words folded below."""

from collections.abc import Iterable
from typing import Any

import anywidget
import traitlets

from smtp_tutor.i18n import Language, language
from smtp_tutor.render.pictures import as_figure, draw, folded_words
from smtp_tutor.widgets.look import STYLE, script


class Shown(anywidget.AnyWidget):
    """A drawing and its words. With a `label` the drawing scrolls where it is wider than the page, and is called so."""

    _esm = script("picture.js")
    _css = STYLE

    html = traitlets.Unicode("").tag(sync=True)
    words = traitlets.Unicode("").tag(sync=True)
    label = traitlets.Unicode("").tag(sync=True)
    lang = traitlets.Unicode("en").tag(sync=True)

    def __init__(self, html: str, words: Iterable[str], spoken: Language, label: str = "", **options: Any) -> None:
        super().__init__(html=html, words=folded_words(words, spoken), label=label, lang=spoken.tag, **options)


class Picture(Shown):
    """The picture `name` in the reader's language: `anatomy`, `code-tree`, `message-path`, `retry-timeline`, `bounce-map`.

    Options are the picture's own: `code` or `reply` of an anatomy, `queue` and `obstacle` of a timeline, `message` of a
    bounce map. ValueError where there is no picture of that name.
    """

    def __init__(self, name: str, lang: str = "en", **options: str | int) -> None:
        spoken = language(lang)
        drawn = draw(name, spoken, **options)
        super().__init__(as_figure(drawn, spoken), drawn.words, spoken)
