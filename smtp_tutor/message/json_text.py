"""JSON from outside, read safely.

Lives here: the one place that reads JSON which others wrote. In the browser a text that is nested too deeply would end the
interpreter itself, so the depth is looked at first. Must not: know what the JSON is about.
"""

import json
import re
from typing import Any

#: Deeper than this nothing is nested that a mail service sends.
DEEPEST = 100

_MARK = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)
_DECODER = json.JSONDecoder()


def too_deep(text: str) -> bool:
    """Are brackets outside strings nested more than `DEEPEST` times? Takes time in proportion to the text."""
    depth = 0
    for match in _MARK.finditer(text):
        mark = match.group()[0]
        depth += (mark in "[{") - (mark in "]}")
        if depth > DEEPEST:
            return True
    return False


def loads(text: str | bytes) -> Any:  # noqa: ANN401 - JSON holds anything
    """The value of a JSON text; ValueError where it is broken, not UTF-8, or nested too deeply."""
    text = text.decode() if isinstance(text, bytes) else text
    if too_deep(text):
        raise ValueError("nested too deeply")
    return json.loads(text)


def next_value(text: str, at: int) -> tuple[Any, int]:
    """The value that begins at `text[at]` and where it ends; ValueError where none does. The caller asked `too_deep`."""
    return _DECODER.raw_decode(text, at)
