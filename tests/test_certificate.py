"""Certificates: a code that belongs to what it was made for, and to nothing else."""

import unicodedata
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from smtp_tutor.certificate import ALPHABET, Certificate, Unclear, check, code, plain, read
from smtp_tutor.i18n import LANGUAGES

ZOE = Certificate("Zoë Müller", 22, 25, "2026-11-22", "en", 482_913)
FORM = {"name": "Zoë Müller", "score": "22 / 25", "date": "2026-11-22", "language": "en", "seed": "482913"}

certificates = st.builds(
    Certificate,
    st.text(min_size=1, max_size=30).filter(plain),
    st.integers(0, 25),
    st.integers(1, 99),
    st.dates().map(str),
    st.sampled_from(sorted(LANGUAGES)),
    st.integers(0, 10**9),
)


def test_a_code_stays_the_same() -> None:
    """Certificates that were given out stay genuine in later releases."""
    assert code(ZOE) == "KD7J-N0YE-TSHJ-K8S5"


@given(certificates)
def test_a_code_belongs_to_its_certificate(certificate: Certificate) -> None:
    """It has the form that is printed, and is genuine."""
    made = code(certificate)
    assert [len(part) for part in made.split("-")] == [4, 4, 4, 4]
    assert set(made) <= {*ALPHABET, "-"}
    assert check(certificate, made)


@given(certificates, st.data())
def test_whatever_is_changed_makes_it_false(certificate: Certificate, data: st.DataObject) -> None:
    """The name, the score, the date, the language, the test."""
    changes: list[dict[str, Any]] = [
        {"name": certificate.name + "a"},
        {"right": certificate.right + 1},
        {"total": certificate.total + 1},
        {"date": "2026-11-31"},
        {"language": "none"},
        {"seed": certificate.seed + 1},
        {"right": certificate.total, "total": certificate.right},
    ]
    forged = replace(certificate, **data.draw(st.sampled_from(changes)))
    assume(forged != certificate)
    assert not check(forged, code(certificate))


@given(certificates, st.integers(0, 15), st.sampled_from(ALPHABET))
def test_one_wrong_character_makes_it_false(certificate: Certificate, at: int, letter: str) -> None:
    """Anywhere in the code."""
    letters = code(certificate).replace("-", "")
    assume(letters[at] != letter)
    assert not check(certificate, letters[:at] + letter + letters[at + 1 :])


@given(st.text(max_size=40))
def test_any_text_as_a_code(text: str) -> None:
    """Is answered."""
    assert not check(ZOE, text)


@pytest.mark.parametrize(
    "written",
    [
        "KD7J-N0YE-TSHJ-K8S5",
        "kd7jn0yetshjk8s5",
        " KD7J NOYE TSHJ K8S5 ",
        "KD7J–N0YE–TSHJ–K8S5",
        "ＫＤ７Ｊ-Ｎ０ＹＥ-ＴＳＨＪ-Ｋ８Ｓ５",
        "KD७J-N०YE-TSHJ-K८S५",
    ],
)
def test_one_code_in_many_spellings(written: str) -> None:
    """Case, hyphens, O for 0, digits of other scripts."""
    assert check(ZOE, written)


@given(
    certificates, st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]), st.sampled_from(["  ", "\t", "\u00a0", "\u3000", " \u200d"])
)
def test_one_name_in_many_spellings(certificate: Certificate, form: Any, space: str) -> None:
    """Composed or not, and with whatever spaces."""
    name = unicodedata.normalize(form, space.join(["", *certificate.name.split(), ""]))
    assert check(replace(certificate, name=name), code(certificate))


@pytest.mark.parametrize("name", ["ZOË MÜLLER", "zoe\u0308 mu\u0308ller", "Zoë\nMüller"])
def test_a_name_may_be_typed_otherwise(name: str) -> None:
    """In capitals, from another keyboard."""
    assert check(replace(ZOE, name=name), code(ZOE))


@pytest.mark.parametrize(
    "change",
    [{}, {"score": "22/25"}, {"score": "22 of 25"}, {"score": "२२ / २५"}, {"score": "๒๒/๒๕"}, {"date": "2026/11/22"},
     {"date": "๒๐๒๖-๑๑-๒๒"}, {"seed": " 482913 "}, {"seed": "४८२९१३"}, {"name": "  zoë   müller "}],
)  # fmt: skip
def test_what_is_typed_from_a_certificate_is_read(change: dict[str, str]) -> None:
    """In the digits and the spelling at hand."""
    found = read({**FORM, "code": code(ZOE), **change})
    assert not isinstance(found, Unclear)
    assert check(*found)


@pytest.mark.parametrize(
    ("change", "unclear"),
    [({"name": " \u200d"}, Unclear.NAME), ({"score": "22"}, Unclear.SCORE), ({"score": "-1/25"}, Unclear.SCORE),
     ({"date": "yesterday"}, Unclear.DATE), ({"language": "xx"}, Unclear.LANGUAGE), ({"seed": "4.8"}, Unclear.SEED),
     ({"code": "KD7J"}, Unclear.CODE), ({"code": "UUUU-UUUU-UUUU-UUUU"}, Unclear.CODE), ({"code": ""}, Unclear.CODE)],
)  # fmt: skip
def test_a_field_that_cannot_be_read_is_named(change: dict[str, str], unclear: Unclear) -> None:
    """The first of them, and all empty is no error of the program."""
    assert read({**FORM, "code": code(ZOE), **change}) is unclear
    assert read({}) is Unclear.NAME


@given(st.dictionaries(st.sampled_from([*FORM, "code"]), st.text(max_size=30)))
def test_any_form_is_answered(form: dict[str, str]) -> None:
    """With a certificate to check or with a field to mend."""
    found = read(form)
    assert isinstance(found, Unclear) or not check(*found)
