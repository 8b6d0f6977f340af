"""The whole course on the built site, under Pyodide: every lesson opened, worked through as a learner would, and completed."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from smtp_tutor.decode import decode
from smtp_tutor.lessons import lessons
from smtp_tutor.model import Reason
from smtp_tutor.quiz import Kind, Question, bank, right_response
from smtp_tutor.quiz.generate import _RIGHT, _TEXT, Sample
from smtp_tutor.quiz.model import CHOOSING
from smtp_tutor.widgets.quiz import CORE
from tests.browser.conftest import PATIENCE, Watched
from tests.browser.test_quiz import choose, fill_by_keyboard, plain, tab_to

pytestmark = pytest.mark.browser
AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
LESSONS = [lesson.stem for lesson in lessons() if lesson.stem != "11-final-test"]
#: Are so many answers of a test in the browser's storage, and not only on their way there?
KEPT = """(wanted) => new Promise((found) => {
  const opening = indexedDB.open("smtp-tutor");
  opening.onsuccess = () => {
    const all = opening.result.transaction("events").objectStore("events").getAll();
    all.onsuccess = () => {
      opening.result.close();
      found(all.result.filter((event) => event.where === "test").length === wanted);
    };
  };
})"""
#: What is ours on a page of JupyterLite: the bar, the prose, the widgets.
OURS = ".smtp-tutor, .smtp-bar-top, .smtp-nav, .jp-RenderedMarkdown"
AXE_RUN = """async (ours) => {
  const found = await axe.run(document, { resultTypes: ["violations"] });
  return found.violations.flatMap((rule) => rule.nodes
    .filter((node) => [...document.querySelectorAll(node.target.flat().at(-1))].some((each) => each.closest(ours)))
    .map((node) => `${rule.id}: ${node.html}`));
}"""


def texts(root: Locator, selector: str) -> list[str]:
    """What stands in each of the elements, without the ticks."""
    return [text.strip() for text in root.locator(selector).all_inner_texts()]


def place(of: str, among: list[str]) -> int:
    """Where a text of the bank stands on the page."""
    return next(index for index, text in enumerate(among) if " ".join(text.split()) == " ".join(plain(of).split()))


def shown(root: Locator, question: Question) -> Question:
    """The question in the order in which the page shows it."""
    if question.kind in (Kind.ONE, Kind.NEXT, Kind.SEVERAL):
        among = texts(root, ".smtp-choice > span:first-of-type")
        return replace(question, choices=tuple(sorted(question.choices, key=lambda choice: place(choice.text, among))))
    if question.kind is Kind.MATCH:
        options = texts(root, "select[data-left='0'] option")[1:]
        order = sorted(range(len(question.pairs)), key=lambda number: place(question.pairs[number].right, options))
        return replace(question, order=tuple(order))
    if question.kind is Kind.ORDER:
        rows = texts(root, "li[data-step] > span:first-of-type")
        return replace(
            question, order=tuple(sorted(range(len(rows)), key=lambda number: place(question.steps[number].text, rows)))
        )
    return question


def solution(root: Locator, question: Question) -> Any:
    """The right answer to what is on the page; to a drawn reply, what the decoder in this process makes of it."""
    if question.kind is not Kind.DECODE:
        return right_response(shown(root, question))
    reply = root.locator("pre.smtp-said").first.inner_text()
    answer = decode(reply).decisive
    assert answer and answer.reply.code
    reason = answer.reason if answer.reply.code >= 400 else Reason.UNKNOWN
    value = _RIGHT[question.about](Sample(reply, answer.reply.code, reason))
    return place(_TEXT[question.about](value), texts(root, ".smtp-choice > span:first-of-type"))


def in_view(root: Locator) -> Question:
    """The question that the widget shows."""
    return bank()[root.get_attribute("data-question") or ""]


def practise(root: Locator) -> None:
    """Answer the core of a lesson, until it says that the lesson is done."""
    expect(root).to_have_attribute("data-state", "ask")
    for _ in range(CORE):
        question = in_view(root)
        choose(root, question.kind, solution(root, question))
        root.locator('[data-do="check"]').click()
        expect(root).to_have_attribute("data-verdict", "right")
        root.locator('[data-do="next"]').click()
        expect(root).not_to_have_attribute("data-verdict", "right")
    expect(root).to_have_attribute("data-state", "end")


def practise_by_keyboard(root: Locator, within: str) -> None:
    """The same with Tab, the arrows, digits, Space and Enter alone, from the beginning of the page."""
    expect(root).to_have_attribute("data-state", "ask")
    for _ in range(CORE):
        question = in_view(root)
        fill_by_keyboard(root, question.kind, solution(root, question), within)
        tab_to(root.page, f'{within} [data-do="check"]')
        root.page.keyboard.press("Enter")
        expect(root).to_have_attribute("data-verdict", "right")
        expect(root.locator('[data-do="next"]')).to_be_focused()
        root.page.keyboard.press("Enter")
        expect(root).not_to_have_attribute("data-verdict", "right")
    expect(root).to_have_attribute("data-state", "end")


def guess(root: Locator) -> None:
    """A wrong guess is answered kindly, and the right one explained."""
    question = shown(root, in_view(root))
    wrong = next(number for number, choice in enumerate(question.choices) if not choice.right)
    for number, verdict in ((wrong, "wrong"), (right_response(question), "right")):
        choose(root, question.kind, number)
        root.locator('[data-do="check"]').click()
        expect(root).to_have_attribute("data-verdict", verdict)
    assert question.kind in CHOOSING


def every_widget(page: Page, stem: str) -> None:
    """All code cells of the lesson have their widget, and no cell shows an error."""
    cells = page.locator(".jp-CodeCell")
    expect(cells.first).to_be_attached()
    expect(page.locator(".jp-CodeCell .smtp-tutor")).to_have_count(cells.count())
    assert (
        page.locator(".jp-OutputArea-output[data-mime-type*='stderr'], .jp-RenderedText[data-mime-type*='error']").count() == 0
    ), stem


def violations(page: Page) -> list[str]:
    """What axe-core finds in anything of ours."""
    page.add_script_tag(path=str(AXE))
    found: list[str] = page.evaluate(AXE_RUN, OURS)
    return found


@pytest.mark.parametrize("stem", LESSONS)
def test_a_lesson_is_worked_through(watched: Watched, stem: str) -> None:
    """It starts by itself; the guess, every widget and the practice work; it is noted as done; axe-core finds nothing."""
    page = watched.page
    expect.set_options(timeout=PATIENCE)
    page.goto(f"{watched.site}/notebooks/index.html?path={stem}.ipynb")
    practice = page.get_by_role("group", name="Practice")
    expect(practice).to_have_attribute("data-state", "ask")
    every_widget(page, stem)
    guess(page.get_by_role("group", name="Guess first"))
    practise(practice)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto(f"{watched.site}/index.html")
    expect(page.locator(f"li:has(a[href*='{stem}'])").first).to_contain_text(re.compile("done", re.IGNORECASE))


def test_a_lesson_is_done_by_keyboard_alone(watched: Watched) -> None:
    """Through the whole page: the links, the guess, the digits to turn, and all of the practice."""
    page = watched.page
    expect.set_options(timeout=PATIENCE)
    page.goto(f"{watched.site}/notebooks/index.html?path=02-first-digit.ipynb")
    practice = page.get_by_role("group", name="Practice")
    expect(practice).to_have_attribute("data-state", "ask")
    tab_to(page, ".smtp-bar-top a")
    tab_to(page, '[aria-label="Guess first"] input[data-choice]')
    page.keyboard.press("Space")
    tab_to(page, '[aria-label="Guess first"] [data-do="check"]')
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="Guess first")).to_have_attribute("data-verdict", re.compile("right|wrong"))
    tab_to(page, ".smtp-anatomy .smtp-digit")
    page.keyboard.type("421")
    expect(page.locator(".smtp-anatomy [data-code='421']").first).to_be_visible()
    practise_by_keyboard(practice, '[aria-label="Practice"]')


def test_the_final_test_is_taken(watched: Watched) -> None:
    """In the last lesson: 25 questions, a reload in the middle, a certificate, and its check in the same lesson."""
    page = watched.page
    expect.set_options(timeout=PATIENCE)
    page.goto(f"{watched.site}/notebooks/index.html?path=11-final-test.ipynb")
    root = page.get_by_role("group", name="Final test")
    root.locator('[data-do="start"]').click()
    for number in range(25):
        if number == 12:
            page.wait_for_function(KEPT, arg=number)
            page.reload()
            root.locator('[data-do="resume"]').click()
        expect(root.locator(".smtp-count")).to_contain_text(f"{number + 1} of 25")
        question = in_view(root)
        choose(root, question.kind, solution(root, question))
        root.locator('[data-do="check"]').click()
    expect(root).to_have_attribute("data-state", "passed")
    expect(root.locator(".smtp-results > li.smtp-yes")).to_have_count(25)
    root.locator('input[data-name="name"]').fill("Anna Example")
    root.locator('[data-do="certificate"]').click()
    sheet = root.frame_locator("iframe")
    check = page.get_by_role("group", name="Check a certificate")
    for field, row in {"name": "Name", "score": "Score", "date": "Date", "seed": "Test number", "code": "Code"}.items():
        check.locator(f'[data-field="{field}"]').fill(sheet.locator(f"dt:text-is('{row}') + dd").inner_text())
    check.locator('[data-do="check"]').click()
    expect(check).to_have_attribute("data-genuine", "yes")
    check.locator('[data-field="name"]').fill("Bert Example")
    check.locator('[data-do="check"]').click()
    expect(check).to_have_attribute("data-genuine", "no")
    assert violations(page) == []


def test_practice_brings_back_and_counts(watched: Watched) -> None:
    """The page beside the lessons: a drill without a clock, the review, and the overview with its buttons."""
    page = watched.page
    expect.set_options(timeout=PATIENCE)
    page.goto(f"{watched.site}/notebooks/index.html?path=practice.ipynb")
    drill = page.get_by_role("group", name="Timed drill")
    drill.locator('[data-do="calm"]').click()
    expect(drill).to_have_attribute("data-state", "ask")
    question = in_view(drill)
    choose(drill, question.kind, solution(drill, question))
    drill.locator('[data-do="check"]').click()
    expect(drill).to_have_attribute("data-verdict", "right")
    drill.locator('[data-do="stop"]').click()
    expect(drill).to_contain_text("1 of 1")
    expect(page.get_by_role("group", name="Review")).to_have_attribute("data-state", "end")
    every_widget(page, "practice")
    assert violations(page) == []
