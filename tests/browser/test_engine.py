"""The engine in a real Chromium: it starts quickly, else in the ordinary way; readers differ in what must differ."""

import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, FilePayload, Page, Route, expect

from tests.browser.conftest import NOT_STORED, PATIENCE, Watched
from tools import serve

pytestmark = pytest.mark.browser
REPLY = "550 5.1.1 <nobody@example.com>: Recipient address rejected"
#: What a reader's Python draws and names: all of it must differ from another reader's.
DRAWN = """
import ipywidgets, pyodide_kernel, random, tempfile, uuid
pyodide_kernel.kernel_instance.interpreter.send_comm = lambda *given: None
f"{random.random()} {uuid.uuid4()} {ipywidgets.Button().model_id} {next(tempfile._get_candidate_names())}"
"""
#: Notes when a page's worker has said something, or has failed.
SAYS = """window.Worker = class extends Worker {
  constructor(...given) {
    super(...given);
    for (const kind of ["message", "error"]) this.addEventListener(kind, () => { window.workerSaid = true; });
  }
};"""
#: Runs code in a worker with the engine, which the page keeps.
PYTHON = """([address, code]) => new Promise((done, failed) => {
  const script = `
    import { begin } from "${address}";
    onmessage = ({ data }) => begin("kernel").then((python) => python.runPython(data))
      .then((said) => postMessage({ said }), (error) => postMessage({ error: error.message || String(error) }));
  `;
  const source = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const worker = window.smtpPython ??= new Worker(source, { type: "module" });
  worker.onmessage = ({ data: { said, error } }) => error ? failed(Error(error)) : done(said);
  worker.postMessage(code);
})"""
#: What only stands in for something until it is used, and what it must then be.
REAL = """
import importlib.metadata, logging.config, pyodide_kernel
pyodide_kernel.kernel_instance.interpreter.send_comm = lambda *given: None
from datetime import datetime
import anywidget, ipywidgets, micropip, piplite, typing_extensions
from ipywidgets import IntSlider
from ipywidgets.widgets.domwidget import DOMWidget
assert issubclass(IntSlider, DOMWidget) and issubclass(anywidget.AnyWidget, ipywidgets.DOMWidget)
assert ipywidgets.widgets.Widget is ipywidgets.Widget and IntSlider(3).value == 3
assert importlib.metadata.version("anywidget") == anywidget.__version__ == importlib.metadata.distribution("anywidget").version
assert importlib.metadata.distribution("fsrs").metadata["Name"] == "fsrs"
assert typing_extensions.Sentinel and piplite.install and micropip.install
import piplite.piplite, piplite.cli
assert piplite.piplite._PIPLITE_DISABLE_PYPI == "kept"
logging.config.dictConfig({"version": 1, "loggers": {"told": {"level": "DEBUG"}}})
assert logging.getLogger("told").level == logging.DEBUG
assert datetime.strptime("22 Nov 2026", "%d %b %Y").month == 11
"all of it"
"""
#: Imports what is only in the archive.
TRIED = """
def tried():
    try:
        import unittest.mock
    except ImportError:
        return "ImportError"
    return "there"
tried()
"""


class Copy:
    """A copy of the site that a test may damage, served as `make serve` does, and what was asked of it."""

    def __init__(self, folder: Path) -> None:
        self.asked: list[str] = []
        shutil.copytree(serve.SITE, folder, copy_function=os.link)
        (self.engine,) = (folder / "engine").iterdir()
        asked = self.asked

        class Handler(serve.Handler):
            def do_GET(self) -> None:  # noqa: N802 - the library's name
                asked.append(self.path)
                super().do_GET()

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def flip(self, name: str) -> None:
        """Flip one bit in the middle of a file of the engine."""
        data = bytearray((self.engine / name).read_bytes())
        data[len(data) // 2] ^= 1
        self.remove(name)  # a link to the built site's own file
        (self.engine / name).write_bytes(data)

    def remove(self, name: str) -> None:
        """Leave a file of the engine out, in all the forms that it is served in."""
        for file in self.engine.glob(f"{name}*"):
            file.unlink()


@pytest.fixture
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    """A copy of the site, served."""
    copied = Copy(tmp_path_factory.mktemp("copy") / "site")
    thread = threading.Thread(target=copied.server.serve_forever)
    thread.start()
    yield copied
    copied.server.shutdown()
    thread.join()
    copied.server.server_close()


@pytest.fixture
def opened(chromium: Browser, copy: Copy) -> Iterator[Callable[[], Watched]]:
    """Pages of separate readers on the copy. Nothing is asked elsewhere."""
    readers: list[Watched] = []

    def reader() -> Watched:
        context = chromium.new_context()
        context.add_init_script(NOT_STORED)
        readers.append(Watched(context.new_page(), copy.address))
        return readers[-1]

    yield reader
    for watched in readers:
        watched.page.context.close()
        assert watched.elsewhere == []


def decodes(page: Page) -> None:
    """A reply that is typed into the page's first decoder is explained."""
    first = page.locator(".smtp-decoder").first
    first.get_by_label("What did the mail server say?").fill(REPLY)
    expect(first.locator(".smtp-answer")).to_have_attribute("data-code", "550", timeout=PATIENCE)


def damage(copy: Copy, how: str, name: str) -> None:
    """Damage a file, or none."""
    {"flipped": copy.flip, "missing": copy.remove}[how](name)


def test_the_front_page_decodes_by_itself(watched: Watched) -> None:
    """What is typed before Python is there is answered, then what comes later, an example and a file."""
    page = watched.page
    page.goto(watched.site)
    decodes(page)
    expect(page.locator("#smtp-decoder-note")).to_have_text("")
    page.get_by_role("button", name="Could not send your message. Error 421").click()
    expect(page.locator(".smtp-answer")).to_have_attribute("data-code", "421")
    reply: FilePayload = {"name": "reply.txt", "mimeType": "text/plain", "buffer": b"452 4.2.2 Mailbox full"}
    page.locator('#smtp-decoder input[type="file"]').set_input_files(reply)
    expect(page.locator(".smtp-answer")).to_have_attribute("data-code", "452")
    page.get_by_role("button", name="Empty the box").click()
    expect(page.locator(".smtp-empty")).to_be_visible()


@pytest.mark.parametrize("how", ["flipped", "missing"])
def test_a_broken_snapshot_still_gives_a_lesson(opened: Callable[[], Watched], copy: Copy, how: str) -> None:
    """The kernel starts in the ordinary way, and the reader is not told."""
    damage(copy, how, "kernel.snapshot")
    reader = opened()
    decodes(reader.open("01-error-421.ipynb"))
    assert any(path.endswith("/modules.zip") for path in copy.asked)
    assert reader.errors == []


@pytest.mark.parametrize("how", ["flipped", "missing"])
def test_a_broken_snapshot_still_gives_a_decoder(opened: Callable[[], Watched], copy: Copy, how: str) -> None:
    """On the front page as well."""
    damage(copy, how, "decoder.snapshot")
    reader = opened()
    reader.page.goto(copy.address)
    decodes(reader.page)
    assert any(path.endswith("/modules.zip") for path in copy.asked)
    assert reader.errors == []


def test_a_decoder_that_cannot_start_says_what_to_do(opened: Callable[[], Watched], copy: Copy) -> None:
    """Without WebAssembly no Python runs, in no way."""
    copy.remove("pyodide.asm.wasm")
    page = opened().page
    page.goto(copy.address)
    expect(page.locator("#smtp-decoder-note")).to_contain_text("Reload the page", timeout=PATIENCE)


@pytest.mark.parametrize("there", [True, False], ids=["ready", "failed"])
def test_what_the_worker_says_before_the_page_listens_is_heard(opened: Callable[[], Watched], copy: Copy, there: bool) -> None:
    """The worker is begun in the page's head; on a slow line the script that listens comes later than what it says."""
    if not there:
        copy.remove("engine.mjs")
    page = opened().page
    page.add_init_script(SAYS)
    held: list[Route] = []
    page.route("**/static/decoder.js?v=*", lambda route: held.append(route))  # noqa: PLW0108 - a list's own method cannot be given
    page.goto(copy.address, wait_until="commit")
    page.wait_for_function("window.workerSaid")
    held[0].continue_()
    expect(page.locator("#smtp-decoder-note")).to_have_text("" if there else re.compile("Reload the page"))
    if there:
        decodes(page)


@pytest.mark.parametrize("notebook", ["01-error-421.ipynb", "08-speaking-smtp.ipynb", "09-reading-a-bounce.ipynb"])
def test_a_lesson_asks_for_nothing_twice_and_nothing_late(opened: Callable[[], Watched], copy: Copy, notebook: str) -> None:
    """JupyterLite's scripts come in one file, modules from the snapshot; each file of the engine is asked for once."""
    opened().open(notebook)
    chunks = [path for path in copy.asked if path.startswith("/build/") and path.split("?")[0].endswith(".js")]
    assert sorted(re.sub(r"\.[0-9a-f]{12}|\?.*", "", path) for path in chunks) == [
        "/build/lesson.js",
        "/build/notebooks/bundle.js",
    ]
    parts = [Path(path).name for path in copy.asked if path.startswith("/engine/")]
    assert sorted(parts) == ["engine.mjs", "kernel.snapshot", "pyodide.asm.mjs", "pyodide.asm.wasm", "pyodide.mjs"]


def test_a_lesson_in_jupyterlab_runs(watched: Watched) -> None:
    """From the same engine; what the snapshot does not hold, an error's traceback, comes from the archive."""
    page = watched.page
    page.goto(f"{watched.site}/lab/index.html?path=01-error-421.ipynb")
    page.wait_for_function("window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel", timeout=PATIENCE)
    page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")
    page.locator(".smtp-decoder textarea").first.wait_for()
    told = page.evaluate("""async () => {
      const run = jupyterapp.shell.currentWidget.sessionContext.session.kernel.requestExecute({ code: "1 / 0" });
      const told = [];
      run.onIOPub = (message) => told.push(message.content.evalue);
      await run.done;
      return told;
    }""")
    assert "division by zero" in told


def test_modules_are_looked_for_on_the_readers_drive_last(opened: Callable[[], Watched], copy: Copy) -> None:
    """Each look there is a request."""
    page = opened().page
    page.goto(copy.address)
    assert python(page, copy, "import sys; sys.path.index('') == len(sys.path) - 1")


def python(page: Page, copy: Copy, code: str) -> Any:
    """What this page's own Python, in a worker as always, says to some code."""
    return page.evaluate(PYTHON, [f"{copy.address}/engine/{copy.engine.name}/engine.mjs", code])


def test_what_only_stands_in_becomes_the_real_thing_when_it_is_used(opened: Callable[[], Watched], copy: Copy) -> None:
    """What lessons do without is not in the snapshot. It comes from the archive, with what was set on it before."""
    page = opened().page
    page.goto(copy.address)
    python(page, copy, "import piplite.piplite\npiplite.piplite._PIPLITE_DISABLE_PYPI = 'kept'")
    assert not any(path.endswith("/modules.zip") for path in copy.asked)
    assert python(page, copy, REAL) == "all of it"
    assert any(path.endswith("/modules.zip") for path in copy.asked)


def test_an_archive_that_does_not_come_is_asked_for_again(opened: Callable[[], Watched], copy: Copy) -> None:
    """Python is told, and goes on; what the server said instead is not taken for the archive."""
    kept = (copy.engine / "modules.zip").read_bytes()
    copy.remove("modules.zip")
    page = opened().page
    page.goto(copy.address)
    assert python(page, copy, TRIED) == "ImportError"
    (copy.engine / "modules.zip").write_bytes(kept)
    assert python(page, copy, TRIED) == "there"


def test_two_readers_have_their_own_draws_and_ids(opened: Callable[[], Watched], copy: Copy) -> None:
    """Random numbers, UUIDs, widgets' ids and names of temporary files, though their memory was the same when it came."""
    found = []
    for _ in range(2):
        page = opened().page
        page.goto(copy.address)
        found.append(str(python(page, copy, DRAWN)).split())
    assert len(found[0]) == 4
    assert not set(found[0]) & set(found[1])


def test_readers_without_a_snapshot_hash_with_seeds_of_their_own(opened: Callable[[], Watched], copy: Copy) -> None:
    """In a snapshot the seed is part of the memory: hashes stand in every table. Each release has another."""
    copy.remove("kernel.snapshot")
    found = []
    for _ in range(2):
        page = opened().page
        page.goto(copy.address)
        found.append(python(page, copy, "hash('a word')"))
    assert found[0] != found[1]
