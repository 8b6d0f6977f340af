"""Which language: catalogues, the English that stands in for what is missing, and the digits of other scripts.

Lives here: `Language`, and folding of digits. Must not: hold any message of its own.
"""

import gettext
import re
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

#: The languages of the product, each by its own name.
LANGUAGES = {
    "en": "English",
    "mr": "मराठी",
    "tr": "Türkçe",
    "sw": "Kiswahili",
    "ca": "Català",
    "th": "ไทย",
}

_FOREIGN_DIGIT = re.compile(r"[^\D0-9]")


def ascii_digits(text: str) -> str:
    """`text` with the decimal digits of every script as 0 to 9. Its length, and every place in it, stay the same."""
    return text if text.isascii() else _FOREIGN_DIGIT.sub(lambda digit: str(int(digit.group())), text)


def mark(message: str) -> str:
    """Mark a sentence in a table as one to translate; `Language.say` does so when it is shown."""
    return message


@dataclass(frozen=True, slots=True)
class Language:
    """A language that the reader has chosen. `tag` is its BCP 47 tag."""

    tag: str
    _catalogue: gettext.NullTranslations = field(repr=False)

    def say(self, message: str, **values: object) -> str:
        """A whole sentence in this language, with `{name}` in it replaced by the values. English where it is missing."""
        translated = self._catalogue.gettext(message) if message else ""
        return translated.format(**values) if values else translated

    def count(self, one: str, many: str, number: int, **values: object) -> str:
        """As `say`, in the plural form that `number` asks for; `{number}` stands for it."""
        return self._catalogue.ngettext(one, many, number).format(number=number, **values)


@cache
def language(tag: str = "en") -> Language:
    """The language of a tag (`sw`, `ca-ES`); English where we have none. Catalogues are read once."""
    base = tag.replace("_", "-").split("-")[0].lower()
    if base not in LANGUAGES or base == "en":
        return Language("en", gettext.NullTranslations())
    catalogue = files("smtp_tutor") / "locale" / base / "LC_MESSAGES" / "smtp_tutor.mo"
    if not catalogue.is_file():
        return Language(base, gettext.NullTranslations())
    with catalogue.open("rb") as file:  # it may be in an archive
        return Language(base, gettext.GNUTranslations(file))
