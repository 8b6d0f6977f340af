"""Each finder leaves the others' texts alone."""

from collections.abc import Callable

import pytest

from smtp_tutor.message import events, exceptions, logs, transcript
from tests import test_events, test_exceptions, test_logs, test_transcript

TEXTS = {
    logs.find: test_logs.TEXTS,
    events.find: test_events.TEXTS,
    exceptions.find: test_exceptions.TEXTS,
    transcript.find: test_transcript.TEXTS,
}
PAIRS = [(find, text) for find in TEXTS for other, texts in TEXTS.items() if other is not find for text in texts]


@pytest.mark.parametrize(("find", "text"), PAIRS)
def test_others_are_left_alone(find: Callable[[str], object], text: str) -> None:
    """What one finder reads is nothing to the other three."""
    assert find(text) is None
