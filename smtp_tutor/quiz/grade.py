"""Grading: whatever a page sends, and what to say to it.

Lives here: `grade`, and for tests the right and the wrong answers of a question. Must not: raise for any answer, or count.
"""

from collections.abc import Callable, Iterable

from smtp_tutor.i18n import Language, mark
from smtp_tutor.quiz.misread import NOT_A_CODE, misread, typed_code
from smtp_tutor.quiz.model import CHOOSING, Choice, Kind, Place, Question, Response, Verdict, Wrong

CHOOSE_ONE = mark("Choose one answer.")
CHOOSE_SOME = mark("Choose at least one answer.")
MATCH_ALL = mark("Choose a meaning for each of them.")
ORDER_ALL = mark("Use every step exactly once.")


def grade(question: Question, response: object, spoken: Language) -> Verdict:
    """The verdict on an answer, in a language. Never raises: what is no answer at all is not `understood`."""
    return _GRADERS[question.kind](question, response, spoken)


def _not_understood(message: str, spoken: Language) -> Verdict:
    return Verdict(understood=False, right=False, messages=(spoken.say(message),))


def _verdict(question: Question, spoken: Language, places: Iterable[Place], wrong: Iterable[Choice | str | Wrong]) -> Verdict:
    """Right where nothing in `wrong` speaks against it; else what each of these says, once."""
    against = list(wrong)
    whys = [each if isinstance(each, str) else each.why for each in against] or [question.explain]
    keys = [each.misconception for each in against if not isinstance(each, str) and each.misconception]
    return Verdict(
        understood=True,
        right=not against,
        messages=tuple(question.said(why, spoken) for why in dict.fromkeys(whys) if why),
        places=tuple(places),
        misconception=next(iter(keys), ""),
    )


def _numbers(response: object, size: int, least: int = 0) -> list[int] | None:
    """The answer as a list of numbers from `least` to `size` - 1, or None where it is none. True is no number."""
    if not isinstance(response, list) or len(response) > size:
        return None
    fit = all(type(each) is int and least <= each < size for each in response)
    return list(response) if fit else None


def _choosing(question: Question, response: object, spoken: Language) -> Verdict:
    chosen = _numbers([response], len(question.choices)) if question.choices else None
    if chosen is None:
        return _not_understood(CHOOSE_ONE, spoken)
    choice = question.choices[chosen[0]]
    return _verdict(question, spoken, [Place(chosen[0], choice.right)], [choice] * (not choice.right))


def _several(question: Question, response: object, spoken: Language) -> Verdict:
    chosen = _numbers(response, len(question.choices))
    if not chosen or len({*chosen}) < len(chosen):
        return _not_understood(CHOOSE_SOME, spoken)
    places = [Place(number, (number in chosen) is choice.right) for number, choice in enumerate(question.choices)]
    wrong = [choice for choice, place in zip(question.choices, places, strict=True) if not place.right]
    # what was taken wrongly comes before what was missed
    taken, missed = ([choice for choice in wrong if choice.right is right] for right in (False, True))
    return _verdict(question, spoken, places, [*taken, *missed])


def _typed(question: Question, response: object, spoken: Language) -> Verdict:
    if not isinstance(response, str):
        return _not_understood(NOT_A_CODE, spoken)
    code = typed_code(response, question.answers)
    if code in question.answers:
        return _verdict(question, spoken, (Place(number, right=True) for number in range(_length(code))), [])
    reading = misread(code, question.answers, spoken)
    places = tuple(Place(number, right) for number, right in enumerate(reading.places))
    known = next((wrong for wrong in question.wrongs if typed_code(wrong.answer, question.answers) == code), None)
    if known:
        return _verdict(question, spoken, places, [known])
    return Verdict(
        understood=reading.understood, right=False, messages=reading.messages, places=places, misconception=reading.misconception
    )


def _length(code: str) -> int:
    return len(code.split(".")) if "." in code else len(code)


def _match(question: Question, response: object, spoken: Language) -> Verdict:
    size = len(question.pairs)
    chosen = _numbers(response, size)
    if chosen is None or len(chosen) != size:
        return _not_understood(MATCH_ALL, spoken)
    places = [Place(left, question.shown[place] == left) for left, place in enumerate(chosen)]
    wrong = [pair.why for pair, place in zip(question.pairs, places, strict=True) if not place.right]
    return _verdict(question, spoken, places, wrong)


def _order(question: Question, response: object, spoken: Language) -> Verdict:
    size = len(question.steps)
    chosen = _numbers(response, size)
    if chosen is None or len({*chosen}) != size:
        return _not_understood(ORDER_ALL, spoken)
    put = [question.steps[question.shown[place]] for place in chosen]
    # two steps with the same words can stand for each other
    places = [Place(number, step.text == put[number].text) for number, step in enumerate(question.steps)]
    wrong = [step.why for step, place in zip(question.steps, places, strict=True) if not place.right]
    return _verdict(question, spoken, places, wrong)


_GRADERS: dict[Kind, Callable[[Question, object, Language], Verdict]] = {
    **dict.fromkeys(CHOOSING, _choosing),
    Kind.SEVERAL: _several,
    Kind.CODE: _typed,
    Kind.BUILD: _typed,
    Kind.MATCH: _match,
    Kind.ORDER: _order,
}


def right_response(question: Question) -> Response:
    """An answer that is right to a question, as it was drawn."""
    if question.kind in CHOOSING:
        return next(number for number, choice in enumerate(question.choices) if choice.right)
    if question.kind is Kind.SEVERAL:
        return [number for number, choice in enumerate(question.choices) if choice.right]
    if question.answers:
        return question.answers[0]
    return _places(question)


def wrong_responses(question: Question) -> tuple[tuple[Response, str], ...]:
    """Every mistake that the question has words for, once: an answer with it, and what is said to it, in English.

    A mistake in an order puts two steps out of place; the sentence is that of the first.
    """
    if question.kind in CHOOSING:
        return tuple((number, choice.why) for number, choice in enumerate(question.choices) if not choice.right)
    if question.answers:
        return tuple((wrong.answer, wrong.why) for wrong in question.wrongs)
    if question.kind is Kind.SEVERAL:
        right = {number for number, choice in enumerate(question.choices) if choice.right}
        return tuple((sorted(right ^ {number}), choice.why) for number, choice in enumerate(question.choices))
    places = _places(question)
    size = len(places)
    if question.kind is Kind.MATCH:
        return tuple(
            ([*places[:left], places[(left + 1) % size], *places[left + 1 :]], pair.why)
            for left, pair in enumerate(question.pairs)
        )
    later = {n: next((m for m in range(n + 1, size) if question.steps[m].text != question.steps[n].text), n) for n in range(size)}
    return tuple((_swapped(places, n, later[n]), step.why) for n, step in enumerate(question.steps) if later[n] != n)


def _places(question: Question) -> list[int]:
    """Where each right meaning, or each step, is shown."""
    return [question.shown.index(number) for number in range(len(question.shown))]


def _swapped(items: list[int], one: int, other: int) -> list[int]:
    out = list(items)
    out[one], out[other] = out[other], out[one]
    return out
