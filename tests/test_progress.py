"""A learner's progress: events written, read back whatever happened to the file, merged, and what follows from them."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtp_tutor.errors import ProgressFault, ProgressSyntaxError
from smtp_tutor.progress import LessonState, Progress, Running, document, is_event, merged, read, written

DAY = 86_400_000
MINUTE = 60_000
NOW = 1_795_341_600_000  # 22 November 2026, 10:00 UTC


def event(name: str, at: int, kind: str, **rest: object) -> dict[str, Any]:
    """An event as the page keeps it."""
    return {"id": name, "at": at, "day": "2026-11-22", "kind": kind, **rest}


def answer(name: str, at: int, question: str, *, right: bool, **rest: object) -> dict[str, Any]:
    """An answer to a question."""
    return event(name, at, "answer", question=question, right=right, where="lesson", **rest)


BEGUN = event("a", NOW, "begun", lesson="02-first-digit")
WRONG = answer("b", NOW + 1, "first-451-who", right=False, misconception="wrong_actor")
RIGHT = answer("c", NOW + 2, "first-451-who", right=True)
NEWER = event("d", NOW + 3, "dreamt", of={"codes": [451, None, 2.5, True]}, ünïcode="\ud800 मराठी")
EVENTS = (BEGUN, WRONG, RIGHT, NEWER)

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3), max_leaves=5
)
events = st.builds(
    lambda rest, name, at, kind: {**rest, "id": name, "at": at, "day": "2026-11-22", "kind": kind},
    st.dictionaries(st.sampled_from(["lesson", "question", "right", "seed", "total", "passed", "x"]), scalars, max_size=4),
    st.text("abc", min_size=1, max_size=2),
    st.integers(0, 9) | st.integers(0, 32_503_680_000_000),
    st.sampled_from(["begun", "done", "answer", "test", "drill", "certificate", "newer"]),
)
sets = st.lists(events | values, max_size=8)


@given(sets, sets, sets)
def test_merging_is_a_union(one: list[Any], two: list[Any], three: list[Any]) -> None:
    """In any order, with anything twice: the same events; and none is lost."""
    assert merged(one, two) == merged(two, one)
    assert merged(merged(one, two), three) == merged(one, merged(two, three))
    assert merged(one, one) == merged(one) == merged(merged(one))
    assert {each["id"] for each in merged(one, two)} == {each["id"] for each in [*one, *two] if is_event(each)}


@given(sets)
def test_what_is_written_is_read(given_events: list[Any]) -> None:
    """All of it, unknown kinds and keys included, as text and as bytes."""
    kept = merged(given_events)
    assert read(written(kept)).events == kept
    assert read(written(kept).encode()) == document(kept)


@given(st.binary(max_size=200) | st.text(max_size=200) | values.map(json.dumps) | sets.map(json.dumps))
def test_any_bytes_are_read_or_refused(data: bytes | str) -> None:
    """Never another exception."""
    try:
        assert all(map(is_event, read(data).events))
    except ProgressSyntaxError as error:
        assert str(error).startswith(error.fault.value)


@given(st.lists(events, min_size=1, max_size=5, unique_by=lambda each: each["id"]), st.data())
def test_a_file_that_was_cut_off_keeps_what_stands_before_the_cut(given_events: list[Any], data: st.DataObject) -> None:
    """Every event that is whole, wherever the cut is, in our form and in another."""
    for text in (written(given_events), json.dumps(given_events, indent=2), json.dumps({"version": 9, "events": given_events})):
        cut = data.draw(st.integers(0, len(text)))
        whole = [each for each in given_events if _end(text, each) <= cut]
        try:
            kept = read(text[:cut]).events
        except ProgressSyntaxError:
            kept = ()
        assert {each["id"] for each in whole} <= {each["id"] for each in kept}
        assert all(each in given_events for each in kept)


def _end(text: str, wanted: dict[str, Any]) -> int:
    """Where an event ends in a text that holds it."""
    decoder, at = json.JSONDecoder(), 0
    while (at := text.find("{", at)) >= 0:
        with suppress(json.JSONDecodeError):  # a brace in a string begins nothing
            found, end = decoder.raw_decode(text, at)
            if found == wanted:
                return end
        at += 1
    raise AssertionError(wanted)


@pytest.mark.parametrize(
    ("data", "ids", "spoiled", "newer"),
    [
        (written(EVENTS), "abcd", 0, False),
        (written([]), "", 0, False),
        ("\ufeff" + written(EVENTS), "abcd", 0, False),
        (written(EVENTS).encode("utf-16"), "abcd", 0, False),
        (json.dumps([BEGUN, WRONG]), "ab", 0, False),  # version 0
        ("[]", "", 0, False),
        (json.dumps({"format": "smtp-tutor-progress", "version": 2, "events": [BEGUN, NEWER], "more": {}}), "ad", 0, True),
        (json.dumps({"format": "smtp-tutor-progress", "version": "?", "events": [BEGUN]}), "a", 0, False),
        (json.dumps({"format": "another", "events": [BEGUN]}), "a", 0, False),
        (json.dumps({"format": "smtp-tutor-progress", "events": [BEGUN, None, {**WRONG, "at": "now"}]}), "a", 2, False),
        (written(EVENTS)[:-20], "abc", 0, False),  # cut off within the last event
        (written(EVENTS).replace('"question"', '"quest', 1), "acd", 0, False),  # damaged in the middle
        (written(EVENTS).encode().replace(b"wrong_actor", b"wrong\xff\x00actor"), "acd", 0, False),
        ("x" * 10_000 + written(EVENTS), "abcd", 0, False),
        (json.dumps([BEGUN])[:-1] + ',{"x": NaN, "y": 1e999}]', "a", 0, False),
        (json.dumps([BEGUN])[:-1] + "," + "[" * 100_000, "a", 0, False),
        (json.dumps([{**BEGUN, "x": "]}]}" * 10}])[:-1] + "," + "[" * 100_000, "a", 0, False),
    ],
)  # fmt: skip
def test_what_a_file_holds(data: str | bytes, ids: str, spoiled: int, newer: bool) -> None:
    """Every version, and every damage that leaves something."""
    found = read(data)
    assert "".join(each["id"] for each in found.events) == ids
    assert (len(found.spoiled), found.newer) == (spoiled, newer)


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        ("", ProgressFault.EMPTY),
        (b"\0\0\0\0", ProgressFault.EMPTY),
        (" \n", ProgressFault.EMPTY),
        ("550 5.1.1 User unknown", ProgressFault.OTHER_FILE),
        ("{}", ProgressFault.OTHER_FILE),
        ("null", ProgressFault.OTHER_FILE),
        ("[1, 2]", ProgressFault.OTHER_FILE),
        ('{"events": []}', ProgressFault.OTHER_FILE),
        ('{"format": "smtp-tutor-progress", "version": 1}', ProgressFault.OTHER_FILE),
        ("1" * 10_000, ProgressFault.OTHER_FILE),
        ("[" * 100_000, ProgressFault.OTHER_FILE),
        ('{"a":' * 100_000, ProgressFault.OTHER_FILE),
        ('{"a":"}}}","b":' + "[" * 100_000, ProgressFault.OTHER_FILE),
        ('["' + '\\"' * 100_000, ProgressFault.OTHER_FILE),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), ProgressFault.OTHER_FILE),
    ],
)
def test_what_is_no_progress_is_told(data: str | bytes, fault: ProgressFault) -> None:
    """With what is wrong, and where."""
    with pytest.raises(ProgressSyntaxError) as caught:
        read(data)
    assert caught.value.fault is fault
    assert "^" in str(caught.value)


@pytest.mark.parametrize(
    "change",
    [{"id": ""}, {"id": 1}, {"id": "x" * 101}, {"at": -1}, {"at": True}, {"at": 1.5}, {"at": 10**15}, {"day": "22.11.2026"},
     {"day": None}, {"kind": ""}, {"kind": None}, {"kind": "x" * 101}, {"x": float("nan")}, {"x": {1: 2}}, {"x": (1,)},
     {"x": [[[[[[[[1]]]]]]]]}],
)  # fmt: skip
def test_what_is_no_event(change: dict[str, Any]) -> None:
    """One wrong field is enough."""
    assert is_event(BEGUN)
    assert not is_event({**BEGUN, **change})


def test_a_lesson_is_new_begun_done() -> None:
    """And stays done."""
    assert Progress.of([]).lesson("02-first-digit") is LessonState.NEW
    assert Progress.of([BEGUN]).lesson("02-first-digit") is LessonState.BEGUN
    done, again = (event(name, NOW + 1, kind, lesson="02-first-digit") for name, kind in (("y", "done"), ("z", "begun")))
    assert Progress.of([BEGUN, done, again]).lesson("02-first-digit") is LessonState.DONE


def test_answers_are_counted() -> None:
    """Right once is known; the last answer decides what was missed."""
    progress = Progress.of(
        [*EVENTS, answer("e", NOW + 4, "third", right=False), answer("f", NOW + 5, "first-451-who", right=False)]
    )
    assert progress.right("first-451-who") and not progress.right("third")
    assert (progress.answers, progress.answers_right) == (4, 1)
    assert progress.asked == {"first-451-who", "third"} and progress.known == {"first-451-who"}
    assert progress.missed() == ("first-451-who", "third")


def test_the_misconceptions_that_come_up_most() -> None:
    """Counted over wrong answers alone."""
    given_events = [answer(str(at), at, "q", right=at == 5, misconception="ab"[at % 2]) for at in range(6)]
    assert Progress.of(given_events).trips() == (("a", 3), ("b", 2))


def test_days_and_tests() -> None:
    """A day counts once; of two tests the better one stays."""
    one = event("t1", NOW, "test", seed=1, right=10, total=25, passed=False)
    two = {**event("t2", NOW + 1, "test", seed=2, right=24, total=25, passed=True), "day": "2026-11-23"}
    progress = Progress.of([one, two, RIGHT, BEGUN, event("t3", NOW, "test", seed=1, right=1, total=0, passed=False)])
    assert progress.practised_days == ("2026-11-22", "2026-11-23")
    assert progress.best_test is not None and progress.best_test.seed == 2
    assert Progress.of([]).best_test is None


@pytest.mark.parametrize(
    ("rows", "wait"),
    [
        ([(0, True, False)], 2 * DAY),
        ([(0, False, False)], 10 * MINUTE),
        ([(0, True, True)], 15 * MINUTE),
        ([(0, False, False), (10 * MINUTE, True, False)], 10 * MINUTE + DAY),
        ([(0, True, False), (2 * DAY, True, False)], 13 * DAY),
        ([(0, True, False), (2 * DAY, False, False)], 2 * DAY + 10 * MINUTE),
    ],
)
def test_when_a_question_comes_back(rows: list[tuple[int, bool, bool]], wait: int) -> None:
    """By the answers alone: wrong in minutes, right in days, and later each time."""
    progress = Progress.of([answer(str(at), NOW + at, "q", right=right, hint=hint) for at, right, hint in rows])
    assert progress.next_due(NOW) == NOW + wait
    assert progress.due(NOW + wait - 1) == ()
    assert progress.due(NOW + wait) == ("q",)
    assert progress.next_due(NOW + wait) is None


def test_the_most_overdue_comes_first() -> None:
    """Whatever their order in time of answering."""
    progress = Progress.of([answer("1", NOW, "right", right=True), answer("2", NOW + 1, "wrong", right=False)])
    assert progress.due(NOW + 3 * DAY) == ("wrong", "right")
    assert progress.due(NOW - DAY) == ()


@given(sets, st.integers(0, 32_503_680_000_000), st.randoms(use_true_random=False))
def test_progress_follows_from_the_events_alone(given_events: list[Any], now: int, draw: Any) -> None:
    """Any events, in any order, with some of them twice."""
    shuffled = [*given_events, *given_events[:2]]
    draw.shuffle(shuffled)
    one, two = Progress.of(given_events), Progress.of(merged(shuffled))
    if len({each["id"] for each in given_events if is_event(each)}) == len([each for each in given_events if is_event(each)]):
        assert one == two
    assert set(two.due(now)) <= two.asked
    assert two.next_due(now) is None or two.next_due(now) > now  # type: ignore[operator] # None is out
    assert set(two.missed()) <= two.asked


def test_a_running_test_is_the_last_one_without_a_result() -> None:
    """Its answers are those in a row from the first; what came twice counts once."""
    given = {"kind": "answer", "question": "q", "right": True, "where": "test", "day": "2026-11-22"}

    def answers(seed: int, *numbers: int) -> list[dict[str, object]]:
        return [
            {**given, "id": f"{seed}-{place}", "at": seed + place, "seed": seed, "number": number, "response": [number]}
            for place, number in enumerate(numbers)
        ]

    ended = {"kind": "test", "id": "t", "at": 99, "day": "2026-11-22", "seed": 10, "right": 1, "total": 2, "passed": False}
    assert Progress.of(answers(10, 0, 1)).running == Running(10, ("q", "q"), ([0], [1]))
    assert Progress.of([*answers(10, 0, 1), ended]).running is None
    assert Progress.of([*answers(10, 0, 1), ended, *answers(50, 0)]).running == Running(50, ("q",), ([0],))
    assert Progress.of(answers(10, 0, 2, 2)).running == Running(10, ("q",), ([0],))
    assert Progress.of([]).running is None
    assert [test.seed for test in Progress.of([ended]).tests] == [10]


def test_the_best_drill_is_the_one_with_most_right_answers() -> None:
    """One that does not say how many counts nothing."""
    drills = [
        {"kind": "drill", "id": str(at), "at": at, "day": "2026-11-22", "right": right}
        for at, right in enumerate([3, 9, None, 4])
    ]
    assert Progress.of(drills).best_drill == 9
