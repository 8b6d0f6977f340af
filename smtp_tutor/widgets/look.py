"""What the widgets share on the page: how they are loaded there. Must not: hold rules of its own.

A widget's script and style go to the page as one text each, so what several of them need is put before it here.
"""

from importlib.resources import files

HERE = files("smtp_tutor.widgets")


def _text(name: str) -> str:
    return HERE.joinpath(name).read_text(encoding="utf-8")


#: The common style, and what the widgets on dialogues add to it.
STYLE = _text("style.css") + _text("session.css")


def script(name: str) -> str:
    """The script of a widget, with what all of them use before it."""
    return _text("make.js") + _text(name)
