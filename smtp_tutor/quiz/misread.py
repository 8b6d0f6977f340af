"""A typed code beside the right one: digit by digit, what the typed one would have said.

Lives here: reading what was typed, and sentences about wrong digits from the tables of digits. Must not: know the question.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from smtp_tutor import codes
from smtp_tutor.i18n import Language, ascii_digits, mark
from smtp_tutor.quiz.bank import misconceptions
from smtp_tutor.quiz.check import registered

#: Nobody types a longer code.
LONGEST = 40

NOT_A_CODE = mark("A reply code has exactly three digits. Type one, such as `220`.")
NOT_ENHANCED = mark("An enhanced code is three numbers with dots between them. Type one, such as `2.0.0`.")
ENHANCED_TYPED = mark("This is an enhanced code. A reply code is asked for here: three digits without dots.")
BASIC_TYPED = mark("This is a reply code. An enhanced code is asked for here: three numbers with dots between them.")

FIRST = mark("A code that begins with `{digit}` says “{title}”. That does not fit here.")
FIRST_RANGE = mark(
    "No reply code begins with `{digit}`. The first digit is `2`, `3`, `4` or `5`; a `1` is defined, but not used."
)
SECOND = mark("The first digit is right. A second digit `{digit}` stands for “{title}”, and that is not asked here.")
SECOND_TOO = mark("The second digit does not fit either: `{digit}` stands for “{title}”.")
SECOND_OUTSIDE = mark("No mail standard uses `{digit}` as the second digit.")
THIRD = mark("The first two digits are right. The third tells the exact case, and `{code}` is “{title}”.")
THIRD_UNKNOWN = mark("The first two digits are right. The third tells the exact case, and no standard defines `{code}`.")
UNREGISTERED = mark("No standard defines `{code}`.")

CLASS = mark("An enhanced code that begins with `{digit}` says “{title}”. That does not fit here.")
CLASS_RANGE = mark("The first number of an enhanced code is `2`, `4` or `5`.")
SUBJECT = mark("The first number is right. A second number `{digit}` stands for “{title}”, and that is not asked here.")
SUBJECT_OUTSIDE = mark("No mail standard uses `{digit}` as the second number.")
SUBJECT_TOO = mark("The second number does not fit either: `{digit}` stands for “{title}”.")
DETAIL = mark("The first two numbers are right. The third tells the exact case, and `{code}` is “{title}”.")
DETAIL_UNKNOWN = mark("The first two numbers are right. The third tells the exact case, and no standard defines `{code}`.")

#: Which misconception it is to give this first digit for that one: (right, typed).
FIRST_MISREAD = {
    (5, 4): "permanent_as_transient",
    (4, 5): "transient_as_permanent",
    (3, 2): "intermediate_as_done",
    (3, 4): "intermediate_as_error",
    (3, 5): "intermediate_as_error",
}
#: The same for the second digit of a reply code.
SECOND_MISREAD = {
    (2, 5): "connection_as_mailbox",
    (5, 2): "connection_as_mailbox",
    (0, 5): "syntax_as_mailbox",
    (5, 0): "syntax_as_mailbox",
}
_SPACED = re.compile(r"([245])[\s.,]+(\d{1,3})[\s.,]+(\d{1,3})")
_BASIC = re.compile(r"\d{3}")
_ENHANCED = re.compile(r"\d\.\d{1,3}\.\d{1,3}")


@dataclass(frozen=True, slots=True)
class Reading:
    """What is to be said about a wrong code. `places` tells for each digit, or number, whether it is right."""

    understood: bool
    messages: tuple[str, ...]
    places: tuple[bool, ...] = ()
    misconception: str = ""


def typed_code(text: str, answers: Sequence[str]) -> str:
    """What was typed in the form of the answers: digits of any script and width as 0 to 9, and without spaces or quotes."""
    if len(text) > LONGEST:
        return ""
    plain = ascii_digits(unicodedata.normalize("NFKC", text)).strip(" \t\r\n`'\"“”.,;:<>()[]")
    spaced = _SPACED.fullmatch(plain)
    if spaced and any("." in answer for answer in answers):
        return ".".join(str(int(number)) for number in spaced.groups())
    return "".join(plain.split())


def _parts(code: str) -> list[int]:
    """The digits of a reply code, or the numbers of an enhanced one."""
    return [int(part) for part in (code.split(".") if "." in code else code)]


def misread(code: str, answers: Sequence[str], spoken: Language) -> Reading:
    """What a wrong code, as `typed_code` gives it, would have said, beside the right one that is nearest to it."""
    enhanced = "." in answers[0]
    if not (_ENHANCED if enhanced else _BASIC).fullmatch(code):
        other = (BASIC_TYPED if enhanced else ENHANCED_TYPED) if (_BASIC if enhanced else _ENHANCED).fullmatch(code) else ""
        return Reading(understood=False, messages=(spoken.say(other or (NOT_ENHANCED if enhanced else NOT_A_CODE)),))
    typed = _parts(code)
    right = max(map(_parts, answers), key=lambda answer: [one == two for one, two in zip(answer, typed, strict=True)])
    places = tuple(one == two for one, two in zip(right, typed, strict=True))
    misconception = FIRST_MISREAD.get((right[0], typed[0]), "")
    if places[0] and not enhanced:
        misconception = SECOND_MISREAD.get((right[1], typed[1]), "")
    found = _enhanced(code, typed, places, spoken) if enhanced else _basic(code, typed, places, spoken)
    messages = list(found)
    if misconception:
        messages[0] = spoken.say(misconceptions()[misconception].text)
    return Reading(understood=True, messages=tuple(messages), places=places, misconception=misconception)


def _basic(code: str, typed: list[int], places: tuple[bool, ...], spoken: Language) -> Iterator[str]:
    """A sentence for each digit that is wrong, up to where the next would say nothing any more."""
    first, second, third = places
    if not first and not 1 <= typed[0] <= 5:
        yield spoken.say(FIRST_RANGE, digit=typed[0])
        return
    if not first:
        yield spoken.say(FIRST, digit=typed[0], title=spoken.say(codes.first_digit(typed[0]).title))
    if not second and typed[1] > 5:
        yield spoken.say(SECOND_OUTSIDE, digit=typed[1])
        return
    if not second:
        title = spoken.say(codes.second_digit(typed[1]).title)
        yield spoken.say(SECOND if first else SECOND_TOO, digit=typed[1], title=title)
    if first and second and not third:
        title = spoken.say(codes.basic(int(code)).title)
        yield spoken.say(THIRD if registered(code) else THIRD_UNKNOWN, code=code, title=title)
    elif not registered(code):
        yield spoken.say(UNREGISTERED, code=code)


def _enhanced(code: str, typed: list[int], places: tuple[bool, ...], spoken: Language) -> Iterator[str]:
    """As `_basic`, for the numbers of an enhanced code."""
    first, second, third = places
    if not first and typed[0] not in (2, 4, 5):
        yield spoken.say(CLASS_RANGE)
        return
    if not first:
        yield spoken.say(CLASS, digit=typed[0], title=spoken.say(codes.klass(typed[0]).title))
    if not second and typed[1] > 7:
        yield spoken.say(SUBJECT_OUTSIDE, digit=typed[1])
        return
    if not second:
        title = spoken.say(codes.subject(typed[1]).title)
        yield spoken.say(SUBJECT if first else SUBJECT_TOO, digit=typed[1], title=title)
    if first and second and not third:
        title = spoken.say(codes.enhanced(codes.enhanced_code(code)).title)
        yield spoken.say(DETAIL if registered(code) else DETAIL_UNKNOWN, code=code, title=title)
    elif not registered(code):
        yield spoken.say(UNREGISTERED, code=code)
