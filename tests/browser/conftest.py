"""A real Chromium on the built site, with every request that leaves this machine blocked and noted."""

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Route, expect, sync_playwright

from tests.browser.widget_page import BLANK, place
from tools import serve

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
#: How long a lesson may take to start on a slow, busy machine, in milliseconds. Not a measure of speed.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)
#: A reader who does not want the site on the device: no test but those of that waits while it is stored.
NOT_STORED = "try { localStorage.setItem('smtp-tutor / removed', 'yes'); } catch { /* a page without an origin */ }"


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The address of the built site, served as `make serve` does."""
    server = serve.server(0)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium. One that is missing is a failure: `make test` installs it."""
    path = shutil.which("chromium")
    assert path, "chromium was not found: 'make test' installs it where it may"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


class Watched:
    """A page, and what went wrong on it: requests to other origins, errors in the console, exceptions."""

    def __init__(self, page: Page, site: str) -> None:
        self.page = page
        self.site = site
        self.elsewhere: list[str] = []
        self.errors: list[str] = []
        page.set_default_timeout(PATIENCE)
        page.context.route("**/*", self._route)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _route(self, route: Route, request: Request) -> None:
        if request.url.startswith((self.site, "data:", "blob:")):
            route.continue_()
        else:
            self.elsewhere.append(request.url)
            route.abort()

    def _console(self, message: ConsoleMessage) -> None:
        # JupyterLite asks for files that a site may or may not have, and the browser notes each 404
        if message.type == "error" and "404" not in message.text:
            self.errors.append(message.text)

    def begin(self, notebook: str) -> Page:
        """Open a notebook, and come back at once: the lesson is still starting."""
        self.page.goto(f"{self.site}/notebooks/index.html?path={notebook}", wait_until="commit")
        return self.page

    def ready(self) -> Page:
        """Come back when the exercises of the open lesson can be used."""
        self.page.locator('.smtp-state[data-state="ready"]').wait_for(state="attached")
        return self.page

    def open(self, notebook: str) -> Page:
        """Open a lesson, and come back when its exercises can be used."""
        self.begin(notebook)
        return self.ready()


@pytest.fixture
def watched(chromium: Browser, site: str) -> Iterator[Watched]:
    """A fresh page, checked after the test: nothing asked elsewhere, no error of ours."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.add_init_script(NOT_STORED)
    watched = Watched(context.new_page(), site)
    yield watched
    context.close()
    assert watched.elsewhere == []
    assert watched.errors == []


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Messages written for the tests."""
    return Path(__file__).resolve().parents[1] / "corpus"


@pytest.fixture
def opened(chromium: Browser) -> Iterator[Callable[[Any, str], Page]]:
    """Show a widget on a page of its own; errors of the page fail the test."""
    pages: list[tuple[Page, list[str]]] = []

    def show(widget: Any, *scripts: str) -> Page:
        page, errors = chromium.new_page(), list[str]()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)

        page.set_content(BLANK)
        place(page, widget, *scripts)
        pages.append((page, errors))
        return page

    yield show
    for page, errors in pages:
        page.close()
        assert not errors


def answered(page: Page, act: Callable[[], object]) -> None:
    """Do something on the page, and wait until Python has answered."""
    before = int(page.evaluate("document.body.dataset.answered ?? 0"))
    act()
    page.wait_for_function("before => Number(document.body.dataset.answered ?? 0) > before", arg=before)
