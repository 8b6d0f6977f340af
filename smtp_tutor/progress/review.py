"""When a question should be asked again.

Lives here: the use of FSRS, which models how memory fades. A learner's answers are played through it from the first to the
last, so nothing but the answers has to be kept. Must not: read a clock, draw at random, or know what the questions are.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache

from fsrs import Card, Rating, Scheduler

MILLISECOND = timedelta(milliseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: A wrong answer comes back after ten minutes, a right one after days: a lesson just finished is not asked all over again.
STEPS = (timedelta(minutes=10),)
#: A year. Who comes back after longer has more use for the lessons.
FARTHEST_DAYS = 365

_SCHEDULER = Scheduler(learning_steps=STEPS, relearning_steps=STEPS, maximum_interval=FARTHEST_DAYS, enable_fuzzing=False)

Answer = tuple[int, Rating]


def rating(*, right: bool, hint: bool) -> Rating:
    """How well a question was remembered."""
    if not right:
        return Rating.Again
    return Rating.Hard if hint else Rating.Good


@lru_cache(maxsize=4096)
def due(answers: tuple[Answer, ...]) -> int:
    """When a question with these answers is to be asked again. Times in milliseconds since 1970, UTC; answers in their order."""
    card = Card(card_id=0, due=EPOCH)
    for at, how in answers:
        card, _ = _SCHEDULER.review_card(card, how, review_datetime=EPOCH + at * MILLISECOND)
    return (card.due - EPOCH) // MILLISECOND
