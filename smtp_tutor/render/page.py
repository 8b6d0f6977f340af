"""What a page shows of a decoding, whichever page it is: a widget's, or one without widgets. Must not: know the browser."""

from typing import Any

from smtp_tutor.decode import decode
from smtp_tutor.render.html import as_html
from smtp_tutor.render.text import as_text


def shown(data: str | bytes, lang: str, request: int) -> dict[str, Any]:
    """The answer to one request of a page: its number, markup, text to copy, a sentence to be heard, whether any was found."""
    decoding = decode(data, lang)
    best = decoding.decisive
    status = best.advice.title if best else decoding.problem
    return {"request": request, "html": as_html(decoding), "plain": as_text(decoding), "status": status,
            "found": bool(decoding.answers)}  # fmt: skip
