"""A lesson can be read before its engine has started, while it starts, and where it never does."""

import json
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import NOT_STORED, Watched
from tools import prose, serve

ROOT = Path(__file__).resolve().parents[2]
LESSON = "01-error-421.ipynb"
ENGINE = "**/pyodide.asm.wasm"
KERNEL = {"kernelspec": {"name": "python", "display_name": "Python (Pyodide)", "language": "python"}}
#: Cell by cell the box of what markdown became: left edge, width, height.
BOXES = """place => [...document.querySelectorAll(place)].map(node => {
  const { x, width, height } = node.getBoundingClientRect();
  return [x, width, height].map(Math.round);
})"""


#: Notes in the page each state that the reader is told of.
TOLD = """
window.told = [];
addEventListener("DOMContentLoaded", () => {
  const state = document.querySelector(".smtp-state");
  new MutationObserver(() => told.at(-1) !== state.dataset.state && told.push(state.dataset.state))
    .observe(state, { attributes: true });
});
"""


class Held:
    """Requests for a part of the engine, held back until they are let go."""

    def __init__(self, page: Page, pattern: str) -> None:
        self.routes: list[Route] | None = []
        page.context.route(pattern, self._come)

    def _come(self, route: Route) -> None:
        if self.routes is None or route.request.method == "HEAD":  # the page asks whether it is there
            route.fallback()
        else:
            self.routes.append(route)

    def go(self) -> None:
        """Let go what was held, and whatever comes later."""
        held, self.routes = self.routes, None
        for route in held or ():
            route.continue_()


def exercises(notebook: str) -> int:
    """How many cells of a lesson show an exercise."""
    return sum(cell.html is None for cell in prose.read(ROOT / "content" / notebook).cells)


def heading(page: Page, text: str) -> float:
    """How far below the window's upper edge a heading of the lesson stands."""
    box = page.get_by_role("heading", name=text).bounding_box()
    assert box
    return box["y"]


def test_the_prose_is_there_before_jupyter(watched: Watched) -> None:
    """The text, a sentence on how far it is, and a place for each exercise; then the lesson itself, once."""
    watched.page.add_init_script(TOLD)
    held = Held(watched.page, "**/build/**")
    page = watched.begin(LESSON)
    expect(page.get_by_role("heading", level=1)).to_have_text("Error 421: what just happened?")
    expect(page.get_by_role("status")).to_contain_text("Step 1 of 3")
    places = page.locator(".smtp-exercise")
    expect(places).to_have_count(exercises(LESSON))
    assert set(places.all_inner_texts()) == {"This exercise is starting."}
    held.go()
    watched.ready()
    expect(page.locator(".smtp-waiting")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert page.evaluate("told") in (["loading", "starting", "running", "ready"], ["starting", "running", "ready"])


@pytest.mark.parametrize("width", [1280, 375])
def test_nothing_moves_when_the_notebook_comes(watched: Watched, width: int) -> None:
    """What was read stays where it was in the window, in the middle of a lesson too, and has the same measures."""
    page = watched.page
    page.set_viewport_size({"width": width, "height": 800})
    held = Held(page, ENGINE)
    watched.begin(LESSON)
    expect(page.get_by_role("status")).to_contain_text("Step 2 of 3")
    before = page.evaluate(BOXES, ".smtp-waiting .smtp-cell:not(:has(.smtp-exercise))")
    assert len(before) > exercises(LESSON) > 0
    page.get_by_role("heading", name="The first digit is the one to look at").evaluate("node => node.scrollIntoView()")
    page.locator(".smtp-waiting").evaluate("node => { node.scrollTop -= 30; }")  # a strip of the exercise above it
    was = heading(page, "The first digit is the one to look at")
    held.go()
    watched.ready()
    assert page.evaluate(BOXES, ".jp-Notebook .jp-RenderedMarkdown") == before
    assert abs(heading(page, "The first digit is the one to look at") - was) <= 2


def test_a_reader_at_the_top_stays_at_the_top(watched: Watched) -> None:
    """The title does not move either."""
    held = Held(watched.page, ENGINE)
    page = watched.begin(LESSON)
    expect(page.get_by_role("status")).to_contain_text("Step 2 of 3")
    was = heading(page, "Error 421")
    held.go()
    watched.ready()
    assert abs(heading(page, "Error 421") - was) <= 2


@pytest.mark.parametrize("early", [True, False])
def test_links_between_notebooks_open_lessons(watched: Watched, early: bool) -> None:
    """In the prose that waits and in the notebook: the link leads to the lesson, in the same window."""
    page = watched.page
    held = Held(page, ENGINE)
    watched.begin(LESSON)
    if not early:
        held.go()
        watched.ready()
    page.get_by_role("link", name="The decoder").click()
    page.wait_for_url("**/notebooks/index.html?path=decoder.ipynb")
    held.go()
    watched.ready()
    expect(page.get_by_role("heading", level=1)).to_contain_text("The decoder")
    assert len(page.context.pages) == 1


def test_each_lesson_leads_to_its_neighbours(watched: Watched) -> None:
    """Above and below: the one before, the one after, and all lessons; by keyboard too."""
    page = watched.open(LESSON)
    site = json.loads(page.locator("#smtp-site").text_content() or "")
    for place, name in enumerate(site["order"]):
        watched.begin(name)
        for nav in (page.locator(".smtp-bar-top"), page.locator(".smtp-ends")):
            expect(nav.locator('a[href="../index.html"]')).to_have_count(1)
            for rel, other in (("prev", place - 1), ("next", place + 1)):
                links = nav.locator(f'a[rel="{rel}"]')
                expect(links).to_have_count(1 if 0 <= other < len(site["order"]) else 0)
                if 0 <= other < len(site["order"]):
                    expect(links).to_have_attribute("href", f"index.html?path={site['order'][other]}")
    page.locator('.smtp-bar-top a[rel="prev"]').focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/notebooks/index.html?path={site['order'][-2]}")


def test_the_end_of_the_lesson_leads_on(watched: Watched) -> None:
    """The row of links stands after the last cell of the notebook that Jupyter has drawn."""
    page = watched.open(LESSON)
    ends = page.get_by_role("navigation", name="Where to go from here")
    last = page.locator(".jp-Notebook .jp-Cell").last.bounding_box()
    box = ends.bounding_box()
    assert last and box and box["y"] >= last["y"] + last["height"]
    ends.get_by_role("link", name="Next lesson").click()
    page.wait_for_url("**/notebooks/index.html?path=*")
    expect(page.locator('.smtp-bar-top a[rel="prev"]')).to_have_attribute("href", f"index.html?path={LESSON}")


@pytest.mark.parametrize(
    "pattern",
    [
        ENGINE,
        "**/engine/*/engine.mjs",
        "**/*.worker.*",
        "**/build/notebooks/bundle.js*",
        "**/static/lesson.js*",
        f"**/files/{LESSON}",
    ],
)
def test_an_engine_that_does_not_come_is_told(watched: Watched, pattern: str) -> None:
    """In a sentence with what to do, with the prose still there; and once nothing is in the way, starting again works."""
    page = watched.page
    page.context.route(pattern, lambda route: route.abort())
    watched.begin(LESSON)
    told_with_prose(page, "a part of them could not be loaded")
    page.context.unroute(pattern)
    page.get_by_role("button", name="Start again").click()
    watched.ready()
    watched.errors.clear()  # the browser noted what was blocked


@pytest.mark.parametrize("how", ["IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError'); };",
                                 "Object.defineProperty(window, 'indexedDB', { value: undefined });"])  # fmt: skip
def test_a_browser_that_keeps_nothing_gives_a_lesson(watched: Watched, how: str) -> None:
    """As where a reader has forbidden all storage."""
    watched.page.add_init_script(how)
    page = watched.open(LESSON)
    page.locator(".smtp-decoder textarea").first.fill("550 5.1.1 User unknown")
    expect(page.locator(".smtp-decoder .smtp-answer").first).to_have_attribute("data-code", "550")
    watched.errors.clear()  # JupyterLite notes what it misses


def test_a_file_that_only_saves_time_is_not_missed(watched: Watched) -> None:
    """Without the one file of JupyterLite's scripts a lesson starts later, and nothing is said to have failed."""
    page = watched.page
    page.add_init_script(TOLD)
    page.context.route("**/build/lesson.*js", lambda route: route.abort())
    watched.open(LESSON)
    assert not {"missing", "old", "broken"} & {*page.evaluate("told")}
    watched.errors.clear()  # the browser noted what was blocked


def told_with_prose(page: Page, sentence: str) -> None:
    """The page says this, and what to do; the prose is there, and nothing of Jupyter's is in its way."""
    expect(page.get_by_role("status")).to_contain_text(sentence)
    expect(page.get_by_role("status")).to_contain_text("Start again")
    expect(page.locator(".smtp-waiting").get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".smtp-exercise").first).to_contain_text("did not start")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_python_that_fails_is_told(watched: Watched) -> None:
    """A reader does not meet a traceback."""
    text = (serve.SITE / "files" / LESSON).read_text(encoding="utf-8").replace("smtp_tutor.widgets", "smtp_tutor.nothing")
    page = watched.page
    page.context.route(f"**/files/{LESSON}", lambda route: route.fulfill(body=text, content_type="application/json"))
    watched.begin(LESSON)
    told_with_prose(page, "The exercises did not start")
    expect(page.get_by_text("Traceback")).to_be_hidden()


def test_an_engine_that_takes_long_is_told(watched: Watched) -> None:
    """Nothing has failed, so it asks for patience; the lesson begins when the engine comes."""
    held = Held(watched.page, ENGINE)
    page = watched.begin(LESSON)
    expect(page.get_by_role("status")).to_contain_text("Step 2 of 3")
    expect(page.get_by_role("status")).to_contain_text("take longer than usual")
    held.go()
    watched.ready()


def test_a_device_that_goes_offline_is_told(watched: Watched) -> None:
    """The sentence names the connection, not the site."""
    held = Held(watched.page, ENGINE)
    page = watched.begin(LESSON)
    expect(page.get_by_role("status")).to_contain_text("Step 2 of 3")
    page.context.set_offline(True)
    held.go()
    expect(page.get_by_role("status")).to_contain_text("your device is offline")
    expect(page.locator(".smtp-waiting").get_by_role("heading", level=1)).to_be_visible()
    watched.errors.clear()


def test_an_old_browser_is_told(watched: Watched) -> None:
    """At once, where it lacks what Python needs; the prose is there."""
    watched.page.add_init_script("delete window.WebAssembly")
    page = watched.begin(LESSON)
    expect(page.get_by_role("status")).to_contain_text("This browser cannot run the exercises")
    expect(page.locator(".smtp-waiting").get_by_role("heading", level=1)).to_be_visible()
    watched.errors.clear()


def test_without_javascript_a_lesson_can_be_read(chromium: Browser, site: str) -> None:
    """From the page of the live lesson to a page of prose, and from there to the next one."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/notebooks/index.html?path={LESSON}")
    page.get_by_role("link", name="Error 421").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Error 421: what just happened?")
    expect(page.get_by_role("link", name="Open the live lesson")).to_be_visible()
    page.locator(".smtp-ends").get_by_role("link", name="Next lesson").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    context.close()


def test_keys_do_not_change_a_lesson(watched: Watched) -> None:
    """Jupyter's short cuts would delete the cell that was read; here they do nothing, and the arrows scroll."""
    page = watched.open(LESSON)
    cells = page.locator(".jp-Notebook .jp-Cell")
    count = cells.count()
    cells.first.click()
    for key in ("d", "d", "x", "a"):
        page.keyboard.press(key)
    expect(cells).to_have_count(count)
    page.keyboard.press("PageDown")
    page.wait_for_function("document.querySelector('.jp-WindowedPanel-outer').scrollTop > 100")


def test_the_keyboard_finds_text_and_bar(watched: Watched) -> None:
    """While the lesson starts and after: PageDown scrolls at once, and the first Tab leads to the bar."""
    page = watched.page
    held = Held(page, ENGINE)
    watched.begin(LESSON)
    page.locator(".smtp-waiting").wait_for()
    page.keyboard.press("Tab")
    expect(page.locator(".smtp-bar-top a").first).to_be_focused()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("PageDown")
    page.wait_for_function("document.querySelector('.smtp-waiting').scrollTop > 100")
    held.go()
    watched.ready()
    was = page.evaluate("document.querySelector('.jp-WindowedPanel-outer').scrollTop")
    page.keyboard.press("PageDown")
    page.wait_for_function("was => document.querySelector('.jp-WindowedPanel-outer').scrollTop > was + 100", arg=was)


def test_in_a_notebook_of_others_nothing_runs(watched: Watched) -> None:
    """A notebook that the reader brought is shown with Jupyter's own menus, and its cells wait to be asked."""
    page = watched.open("decoder.ipynb")
    cell: dict[str, Any] = {
        "cell_type": "code",
        "metadata": {},
        "source": "print('it ran')",
        "execution_count": None,
        "outputs": [],
    }
    notebook = {"cells": [cell | {"id": "one"}, cell | {"id": "two"}], "metadata": KERNEL, "nbformat": 4, "nbformat_minor": 5}
    page.evaluate(
        "content => jupyterapp.serviceManager.contents.save('mine.ipynb', { type: 'notebook', format: 'json', content })",
        notebook,
    )
    watched.begin("mine.ipynb")
    page.locator(".jp-Notebook .jp-CodeCell").nth(1).wait_for()
    expect(page.locator(":is(.smtp-bar-top, .smtp-waiting, .smtp-state)")).to_have_count(0)
    page.evaluate("""async () => {
      const { sessionContext } = jupyterapp.shell.currentWidget;
      await sessionContext.ready;
      await sessionContext.session.kernel.info;
    }""")
    page.locator(".jp-Notebook .jp-CodeCell .cm-content").nth(1).click()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".jp-Notebook .jp-CodeCell").nth(1)).to_contain_text("it ran\n")
    expect(page.locator(".jp-Notebook .jp-OutputArea-output")).to_have_count(1)


@pytest.fixture
def release(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A copy of the site that a test may change, and its address."""
    folder = tmp_path / "site"
    shutil.copytree(serve.SITE, folder, copy_function=os.link)
    server = serve.server(0, folder)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", folder
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_new_release_shows_its_new_texts(chromium: Browser, release: tuple[str, Path]) -> None:
    """To a reader who has opened, changed and saved the old lesson too."""
    address, folder = release
    context = chromium.new_context()
    context.add_init_script(NOT_STORED)
    watched = Watched(context.new_page(), address)
    page = watched.open(LESSON)
    page.evaluate("""() => {
      jupyterapp.shell.currentWidget.content.widgets[0].model.sharedModel.setSource("# A copy of the reader");
      void jupyterapp.commands.execute("docmanager:save");
    }""")
    page.get_by_role("dialog").get_by_role("button").last.click()  # Jupyter says that this is not possible
    old = "Error 421: what just happened?"
    for changed in (folder / "files" / LESSON, folder / "lessons" / "01-error-421.html"):
        text = changed.read_text(encoding="utf-8")
        assert old in text
        for form in ("", ".br", ".gz"):  # the copy shares its bytes with the site
            changed.with_name(changed.name + form).unlink(missing_ok=True)
        changed.write_text(text.replace(old, "A lesson of the next release"), encoding="utf-8")
    held = Held(page, ENGINE)
    page.reload(wait_until="commit")
    expect(page.locator(".smtp-waiting").get_by_role("heading", level=1)).to_have_text("A lesson of the next release")
    held.go()
    watched.ready()
    expect(page.get_by_role("heading", level=1)).to_contain_text("A lesson of the next release")
    context.close()
