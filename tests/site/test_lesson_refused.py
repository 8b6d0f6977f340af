"""The lesson on 550: what its tables say about replies is what the decoder says."""

import json
import re
from pathlib import Path

from smtp_tutor.decode import decode
from smtp_tutor.model import Actor, Reason
from tests.test_decode import VARIANTS

LESSON = Path(__file__).resolve().parents[2] / "content" / "06-refused-550.ipynb"
#: How the lesson names who must act, the longer names first.
WHO = {
    "The recipient's administrator": Actor.RECIPIENT_ADMIN,
    "The recipient": Actor.RECIPIENT,
    "Your mail provider": Actor.YOUR_ADMIN,
    "Your administrator": Actor.YOUR_ADMIN,
    "You": Actor.YOU,
}


def prose() -> str:
    """All markdown of the lesson."""
    cells = json.loads(LESSON.read_text(encoding="utf-8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")


def test_every_variant_of_the_guide_is_met() -> None:
    """The seven replies that the guide prints stand in the lesson, without the name of who sends them."""
    printed = [re.sub(r" \((?:Exchange Server|Gmail|Rackspace)\)$", "", text) for text, _, _ in VARIANTS[:7]]
    assert [text for text in printed if text.replace("5 2 1", "5.2.1") not in prose()] == []


def test_every_cause_has_its_row() -> None:
    """Each cause but one has a typical reply, and the lesson names the one who must act as the decoder does."""
    met = set()
    for reply, acts in re.findall(r"^\| `(5[^`]+)` \| [^|]+ \| ([^|:]+): [^|]+ \|$", prose(), re.MULTILINE):
        best = decode(reply).decisive
        assert best is not None, reply
        assert best.advice.actor is WHO[acts], reply
        met.add(best.reason if best.says_why else Reason.UNKNOWN)
    assert met == set(Reason)
