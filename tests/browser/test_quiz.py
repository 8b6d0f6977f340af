"""Every question of the course in a real Chromium, as a learner meets it: each wrong choice once, then the right answer.

The page holds the widget's own script and style; its Python side runs in this process.
"""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from smtp_tutor.i18n import language
from smtp_tutor.quiz import Kind, Question, grade, lessons, of_lesson, right_response, wrong_responses
from smtp_tutor.widgets.quiz import Guess, Practice
from tests.browser.conftest import answered

pytestmark = pytest.mark.browser
SCRIPTS = ("store.js", "dial.js", "quiz.js")
Opened = Callable[..., Page]


def choose(root: Locator, kind: Kind, response: Any) -> None:
    """Give an answer as a learner does: by clicking, typing, turning and moving. `root` is the widget."""
    if kind in (Kind.ONE, Kind.NEXT, Kind.MARK, Kind.DECODE):
        root.locator(f'input[data-choice="{response}"]').check()
    elif kind is Kind.SEVERAL:
        for number in range(root.locator("input[data-choice]").count()):
            root.locator(f'input[data-choice="{number}"]').set_checked(number in response)
    elif kind is Kind.CODE:
        root.locator("input[data-code]").fill(response)
    elif kind is Kind.BUILD:
        root.locator(".smtp-digit").first.focus()
        root.page.keyboard.type(response)
    elif kind is Kind.MATCH:
        for left, place in enumerate(response):
            root.locator(f'select[data-left="{left}"]').select_option(str(place))
    else:
        for place, step in enumerate(response):
            row = root.locator(f'li[data-step="{step}"]')
            while int(row.evaluate("row => [...row.parentElement.children].indexOf(row)")) > place:
                row.locator('[data-move="-1"]').click()


def check(page: Page) -> str:
    """Press the button, and give what is said."""
    answered(page, page.locator('[data-do="check"]').click)
    return page.locator(".smtp-quiz > .smtp-place[role=status]").inner_text()


def plain(text: str) -> str:
    """A sentence as the page shows it."""
    return text.replace("`", "")


def work_through(page: Page, question: Question) -> None:
    """Each wrong choice once, each with its own words; then the right answer."""
    said = set()
    for response, why in wrong_responses(question):
        choose(page.locator("#widget"), question.kind, response)
        shown = check(page)
        assert plain(question.said(why, language("en"))) in shown, f"{question.id}: {response}"
        assert page.locator("#widget").get_attribute("data-verdict") == "wrong"
        said.add(shown)
    assert len(said) == len(wrong_responses(question))
    choose(page.locator("#widget"), question.kind, right_response(question))
    shown = check(page)
    assert page.locator("#widget").get_attribute("data-verdict") == "right", question.id
    assert all(plain(message) in shown for message in grade(question, right_response(question), language("en")).messages)


@pytest.mark.parametrize("stem", lessons())
def test_every_question_of_a_lesson(opened: Opened, stem: str) -> None:
    """The guess and the whole practice: every wrong choice has its own feedback, every right answer its explanation."""
    guess = Guess(stem, seed=2)
    page = opened(guess, *SCRIPTS)
    page.locator('[data-state="ask"]').wait_for()
    assert guess._question
    work_through(page, guess._question)
    page.close()

    practice = Practice(stem, seed=2)
    page = opened(practice, *SCRIPTS)
    page.locator('[data-state="ask"]').wait_for()
    seen: set[str] = set()
    while True:
        if page.locator("#widget").get_attribute("data-state") == "end":
            if practice._set == of_lesson(stem):
                break
            answered(page, page.locator('[data-do="more"]').click)
        question = practice._question
        assert question
        if question.id in seen:  # it came back, because it was answered wrong at first
            choose(page.locator("#widget"), question.kind, right_response(question))
            check(page)
        else:
            seen.add(question.id)
            work_through(page, question)
        answered(page, page.locator('[data-do="next"]').click)
    assert seen == {question.id for question in of_lesson(stem)}


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the keyboard."""
    for _ in range(150):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached with the Tab key")


def press(page: Page, key: str, times: int = 1) -> None:
    """Press a key so many times."""
    for _ in range(times):
        page.keyboard.press(key)


def fill_by_keyboard(root: Locator, kind: Kind, response: Any, within: str = "#widget") -> None:
    """Give an answer with Tab, the arrows, Space and Enter alone. `within` is the selector of `root`, the widget."""
    page = root.page
    if kind in (Kind.CODE, Kind.BUILD):
        tab_to(page, f"{within} :is(input[data-code], .smtp-digit)")
        page.keyboard.type(response)
    elif kind is Kind.SEVERAL:
        for number in response:
            tab_to(page, f'{within} input[data-choice="{number}"]')
            press(page, "Space")
    elif kind is Kind.MATCH:
        for left, place in enumerate(response):
            tab_to(page, f'{within} select[data-left="{left}"]')
            press(page, "ArrowDown", place + 1)
    elif kind is Kind.ORDER:
        for place, step in enumerate(response):
            row = root.locator(f'li[data-step="{step}"]')
            now = int(row.evaluate("row => [...row.parentElement.children].indexOf(row)"))
            if now > place:
                tab_to(page, f'{within} li[data-step="{step}"] [data-move="-1"]')
                press(page, "Enter", now - place)
    else:
        tab_to(page, f"{within} input[data-choice]")
        press(page, "Space")
        press(page, "ArrowDown", response)


def by_keyboard(page: Page, question: Question) -> None:
    """The right answer, and what is said to it."""
    fill_by_keyboard(page.locator("#widget"), question.kind, right_response(question))
    tab_to(page, '[data-do="check"]')
    answered(page, lambda: page.keyboard.press("Enter"))
    assert page.locator("#widget").get_attribute("data-verdict") == "right", question.id


def test_a_lesson_is_done_by_keyboard_alone(opened: Opened) -> None:
    """Practice of a whole lesson, which has all nine kinds; the keyboard is never lost."""
    practice = Practice("02-first-digit", seed=4)
    practice._set = of_lesson("02-first-digit")
    assert {question.kind for question in practice._set} == {*Kind}
    page = opened(practice, *SCRIPTS)
    page.locator('[data-state="ask"]').wait_for()
    while page.locator("#widget").get_attribute("data-state") == "ask":
        assert practice._question
        by_keyboard(page, practice._question)
        assert page.evaluate("document.activeElement.dataset.do") == "next"
        answered(page, lambda: page.keyboard.press("Enter"))
        assert page.evaluate("document.activeElement !== document.body")
    assert not practice._left
