"""The overview of a learner's progress, and the form for certificates: what their Python side says."""

from typing import Any

import pytest

from smtp_tutor.certificate import PROVES, Certificate, Unclear, code
from smtp_tutor.i18n import language
from smtp_tutor.lessons import lessons
from smtp_tutor.progress import Progress
from smtp_tutor.quiz import misconceptions
from smtp_tutor.render.certificate import as_html as certificate_page
from smtp_tutor.render.progress import NOTHING_YET, as_html
from smtp_tutor.widgets.certificate import FALSE, GENUINE, CheckCertificate
from smtp_tutor.widgets.progress import ProgressPanel
from tests.test_progress import DAY, MINUTE, NOW, answer, event

ZOE = Certificate("Zoë Müller", 22, 25, "2026-11-22", "en", 482_913)


def shown(events: list[Any], now: int = NOW) -> str:
    """The overview of these events."""
    return as_html(Progress.of(events), now, lessons(), misconceptions(), language("en"))


def test_the_overview_of_nothing() -> None:
    """Every lesson is not begun, and no figure says zero."""
    html = shown([])
    assert html.count('data-state="new"') == len(lessons()) == 11
    assert "0 of 11 done" in html
    assert NOTHING_YET in html
    assert "Days with practice" not in html and "What comes up most" not in html


def test_the_overview_of_a_learner() -> None:
    """Lessons, answers, days, the best test, and what comes up most with what is true instead."""
    test = event("t", NOW, "test", seed=1, right=22, total=25, passed=True)
    wrong = [answer(f"w{at}", NOW + at, "q", right=False, misconception="words_ignored") for at in range(2)]
    newer = answer("n", NOW, "p", right=False, misconception="one_of_a_newer_release")
    html = shown(
        [test, event("d", NOW, "done", lesson="01-error-421"), event("b", NOW, "begun", lesson="02-first-digit"), *wrong, newer]
    )
    assert html.count('data-state="done"') == html.count('data-state="begun"') == 1
    for text in ("1 of 11 done", "0 of 2 answered right", "22 of 25 right", "There is no hurry."):
        assert text in html
    assert html.count("data-misconception=") == 1
    assert "Read them to the end." in html


@pytest.mark.parametrize(
    ("right", "later", "said"),
    [(False, 0, "The next one in about 10 minutes"), (False, 9 * MINUTE + 1, "The next one in about a minute"),
     (False, 10 * MINUTE, "1 question is ready"), (True, 0, "The next one in about 2 days"),
     (True, DAY, "The next one in about a day"), (True, DAY + 1, "The next one in about 24 hours"),
     (True, 2 * DAY - 61 * MINUTE, "The next one in about an hour")],
)  # fmt: skip
def test_when_there_is_something_to_review(right: bool, later: int, said: str) -> None:
    """In words."""
    assert said in shown([answer("a", NOW, "q", right=right)], NOW + later)


def test_what_events_hold_is_never_markup() -> None:
    """They may come from a file of anybody's."""
    assert "<img" not in shown(
        [answer("a", NOW, "<img>", right=False, misconception="<img>"), event("<img>", NOW, "begun", lesson="<img>")]
    )
    assert "<img" not in certificate_page(Certificate("<img src=x>", 1, 2, "<img>", "<img>", 3), language("en"))


def test_code_in_a_sentence_is_marked_up() -> None:
    """What stands between backticks."""
    assert "<code>5</code>" in shown([answer("a", NOW, "q", right=False, misconception="permanent_as_transient")])


def test_the_panel_shows_what_the_page_sends() -> None:
    """And nothing to other messages."""
    panel = ProgressPanel()
    assert 'data-state="begun"' not in panel.html
    panel._told(
        panel, {"kind": "progress", "events": [event("b", NOW, "begun", lesson="02-first-digit")], "problem": "", "now": NOW}
    )
    assert 'data-state="begun"' in panel.html
    before = panel.html
    panel._told(panel, {"kind": "other"})
    assert panel.html == before


def test_a_certificate_says_what_it_is() -> None:
    """All that a check asks for, and what a check can prove."""
    html = certificate_page(ZOE, language("en"))
    for text in ("Zoë Müller", "22 / 25", "2026-11-22", "English", "482913", code(ZOE), PROVES):
        assert text in html
    assert html.startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("change", "genuine", "field", "said"),
    [
        ({}, "yes", "", GENUINE),
        ({"name": "Zoë Muller"}, "no", "", FALSE),
        ({"score": "23 / 25"}, "no", "", FALSE),
        ({"date": "x"}, "", "date", Unclear.DATE.value),
        ({"language": ["en"]}, "", "language", Unclear.LANGUAGE.value),
    ],
)
def test_the_form_answers(change: dict[str, Any], genuine: str, field: str, said: str) -> None:
    """Whatever the page sends."""
    widget = CheckCertificate()
    form = {"name": ZOE.name, "score": "22/25", "date": ZOE.date, "language": "en", "seed": "482913", "code": code(ZOE)}
    widget._asked(widget, {"kind": "check", "form": form | change})
    assert (widget.view["genuine"], widget.view["field"], widget.view["messages"][0]) == (genuine, field, said)
    view = widget.view
    for message in ({"kind": "check"}, {"kind": "check", "form": 5}, {}):
        widget._asked(widget, message)
    assert widget.view == view
