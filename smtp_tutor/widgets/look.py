"""What the widgets share on the page: how they are loaded there. Must not: hold rules of its own.

A widget's script and style go to the page as one text each, so what several of them need is put before it here.
"""

from importlib.resources import files


def _text(name: str) -> str:
    return files("smtp_tutor.widgets").joinpath(name).read_text(encoding="utf-8")


#: The common style, and what groups of widgets add to it.
STYLE = "".join(map(_text, ("style.css", "session.css", "pictures.css", "quiz.css", "progress.css")))


def script(*names: str) -> str:
    """The script of a widget, with what it uses before it: `script("store.js", "quiz.js")` for one that keeps progress."""
    return "".join(map(_text, ("make.js", *names)))
