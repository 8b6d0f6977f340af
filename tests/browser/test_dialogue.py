"""The widgets on dialogues in a real Chromium: by typing, by keyboard alone, and without an error in the console.

The page holds only the widget's own script and style; what it asks is answered by the widget's Python side in this process.
"""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Page

from smtp_tutor.session.missteps import MISSTEPS
from smtp_tutor.session.scenario import scenarios
from smtp_tutor.widgets.dialogue import Dialogue
from smtp_tutor.widgets.fault import Fault
from smtp_tutor.widgets.server import Server
from smtp_tutor.widgets.states import States
from tests.browser.conftest import Watched, answered
from tests.test_worlds import MADE

pytestmark = pytest.mark.browser
#: The buttons that are not lines to send, by the words of a script.
BUTTONS = {
    "WAIT": '[data-do="wait"]',
    "CONNECT": '[data-do="connect"]',
    "HANG UP": '[data-do="hang-up"]',
    "GIVE UP": '[data-verdict="give-up"]',
}


def type_line(page: Page, line: str) -> None:
    """Type one line and press Enter."""
    page.locator(".smtp-line input").fill(line)
    answered(page, lambda: page.locator(".smtp-line input").press("Enter"))


def play(page: Page, name: str, script: tuple[str, ...] | list[str]) -> None:
    """Do what a script says, typing every line."""
    scenario = scenarios()[name]
    for word in script:
        if word in BUTTONS:
            answered(page, page.locator(BUTTONS[word]).click)
        elif word.startswith("SAY "):
            verdict = page.locator(f'[data-verdict="{word[4:]}"]')
            if verdict.count():
                answered(page, verdict.click)
            else:
                page.locator("[data-verdict]").first.click()
        elif word == "TEXT":
            for line in (*scenario.message, "."):
                type_line(page, line)
        else:
            type_line(page, word)


@pytest.mark.parametrize("name", scenarios())
def test_each_goal_is_reached_by_typing(opened: Callable[[Any, str], Page], name: str) -> None:
    """Every line is typed; the goal is marked as reached at the end, and not at the beginning."""
    page = opened(Dialogue(world=name), "dialogue.js")
    assert page.locator("#widget").get_attribute("data-reached") == "no"
    play(page, name, scenarios()[name].solution)
    assert page.locator("#widget").get_attribute("data-reached") == "yes"


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the keyboard."""
    for _ in range(120):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached with the Tab key")


@pytest.mark.parametrize("name", scenarios())
def test_each_goal_is_reached_by_keyboard_alone(opened: Callable[[Any, str], Page], name: str) -> None:
    """Tab and Enter find every button that the way needs, among the lines to pick and beside them."""
    page = opened(Dialogue(world=name), "dialogue.js")
    for word in scenarios()[name].solution:
        verdict = f'[data-verdict="{word[4:]}"]' if word.startswith("SAY ") else ""
        selector = BUTTONS.get(word) or verdict or f"[data-choice={json.dumps(word)}]"
        tab_to(page, selector)
        answered(page, lambda: page.keyboard.press("Enter"))
        assert page.evaluate("document.activeElement !== document.body"), f"the keyboard is lost after {word}"
    assert page.locator("#widget").get_attribute("data-reached") == "yes"


@pytest.mark.parametrize("name", sorted({name for name, _, _ in MADE}))
def test_each_misstep_gets_its_explanation(opened: Callable[[Any, str], Page], name: str) -> None:
    """It is made by typing, and its own sentence appears in the log."""
    sentence = next(row.why for row in MISSTEPS if row.name == name)
    for world, script in [(world, script) for each, world, script in MADE if each == name and "SAY done" not in script]:
        page = opened(Dialogue(world=world), "dialogue.js")
        play(page, world, script)
        assert sentence in page.locator('[data-feedback="misstep"]').all_inner_texts()


def test_replies_open_and_the_rest_works(opened: Callable[[Any, str], Page]) -> None:
    """A reply opens by keyboard; hints come; undo takes back; the dialogue can be saved, explained and replayed."""
    page = opened(Dialogue(choose=True), "dialogue.js")
    type_line(page, "MAIL FROM:<carl@example.net>")
    tab_to(page, 'details[data-code="503"] summary')
    answered(page, lambda: page.keyboard.press("Enter"))
    assert page.locator('details[data-code="503"] .smtp-digits').count() >= 1
    answered(page, page.locator('[data-do="hint"]').click)
    assert page.locator("#widget ol li").count() >= 1
    with page.expect_download() as saved:
        page.locator('[data-do="download"]').click()
    assert saved.value.path().read_text().endswith("S: 503 5.5.1 Error: send EHLO or HELO first\n")
    answered(page, page.locator('[data-do="explain"]').click)
    assert page.locator(".smtp-place .smtp-answer").count() >= 1
    answered(page, page.locator('[data-do="undo"]').click)
    assert page.locator(".smtp-client").count() == 0
    page.locator("summary", has_text="Replay").click()
    page.locator("textarea").fill("C: EHLO a.example\nC: QUIT\n")
    answered(page, page.locator('[data-do="replay"]').click)
    assert page.locator(".smtp-client").count() == 2
    answered(page, lambda: page.locator("select").select_option("null_mx"))
    assert page.locator("#widget").get_attribute("data-world") == "null_mx"


def test_the_exercises_answer(opened: Callable[[Any, str], Page]) -> None:
    """Every choice of the first exercises is answered; by keyboard the next one comes."""
    for widget, choices in ((Server(), 4), (Fault(), 7)):
        page = opened(widget, "drill.js")
        verdicts = []
        for number in range(choices):
            tab_to(page, f'[data-choice="{number}"]')
            answered(page, partial(page.keyboard.press, "Enter"))
            verdicts.append(page.locator("#widget").get_attribute("data-right"))
        assert (verdicts.count("yes"), verdicts.count("no")) == (1, choices - 1)
        tab_to(page, '[data-do="next"]')
        answered(page, partial(page.keyboard.press, "Enter"))
        assert page.locator("#widget").get_attribute("data-right") == ""


def test_the_states_are_on_the_page(opened: Callable[[Any, str], Page]) -> None:
    """The drawing is there, with its title for those who do not see it."""
    page = opened(States(), "picture.js")
    assert page.locator("svg [data-state]").count() == 13
    assert page.get_by_role("img", name="The states of an SMTP session").count() == 1


def test_the_lesson_holds_a_delivery(watched: Watched) -> None:
    """In the built site, under Pyodide: a message is typed and delivered, and the states are drawn."""
    page = watched.open("08-speaking-smtp.ipynb")
    widget = page.locator(".smtp-dialogue").first
    line = widget.locator(".smtp-line input")
    for number, text in enumerate([*scenarios()["honest"].solution[:4], *scenarios()["honest"].message, "."], 1):
        line.fill(text)
        line.press("Enter")
        widget.locator(".smtp-client").nth(number - 1).wait_for()
    widget.locator(".smtp-reached").wait_for()
    page.locator(".smtp-drawn svg").first.wait_for(state="attached")
