"""The certificate of a final test: what it says, and the code that holds what it says together.

Lives here: making a code and checking one, and reading what somebody typed from a certificate. Must not: show anything.

The code is a keyed hash, and the key stands below for all to see: the program runs in the reader's own browser, so there is
no place to hide one. `PROVES` says to the reader what follows from that.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from smtp_tutor.i18n import LANGUAGES, ascii_digits, mark

KEY = b"smtp-tutor certificate 1"
#: Crockford's alphabet: no I, L, O or U, which are taken for other letters and digits. 80 bits make 16 characters.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BYTES = 10
GROUP = 4

PROVES = mark(
    "The code shows that nothing on a certificate was changed after SMTP Tutor made it: name, score, date, language and test "
    "number belong together. It cannot show who sat the test, or that nobody helped. And because SMTP Tutor is open to "
    "everybody, a person who can program could make a code. Take a certificate as a learner's own word, not as an exam."
)

_ALIKE = str.maketrans("OIL", "011")
_SCORE = re.compile(r"(\d{1,4}) ?(?:[/\u2044\u2215]|[^\W\d]{1,20}| ) ?(\d{1,4})")
_DATE = re.compile(r"(\d{4})\D(\d{1,2})\D(\d{1,2})")
_SEED = re.compile(r"(\d{1,18})")


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a certificate says: `right` of `total` questions on `date` (`2026-11-22`), in the language of a BCP 47 tag.

    `seed` is the number of the test: it draws the same questions again.
    """

    name: str
    right: int
    total: int
    date: str
    language: str
    seed: int


class Unclear(Enum):
    """Which field of a form cannot be read, with what belongs there."""

    NAME = mark("Write the name as it stands on the certificate.")
    SCORE = mark("Write the score as it stands on the certificate: two numbers, such as 22 / 25.")
    DATE = mark("Write the date as it stands on the certificate: year, month and day, such as 2026-11-22.")
    LANGUAGE = mark("Choose the language of the test.")
    SEED = mark("Write the test number as it stands on the certificate: digits only.")
    CODE = mark("Write the code as it stands on the certificate: sixteen letters and digits.")


def plain(name: str) -> str:
    """A name in the one form that all its spellings share: composed or not, upper or lower case, with any spaces."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFD", name).casefold())
    folded = unicodedata.normalize("NFKC", folded.casefold())
    return " ".join("".join(char for char in folded if unicodedata.category(char) != "Cf").split())


def code(certificate: Certificate) -> str:
    """The code of a certificate, `XXXX-XXXX-XXXX-XXXX` in Crockford's alphabet: a keyed BLAKE2b of 80 bits (RFC 7693)."""
    of = certificate
    said = json.dumps([plain(of.name), of.right, of.total, of.date, of.language, of.seed])
    number = int.from_bytes(hashlib.blake2b(said.encode(), digest_size=BYTES, key=KEY).digest(), "big")
    letters = "".join(ALPHABET[number >> shift & 31] for shift in range(BYTES * 8 - 5, -1, -5))
    return "-".join(letters[at : at + GROUP] for at in range(0, len(letters), GROUP))


def check(certificate: Certificate, claimed: str) -> bool:
    """Does this code belong to this certificate? Case, spaces, hyphens, and letters taken for digits make no difference."""
    return _letters(claimed) == _letters(code(certificate))


def read(form: Mapping[str, str]) -> tuple[Certificate, str] | Unclear:
    """The certificate and the code that somebody typed, or the first field that cannot be read.

    `form` has the texts `name` `score` `date` `language` `seed` `code`. Digits of every script are read.
    """
    typed = {key: " ".join(form.get(key, "").split()) for key in ("name", "score", "date", "language", "seed", "code")}
    score, date, seed = _parts(_SCORE, typed["score"]), _parts(_DATE, typed["date"]), _parts(_SEED, typed["seed"])
    letters = _letters(typed["code"])
    readable = {
        Unclear.NAME: plain(typed["name"]),
        Unclear.SCORE: score,
        Unclear.DATE: date,
        Unclear.LANGUAGE: typed["language"] in LANGUAGES,
        Unclear.SEED: seed,
        Unclear.CODE: len(letters) == BYTES * 8 // 5 and set(letters) <= set(ALPHABET),
    }
    for field, value in readable.items():
        if not value:
            return field
    year, month, day = date
    right, total = map(int, score)
    return Certificate(typed["name"], right, total, f"{year}-{month:0>2}-{day:0>2}", typed["language"], int(seed[0])), letters


def _parts(pattern: re.Pattern[str], typed: str) -> tuple[str, ...]:
    """The numbers that a pattern finds in the whole of a text, or none."""
    found = pattern.fullmatch(ascii_digits(typed))
    return found.groups() if found else ()


def _letters(claimed: str) -> str:
    """The letters and digits of a code, in the one form that all its spellings share."""
    text = ascii_digits(unicodedata.normalize("NFKC", claimed)).upper()
    return "".join(char for char in text if char.isalnum()).translate(_ALIKE)
