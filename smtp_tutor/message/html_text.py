"""The words of an HTML text.

Lives here: tags, what they do to lines, and entities. Must not: know mails.

The standard library's parser is not used: on broken markup its time grows with the square of the length. Here, each
sign `<` is looked at once, and what has no end ends the reading.
"""

import html
import re
from collections.abc import Iterator

_TAG = re.compile(r"<(?:!--|[!?]|(/?)([a-zA-Z][a-zA-Z0-9]{0,20})(?=[\s/>]))")
_BREAKING = frozenset(
    [
        "address",
        "blockquote",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "table",
        "tr",
        "ul",
    ]
)
_HIDDEN = frozenset(["script", "style", "title"])
_NUMBERED = re.compile(r"&#(\d{8,}|[xX][0-9a-fA-F]{7,});?")


def words(markup: str) -> str:
    """The words of an HTML text, with its line breaks. Tags, comments, styles and scripts are left out."""
    return "".join(_pieces(markup))


def _pieces(markup: str) -> Iterator[str]:
    at = 0
    while (start := markup.find("<", at)) >= 0:
        yield _text(markup[at:start])
        match = _TAG.match(markup, start)
        if match is None:  # a sign, or an address in angle brackets
            yield "<"
            at = start + 1
            continue
        name = (match[2] or "").lower()
        ending = "-->" if match[0] == "<!--" else ">"
        if name in _HIDDEN and not match[1]:
            ending = f"</{name}"
        end = markup.find(ending, match.end())
        if end < 0 and name in _HIDDEN:
            end = markup.find(f"</{name.upper()}", match.end())
        if end < 0:
            return
        at = end + len(ending)
        if name in _BREAKING:
            yield "\n"
        elif name in ("td", "th"):
            yield " "
        elif name in _HIDDEN and not match[1]:
            at = markup.find(">", at) + 1 or len(markup)
    yield _text(markup[at:])


def _text(piece: str) -> str:
    """A piece between two tags: white space folded, entities read."""
    folded = " ".join(piece.split())
    if not folded:
        return " " if piece else ""
    before, after = " " * piece[0].isspace(), " " * piece[-1].isspace()
    folded = _NUMBERED.sub("\N{REPLACEMENT CHARACTER}", folded)  # no character has such a number
    return before + html.unescape(folded).replace("\xa0", " ") + after
