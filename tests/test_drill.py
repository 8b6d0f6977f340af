"""The exercises on dialogues: the right answer is what the session says, and every wrong one has its own explanation."""

import random
from collections.abc import Iterable

import pytest

from smtp_tutor.errors import DataError
from smtp_tutor.parse import parse
from smtp_tutor.session.drill import FaultCase, ServerCase, checked, fault_cases, said, server_cases
from smtp_tutor.session.scenario import scenarios


@pytest.mark.parametrize("case", server_cases(), ids=lambda case: case.name)
def test_a_server_has_one_right_reply(case: ServerCase) -> None:
    """Every choice is a reply, no wrong one has the right code and enhanced code, and each is explained."""
    choices = case.choices(random.Random(1))
    assert sum(choice.right for choice in choices) == 1
    assert len({choice.why for choice in choices}) == len(choices) == 4
    right = (case.right.code, case.right.enhanced)
    for choice in choices:
        reply = parse(choice.reply)
        assert ((reply.code, str(reply.enhanced or "")) == right) is choice.right
        assert choice.why.endswith(".")
    assert [choice.reply for choice in case.choices(random.Random(1))] == [choice.reply for choice in choices]


def codes(lines: Iterable[str]) -> list[int]:
    """The code of each reply in a transcript, once for a reply of several lines."""
    return [int(line[3:6]) for line in lines if line.startswith("S: ") and line[6:7] != "-"]


@pytest.mark.parametrize("case", fault_cases(), ids=lambda case: case.name)
def test_a_fault_is_where_the_session_finds_it(case: FaultCase) -> None:
    """Replayed, the dialogue is as it stands up to the fault; there the client goes wrong, or the server answers otherwise."""
    client = tuple(line.removeprefix("C: ") for line in case.lines if line.startswith("C: "))
    there = codes(case.lines)
    shown, _ = said(case.world, client)
    here = codes(shown)
    if case.lines[case.fault - 1].startswith("S: "):
        number = len(codes(case.lines[: case.fault]))
        assert here[: number - 1] == there[: number - 1]
        assert here[number - 1] != there[number - 1]
    else:
        assert here == there
        after = there[len(codes(case.lines[: case.fault])) :]
        assert not after or after[0] >= 400
    assert case.task.endswith((".", "?"))
    assert case.why.endswith(".")
    assert case.world in scenarios()


def test_an_exercise_that_is_not_of_the_form_is_told() -> None:
    """The error names the file and the exercise."""
    with pytest.raises(DataError, match=r"drills\.toml: odd: KeyError: 'lines'"):
        checked(lambda entry: entry["lines"], {"name": "odd"})
