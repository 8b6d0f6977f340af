"""The final test in a real Chromium: failed, passed, certified, and the certificate checked by somebody else."""

import re

import pytest
from playwright.sync_api import Page

from smtp_tutor.quiz import right_response, wrong_responses
from smtp_tutor.widgets.certificate import CheckCertificate
from smtp_tutor.widgets.final_test import SIZE, FinalTest
from smtp_tutor.widgets.review import Review
from smtp_tutor.widgets.timed import TimedDrill
from tests.browser.conftest import answered
from tests.browser.test_quiz import SCRIPTS, Opened, choose

pytestmark = pytest.mark.browser
STATE = "#widget[data-state='{}']"


def take(page: Page, widget: FinalTest, right: int) -> None:
    """Answer a whole test, so many questions right."""
    for number in range(SIZE):
        question = widget._question
        assert question
        choose(
            page.locator("#widget"),
            question.kind,
            right_response(question) if number < right else wrong_responses(question)[0][0],
        )
        answered(page, page.locator('[data-do="check"]').click)


def test_a_failed_test_is_explained_and_a_passed_one_certified(opened: Opened) -> None:
    """19 right answers fail, 20 pass; the certificate checks, and a forged one is refused."""
    widget = FinalTest(seed=8)
    page = opened(widget, *SCRIPTS)
    page.locator(STATE.format("start")).wait_for()
    answered(page, page.locator('[data-do="start"]').click)
    take(page, widget, 19)
    page.locator(STATE.format("failed")).wait_for()
    assert page.locator(".smtp-results li").count() == SIZE
    assert page.locator('[data-do="certificate"]').count() == 0
    answered(page, page.locator('[data-do="start"]').click)
    take(page, widget, 20)
    page.locator(STATE.format("passed")).wait_for()
    page.locator('input[data-name="name"]').fill("Chân Example")
    answered(page, page.locator('[data-do="certificate"]').click)
    sheet = page.frame_locator("iframe.smtp-sheet")
    shown = {
        row: sheet.locator(f"dt:text-is('{row}') + dd").inner_text() for row in ("Name", "Score", "Date", "Test number", "Code")
    }
    assert shown["Name"] == "Chân Example" and shown["Score"] == "20 / 25"
    assert sheet.get_by_text("cannot show who sat the test").count() == 1
    assert page.locator("a[download]").get_attribute("href")

    teacher = opened(CheckCertificate(), "certificate.js")
    fields = {"name": "Name", "score": "Score", "date": "Date", "seed": "Test number", "code": "Code"}
    for field, row in fields.items():
        teacher.locator(f'[data-field="{field}"]').fill(shown[row])
    teacher.locator('[data-field="language"]').select_option("en")
    answered(teacher, teacher.locator("button").click)
    assert teacher.get_by_text(re.compile("✓ Genuine")).count() == 1
    teacher.locator('[data-field="score"]').fill("25 / 25")
    answered(teacher, teacher.locator("button").click)
    assert teacher.get_by_text(re.compile("✗ Not genuine")).count() == 1


def test_a_certificate_prints_on_one_page(opened: Opened) -> None:
    """What the reader saves is a page that fits one sheet."""
    widget = FinalTest(seed=9)
    page = opened(widget, *SCRIPTS)
    page.locator(STATE.format("start")).wait_for()
    answered(page, page.locator('[data-do="start"]').click)
    take(page, widget, SIZE)
    page.locator('input[data-name="name"]').fill("A name of one hundred characters " * 3)
    answered(page, page.locator('[data-do="certificate"]').click)
    page.set_content(widget.view["page"]["html"])
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) == 1


def test_the_clock_of_a_drill_runs_out(opened: Opened) -> None:
    """Without anybody pressing a button; the page's clock is the one that counts."""
    widget = TimedDrill(seed=1)
    page = opened(widget, *SCRIPTS)
    page.locator(STATE.format("start")).wait_for()
    answered(page, page.locator('[data-do="one"]').click)
    page.locator("time").wait_for()
    page.clock.install()
    answered(page, page.locator('[data-do="stop"]').click)
    answered(page, page.locator('[data-do="one"]').click)
    assert widget._question
    choose(page.locator("#widget"), widget._question.kind, right_response(widget._question))
    answered(page, page.locator('[data-do="check"]').click)
    answered(page, lambda: page.clock.run_for(61_000))
    page.locator(STATE.format("start")).wait_for()
    assert "1 of 1" in page.locator("#widget").inner_text()


def test_a_review_without_answers_says_so(opened: Opened) -> None:
    """There is nothing to bring back yet."""
    page = opened(Review(seed=1), *SCRIPTS)
    page.locator(STATE.format("end")).wait_for()
    assert "Nothing to review yet" in page.locator("#widget").inner_text()
