"""The queue: when it tries, when it gives up, and that the table's words fit its numbers."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtp_tutor.decode import decode
from smtp_tutor.model import Reason, Severity
from smtp_tutor.session.queue import TAKEN, Obstacle, Outcome, Queue, Try, ages, obstacles, queues, tries

MINUTE, HOUR, DAY = 60, 3600, 86400
each_queue = pytest.mark.parametrize("queue", queues().values(), ids=lambda queue: queue.name)
#: The ages of the first tries, in minutes, and the last one's in hours.
FIRST = {
    "postfix": ([0, 5, 10, 20, 40, 80, 146, 213], 120),
    "exim": ([0, 15, 30, 45, 60, 75, 90, 105, 120, 180, 270, 405], 100),
    "exchange": ([0, 15, 30, 45, 60], 48),
}


def made(lasts: int) -> Obstacle:
    """An obstacle of some length."""
    return Obstacle("any", "", "", "450 4.2.0 Later", Reason.UNKNOWN, lasts)


@each_queue
def test_the_first_tries_come_when_the_program_says(queue: Queue) -> None:
    """The minutes of the first tries, and the hour of the last, are those of the program's defaults."""
    minutes, last = FIRST[queue.name]
    found = list(ages(queue))
    assert [age // MINUTE for age in found[: len(minutes)]] == minutes
    assert found[-1] // HOUR == last


@each_queue
def test_tries_never_come_closer_together_within_a_phase(queue: Queue) -> None:
    """Ages grow; no wait is longer than its phase allows; the last age alone is past the lifetime."""
    found = list(ages(queue))
    gaps = [after - before for before, after in pairwise(found)]
    assert all(gap > 0 for gap in gaps)
    assert max(gaps) <= max(phase.longest for phase in queue.phases)
    assert found[-2] < queue.lifetime <= found[-1]
    for phase in queue.phases:
        inside = [gap for age, gap in zip(found, gaps, strict=False) if phase is _phase(queue, age)]
        assert inside == sorted(inside)


def _phase(queue: Queue, age: int) -> object:
    return next(phase for phase in queue.phases if age < phase.until)


@each_queue
@given(lasts=st.integers(0, 10 * DAY))
def test_a_message_gets_through_or_comes_back(queue: Queue, lasts: int) -> None:
    """Every try but the last is deferred; it is delivered at the first try after the obstacle, returned past the lifetime."""
    found = tries(queue, made(lasts))
    assert [each.number for each in found] == list(range(1, len(found) + 1))
    assert all(each.outcome is Outcome.DEFERRED and each.at < min(lasts, queue.lifetime) for each in found[:-1])
    last = found[-1]
    assert (last.outcome is Outcome.DELIVERED) == (last.at >= lasts)
    assert (last.outcome is Outcome.RETURNED) == (queue.lifetime <= last.at < lasts)


@each_queue
@given(lasts=st.integers(0, 10 * DAY))
def test_one_notice_at_most(queue: Queue, lasts: int) -> None:
    """It goes out with the first deferred try past the time of the notice, and only then."""
    found = tries(queue, made(lasts))
    late = [each for each in found if each.outcome is Outcome.DEFERRED and each.at >= queue.notice]
    assert [each for each in found if each.notice] == late[:1]


@each_queue
@given(shorter=st.integers(0, 8 * DAY), longer=st.integers(0, 8 * DAY))
def test_a_longer_obstacle_never_means_fewer_tries(queue: Queue, shorter: int, longer: int) -> None:
    """The same tries come first, whatever keeps the message."""
    shorter, longer = sorted((shorter, longer))
    few, many = (tuple(each.at for each in tries(queue, made(lasts))) for lasts in (shorter, longer))
    assert many[: len(few)] == few


def test_a_message_that_is_taken_at_once_is_tried_once() -> None:
    """Without an obstacle there is nothing to wait for."""
    assert tries(queues()["postfix"], made(0)) == (Try(1, 0, Outcome.DELIVERED),)


@pytest.mark.parametrize("obstacle", obstacles().values(), ids=lambda obstacle: obstacle.name)
def test_the_replies_are_what_the_table_says(obstacle: Obstacle) -> None:
    """Each is a temporary refusal, and the decoder finds the table's reason in it; silence is a fault of the network."""
    if not obstacle.reply:
        assert obstacle.reason is Reason.NETWORK
        return
    answer = decode(obstacle.reply).decisive
    assert answer is not None
    assert (answer.severity, answer.reason) == (Severity.TRANSIENT, obstacle.reason)


def test_the_words_of_the_obstacles_hold() -> None:
    """A week is longer than any queue waits, everything else is not; the reply that takes a message is a 250."""
    for queue in queues().values():
        ends = {obstacle.name: tries(queue, obstacle)[-1].outcome for obstacle in obstacles().values()}
        assert {name for name, end in ends.items() if end is Outcome.RETURNED} == {"mailbox_full"}
    taken = decode(TAKEN).decisive
    assert taken is not None and taken.reply.code == 250
