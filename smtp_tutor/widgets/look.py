"""What the widgets share on the page: how they are loaded there. Must not: hold rules of its own.

A widget's script and style go to the page as one text each, so what several of them need is put before it here.
"""

from pathlib import Path

HERE = Path(__file__).parent


def _text(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


#: The common style, and what the widgets on dialogues and on progress add to it.
STYLE = _text("style.css") + _text("session.css") + _text("progress.css")


def script(*names: str) -> str:
    """The script of a widget, with what it uses before it: `script("store.js", "quiz.js")` for one that keeps progress."""
    return "".join(map(_text, ("make.js", *names)))
