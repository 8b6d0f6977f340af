"""Languages, and the digits of other scripts."""

import gettext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtp_tutor.i18n import LANGUAGES, Language, ascii_digits, language, mark


@given(st.text())
def test_folding_digits_keeps_every_place(text: str) -> None:
    """Only decimal digits change, each into one character: offsets stay true."""
    folded = ascii_digits(text)
    assert len(folded) == len(text)
    assert all(new == old or (old.isdecimal() and int(new) == int(old)) for new, old in zip(folded, text, strict=True))


@pytest.mark.parametrize(("written", "read"), [("५५०", "550"), ("๔๒๑", "421"), ("٥٥٠", "550"), ("550", "550"), ("²½", "²½")])
def test_digits_of_other_scripts(written: str, read: str) -> None:
    """Devanagari, Thai and Arabic digits are read; superscripts and fractions are none."""
    assert ascii_digits(written) == read


def test_unknown_languages_fall_back_to_english() -> None:
    """A tag that we do not have, or a region of one we have, never fails."""
    assert language("xx").tag == "en"
    assert language("").tag == "en"
    assert language("sw-KE").tag == "sw"
    assert language("CA_es").tag == "ca"
    assert set(LANGUAGES) == {"en", "mr", "tr", "sw", "ca", "th"}


def test_values_are_put_into_whole_sentences() -> None:
    """Braces in a value stay what they are; an empty message stays empty."""
    english = language("en")
    assert english.say(mark("The code {code} says so."), code="{550}") == "The code {550} says so."
    assert english.say("") == ""
    assert english.count("{number} reply", "{number} replies", 1) == "1 reply"
    assert english.count("{number} reply", "{number} replies", 3) == "3 replies"


def test_a_catalogue_is_used_and_english_stands_in() -> None:
    """What the catalogue has is said in the language; what it lacks is said in English."""

    class Catalogue(gettext.NullTranslations):
        def gettext(self, message: str) -> str:
            return {"Recipient": "Mpokeaji"}.get(message, message)

    swahili = Language("sw", Catalogue())
    assert (swahili.say("Recipient"), swahili.say("Other")) == ("Mpokeaji", "Other")
