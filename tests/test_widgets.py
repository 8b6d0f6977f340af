"""The widgets' Python side: what they send to the page."""

import re

import pytest

from smtp_tutor.widgets.anatomy import Anatomy
from smtp_tutor.widgets.decoder import EXAMPLES, Decoder


def test_the_decoder_answers_what_is_in_its_box() -> None:
    """At once, and again for each request, with its number."""
    decoder = Decoder(text="Error 421")
    assert 'data-code="421"' in decoder.answer["html"]
    decoder.text = "550 5.1.1 User unknown"
    decoder.request = 7
    assert decoder.answer["request"] == 7
    assert 'data-reason="recipient_unknown"' in decoder.answer["html"]
    assert decoder.answer["plain"].startswith("550 5.1.1: The address does not exist")
    assert decoder.answer["status"] == "The address does not exist"


def test_an_empty_decoder_invites() -> None:
    """And offers nothing to copy."""
    decoder = Decoder()
    assert decoder.answer["found"] is False
    assert "smtp-empty" in decoder.answer["html"]


def test_a_dropped_file_is_read_as_bytes() -> None:
    """In its own encoding."""
    decoder = Decoder()
    decoder._dropped(decoder, {"kind": "file", "request": 3}, [memoryview("550 Benutzer überflüssig".encode("latin-1"))])
    assert decoder.answer["request"] == 3
    assert "überflüssig" in decoder.answer["html"]
    decoder._dropped(decoder, {"kind": "other"}, [])
    assert decoder.answer["request"] == 3


def test_lone_surrogates_can_be_sent_to_the_page() -> None:
    """Text that no encoding can carry is replaced."""
    decoder = Decoder(text="550 \ud800 unknown")
    for part in ("html", "plain", "status"):
        decoder.answer[part].encode("utf-8")


@pytest.mark.parametrize("text", EXAMPLES)
def test_every_example_has_an_answer(text: str) -> None:
    """What a reader clicks on works."""
    assert re.search(r'data-code="\d{3}"', Decoder(text=text).answer["html"])


def test_the_anatomy_explains_the_code_it_shows() -> None:
    """All digits have a meaning, and turning one changes the explanation."""
    anatomy = Anatomy(code=421)
    assert [sorted(place) for place in anatomy.meanings] == [list("12345"), list("0123456789"), list("0123456789")]
    assert 'data-code="421"' in anatomy.html
    anatomy.code = 550
    assert 'data-code="550"' in anatomy.html


def test_what_was_pasted_reaches_the_page_only_as_text() -> None:
    """No element of it, in the decoder or anywhere else."""
    decoder = Decoder(text="550 <img src=x onerror=alert(1)>")
    assert "<img" not in decoder.answer["html"]
    assert "&lt;img" in decoder.answer["html"]
