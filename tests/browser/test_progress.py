"""A learner's progress in a real browser, and everything that can happen to what a browser keeps.

In each case: nothing is lost that could be kept, the reader is told, a saved file holds everything, and a file can be added.
"""

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect
from playwright.sync_api import Error as BrowserError

from smtp_tutor.certificate import Certificate, code
from smtp_tutor.i18n import language
from smtp_tutor.progress import merged, read, written
from smtp_tutor.render.certificate import as_html
from smtp_tutor.widgets.certificate import CheckCertificate
from smtp_tutor.widgets.progress import KEEPING, ProgressPanel
from tests.browser.conftest import Watched
from tests.browser.widget_page import BLANK, place

pytestmark = pytest.mark.browser
ORIGIN = "http://localhost"
SCRIPTS = ("store.js", "keeping.js", "progress.js")
PATIENCE = 30_000
#: What a page runs before anything else, to have a browser that keeps nothing.
NO_STORAGE = "Object.defineProperty(window, 'indexedDB', { value: undefined });"
THROWING = "IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError'); };"
#: As a private window of Firefox answered for years: the request itself is taken, and fails.
PRIVATE = """
IDBFactory.prototype.open = () => {
  const request = { error: new DOMException("no", "InvalidStateError") };
  setTimeout(() => request.onerror?.(new Event("error")));
  return request;
};
"""
BREAKING = "IDBFactory.prototype.open = () => { throw new DOMException('gone', 'UnknownError'); };"
#: As when the file behind one entry has gone: the entry cannot be read, nor all of them at once.
UNREADABLE = """
const get = IDBObjectStore.prototype.get;
const unreadable = () => { throw new DOMException("unreadable", "DataError"); };
IDBObjectStore.prototype.getAll = unreadable;
IDBObjectStore.prototype.get = function (key) { return key === "bad" ? unreadable() : get.call(this, key); };
"""
#: A database as something else might have left it: %s runs in its upgrade, and may put entries into it.
LEFT_BEHIND = """() => new Promise((done) => {
  const request = indexedDB.open("smtp-tutor", %d);
  request.onupgradeneeded = () => { const db = request.result; %s };
  request.onsuccess = () => { request.result.close(); done(); };
})"""


def event(name: str, kind: str = "begun", at: int = 1_795_341_600_000, **rest: object) -> dict[str, Any]:
    """An event as a widget gives it, with an id of its own so that the tests can find it again."""
    return {"id": name, "at": at, "day": "2026-11-22", "kind": kind, **({"lesson": "02-first-digit"} | rest)}


class Tab:
    """A page with the overview of a learner's progress."""

    def __init__(self, context: BrowserContext, url: str = f"{ORIGIN}/lesson", prepare: str = "", init: str = "") -> None:
        self.page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        if init:
            self.page.add_init_script(init)
        self.page.goto(url)
        if url == "about:blank":
            self.page.set_content(BLANK)
        if prepare:
            self.page.evaluate(prepare)
        self.show()

    def show(self, name: str = "widget") -> None:
        """Put the overview on the page."""
        place(self.page, ProgressPanel(), *SCRIPTS, name=name)

    def add(self, *events: dict[str, Any]) -> list[dict[str, Any]]:
        """Keep events as a widget does, all at once; what is said of each."""
        script = "events => Promise.all(events.map((event) => smtpTutorStore.add(event)))"
        return list(self.page.evaluate(script, list(events)))

    def ids(self) -> set[str]:
        """The events that the page has."""
        return {each["id"] for each in self.page.evaluate("smtpTutorStore.all()") if isinstance(each.get("id"), str)}

    def expect_told(self, problem: str) -> None:
        """Wait until the reader is told of a problem, or of none."""
        notice = self.page.locator("[data-problem]").first
        expect(notice).to_have_attribute("data-problem", problem)
        expect(notice).to_have_text(KEEPING[problem] if problem else "")

    def exported(self, do: str = "save") -> bytes:
        """The file that the button saves."""
        with self.page.expect_download() as download:
            self.page.locator(f'[data-do="{do}"]').first.click()
        assert download.value.suggested_filename == KEEPING["file"]
        return Path(download.value.path()).read_bytes()

    def imported(self, data: bytes | str, said: str = "added") -> None:
        """Add a file, and see what is said to it."""
        with self.page.expect_file_chooser() as chooser:
            self.page.locator('[data-do="add"]').first.click()
        content = data.encode() if isinstance(data, str) else data
        chooser.value.set_files({"name": "progress.json", "mimeType": "application/json", "buffer": content})
        expect(self.page.locator(".smtp-status").first).to_have_text(KEEPING[said])

    def promises(self, *names: str) -> None:
        """What holds in every case: these events are there and in the file; the file of another browser can be added."""
        assert self.ids() >= set(names)
        exported = read(self.exported()).events
        assert {each["id"] for each in exported} >= set(names)
        self.imported(written([event("elsewhere", "done", lesson="01-error-421")]))
        assert self.ids() >= {*names, "elsewhere"}
        expect(self.page.locator('[data-lesson="01-error-421"]').first).to_have_attribute("data-state", "done")
        assert not self.errors


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser that has never been here, and a site of one empty page."""
    context = chromium.new_context(accept_downloads=True)
    context.route(f"{ORIGIN}/**", lambda route: route.fulfill(body=BLANK, content_type="text/html"))
    yield context
    context.close()


def test_a_page_that_is_loaded_again(context: BrowserContext) -> None:
    """Finds everything, and shows it."""
    tab = Tab(context)
    assert tab.add(event("a"), event("b", "answer", question="q", right=True)) == [{"kept": True, "problem": ""}] * 2
    tab.page.close()
    tab = Tab(context)
    expect(tab.page.locator('[data-lesson="02-first-digit"]')).to_have_attribute("data-state", "begun")
    tab.expect_told("")
    tab.promises("a", "b")


def test_what_an_event_lacks_is_added(context: BrowserContext) -> None:
    """An id, the time, and the reader's own date."""
    tab = Tab(context)
    tab.add({"kind": "begun", "lesson": "02-first-digit"}, {"kind": "begun", "lesson": "02-first-digit"})
    kept = merged(tab.page.evaluate("smtpTutorStore.all()"))
    today = tab.page.evaluate("new Date().toLocaleDateString('sv')")
    assert len(kept) == 2
    assert {each["day"] for each in kept} == {today}


def test_a_kernel_that_starts_again(context: BrowserContext) -> None:
    """Its Python knows nothing; the page tells it everything."""
    tab = Tab(context)
    tab.add(event("a"))
    tab.show("again")
    expect(tab.page.locator('#again [data-lesson="02-first-digit"]')).to_have_attribute("data-state", "begun")
    tab.promises("a")


def test_python_asks_the_page_to_keep(context: BrowserContext) -> None:
    """And hears of it, as of what any other widget keeps."""
    tab = Tab(context)
    panel = ProgressPanel()
    heard: list[Any] = []

    def told(_widget: object, content: dict[str, Any], _buffers: object) -> None:
        if not heard:
            panel.send({"kind": "keep", "event": event("a")})
        heard.append(content)

    panel.on_msg(told)
    place(tab.page, panel, *SCRIPTS, name="asking")
    expect(tab.page.locator('#asking [data-lesson="02-first-digit"]')).to_have_attribute("data-state", "begun")
    expect(tab.page.locator('#widget [data-lesson="02-first-digit"]')).to_have_attribute("data-state", "begun")
    assert heard[-1]["events"] == [event("a")]
    assert heard[-1]["problem"] == ""
    assert heard[-1]["now"] > heard[-1]["events"][0]["at"] - 10**12


def test_a_page_that_dies_while_it_writes(context: BrowserContext) -> None:
    """What was kept before is there; of what was being written each event is there whole, or not at all."""
    tab = Tab(context)
    tab.add(*(event(f"before-{number}") for number in range(3)))
    tab.page.evaluate("events => { events.forEach((event) => smtpTutorStore.add(event)); }",
                      [event(f"during-{number}", note="x" * 10_000) for number in range(50)])  # fmt: skip
    with pytest.raises(BrowserError):
        tab.page.goto("chrome://crash")
    tab = Tab(context)
    entries = tab.page.evaluate("smtpTutorStore.all()")
    assert len(merged(entries)) == len(entries)
    assert all(len(each.get("note", "x" * 10_000)) == 10_000 for each in entries)
    tab.promises("before-0", "before-1", "before-2")


def test_two_tabs_at_once(context: BrowserContext) -> None:
    """Both keep what they wrote, and each shows what the other did without being loaded again."""
    one, two = Tab(context), Tab(context)
    write = "names => { names.forEach((id) => smtpTutorStore.add({ id, kind: 'begun', lesson: id })); }"
    for number in range(10):
        one.page.evaluate(write, [f"one-{number}"])
        two.page.evaluate(write, [f"two-{number}"])
    one.add(event("last-one"))
    two.add(event("last-two", "done"))
    expect(one.page.locator('[data-lesson="02-first-digit"]')).to_have_attribute("data-state", "done")
    expect(two.page.locator('[data-lesson="02-first-digit"]')).to_have_attribute("data-state", "done")
    names = {f"{tab}-{number}" for tab in ("one", "two") for number in range(10)} | {"last-one", "last-two"}
    assert one.ids() == two.ids() == names
    one.promises(*names)
    assert "elsewhere" in two.ids()


@pytest.mark.parametrize(
    ("version", "left", "there"),
    [
        (7, "db.createObjectStore('events', { keyPath: 'id' }).put(NEWER); db.createObjectStore('more').put(1, 1);", "newer"),
        (1, "", ""),
        (3, "db.createObjectStore('other');", ""),
        (2, "db.createObjectStore('events', { autoIncrement: true }).put(NEWER);", "newer"),
        (1, "const s = db.createObjectStore('events', { keyPath: 'id' }); [NEWER, { id: 'b' }, { id: 7 }].map((e) => s.put(e));",
         "newer"),
    ],
    ids=["a newer release", "no store", "another store", "a store of another make", "entries that are no events"],
)  # fmt: skip
def test_a_database_as_it_was_found(context: BrowserContext, version: int, left: str, there: str) -> None:
    """Is used as far as it can be, and mended where it cannot."""
    newer = event("newer", "dreamt", of={"codes": [451]})
    tab = Tab(context, prepare=LEFT_BEHIND % (version, left.replace("NEWER", json.dumps(newer))))
    assert tab.add(event("a")) == [{"kept": True, "problem": ""}]
    tab.expect_told("")
    tab.promises("a", *there.split())
    if there:
        assert newer in read(tab.exported()).events
    tab.page.close()
    assert Tab(context).ids() >= {"a", "elsewhere", *there.split()}


def test_a_spoiled_entry_is_mended_by_a_file(context: BrowserContext) -> None:
    """The saved file holds it as it is; a sound one of the same id takes its place."""
    left = "db.createObjectStore('events', { keyPath: 'id' }).put({ id: 'a', at: 'now' });"
    tab = Tab(context, prepare=LEFT_BEHIND % (1, left))
    assert read(tab.exported()).spoiled == ({"id": "a", "at": "now"},)
    tab.imported(written([event("a")]))
    assert merged(tab.page.evaluate("smtpTutorStore.all()")) == (event("a"),)


def quota(tab: Tab, size: int | None) -> None:
    """Give the site so many bytes in this browser; None gives it what the browser had in mind."""
    given = {"origin": ORIGIN} | ({} if size is None else {"quotaSize": size})
    tab.page.context.new_cdp_session(tab.page).send("Storage.overrideQuotaForOrigin", given)


def test_a_browser_that_is_full(context: BrowserContext) -> None:
    """What no longer fits stays on the page, is told, and is kept as soon as there is room."""
    tab = Tab(context)
    quota(tab, 500_000)
    assert tab.add(event("a")) == [{"kept": True, "problem": ""}]
    assert tab.add(event("b", note="x" * 1_000_000)) == [{"kept": False, "problem": "full"}]
    tab.expect_told("full")
    tab.promises("a", "b")
    quota(tab, None)
    assert tab.add(event("c")) == [{"kept": True, "problem": ""}]
    tab.expect_told("")
    tab.page.close()
    assert Tab(context).ids() == {"a", "b", "c", "elsewhere"}


@pytest.mark.parametrize(
    ("url", "init", "problem"),
    [("about:blank", "", "denied"), (f"{ORIGIN}/lesson", NO_STORAGE, "denied"), (f"{ORIGIN}/lesson", THROWING, "denied"),
     (f"{ORIGIN}/lesson", PRIVATE, "denied"), (f"{ORIGIN}/lesson", BREAKING, "broken")],
    ids=["a page without an origin", "no IndexedDB at all", "forbidden by a setting", "a private window", "out of order"],
)  # fmt: skip
def test_a_browser_that_keeps_nothing(context: BrowserContext, url: str, init: str, problem: str) -> None:
    """The page does, all its widgets share it, and the reader is told to save it as a file."""
    tab = Tab(context, url, init=init)
    tab.expect_told(problem)
    assert tab.add(event("a")) == [{"kept": False, "problem": problem}]
    tab.show("again")
    expect(tab.page.locator('#again [data-lesson="02-first-digit"]')).to_have_attribute("data-state", "begun")
    tab.expect_told(problem)
    tab.promises("a")


def test_a_browser_that_works_again(context: BrowserContext) -> None:
    """Gets all that it did not keep before."""
    tab = Tab(context, init=f"window.openBefore = IDBFactory.prototype.open; {BREAKING}")
    tab.expect_told("broken")
    tab.add(event("a"), event("b"))
    tab.page.evaluate("() => { IDBFactory.prototype.open = window.openBefore; }")
    assert tab.add(event("c")) == [{"kept": True, "problem": ""}]
    tab.expect_told("")
    tab.page.close()
    assert Tab(context).ids() == {"a", "b", "c"}


def test_a_browser_that_works_again_unasked(context: BrowserContext) -> None:
    """Is no longer complained of."""
    tab = Tab(context, init=f"window.openBefore = IDBFactory.prototype.open; {BREAKING}")
    tab.expect_told("broken")
    tab.page.evaluate("() => { IDBFactory.prototype.open = window.openBefore; }")
    assert tab.page.evaluate("smtpTutorStore.state()") == ""


def test_an_entry_that_the_browser_cannot_read(context: BrowserContext) -> None:
    """Takes none of the others with it."""
    tab = Tab(context)
    tab.add(event("a"), event("bad"), event("c"))
    tab.page.close()
    tab = Tab(context, init=UNREADABLE)
    assert tab.ids() == {"a", "c"}
    tab.promises("a", "c")


def test_a_private_window_that_is_closed(chromium: Browser, context: BrowserContext) -> None:
    """Takes everything with it, as was said all along; the saved file brings it back."""
    tab = Tab(context)
    tab.add(event("a"))
    expect(tab.page.get_by_text("A private window forgets it when you close it.")).to_be_visible()
    saved = tab.exported()
    other = chromium.new_context()
    other.route(f"{ORIGIN}/**", lambda route: route.fulfill(body=BLANK, content_type="text/html"))
    fresh = Tab(other)
    assert fresh.ids() == set()
    fresh.imported(saved)
    assert fresh.ids() == {"a"}
    other.close()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (written([event("x"), event("y")]), "added"),
        (json.dumps([event("x"), event("y")]), "added"),  # version 0
        (json.dumps({"version": 9, "events": [event("x"), event("y", "dreamt", of=[{}])], "more": 1}), "added"),
        ("\ufeff" + written([event("x"), event("y")]), "added"),
        (written([event("a")]), "nothing_new"),
        (written([]), "nothing_new"),
        (written([event("x"), event("y"), event("z")])[:-30], "damaged"),
        (json.dumps({"format": "smtp-tutor-progress", "events": [event("x"), event("y"), {"id": 1}]}), "damaged"),
        (json.dumps([event("x"), event("y", of=json.loads("[" * 20 + "]" * 20))]), "damaged"),
        ("", "empty_file"),
        ("550 5.1.1 User unknown", "other_file"),
        ("[1, 2]", "other_file"),
        ('{"events": []}', "other_file"),
    ],
)  # fmt: skip
def test_a_file_is_added(context: BrowserContext, data: str, said: str) -> None:
    """As Python reads it; nothing that was there goes, and the reader is told."""
    tab = Tab(context)
    tab.add(event("a"))
    tab.imported(data, said)
    try:
        expected = {each["id"] for each in read(data).events}
    except ValueError:
        expected = set()
    assert tab.ids() == {"a", *expected}


def test_erasing_asks_once(context: BrowserContext) -> None:
    """With a way back, a file to save first, and by keyboard alone; afterwards nothing is there, in any tab."""
    one, two = Tab(context), Tab(context)
    one.add(event("a"))
    button = one.page.locator('[data-do="erase"]')
    for leave in ('[data-do="keep"]', "Escape"):
        button.press("Enter")
        expect(one.page.locator('[data-do="keep"]')).to_be_focused()
        one.page.keyboard.press("Enter" if leave.startswith("[") else leave)
        expect(button).to_be_focused()
        expect(one.page.locator('[data-do="erase-all"]')).to_be_hidden()
    assert one.ids() == {"a"}
    button.press("Enter")
    assert [each["id"] for each in read(one.exported("save-first")).events] == ["a"]
    one.page.locator('[data-do="erase-all"]').press("Enter")
    expect(one.page.locator(".smtp-status")).to_have_text(KEEPING["erased"])
    expect(button).to_be_focused()
    expect(two.page.locator('[data-lesson="02-first-digit"]')).to_have_attribute("data-state", "new")
    assert one.ids() == two.ids() == set()


def test_the_front_page_marks_lessons(watched: Watched) -> None:
    """Without Python: begun and done in words, and the same buttons as in a lesson."""
    page = watched.page
    page.goto(watched.site)
    lesson = page.locator('[data-lesson="01-error-421"] .smtp-lesson-state')
    expect(lesson).to_have_text("")
    page.evaluate("smtpTutorStore.add({ kind: 'begun', lesson: '01-error-421' })")
    expect(lesson).to_have_text("◐ Begun")
    page.reload()
    expect(lesson).to_have_text("◐ Begun")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name=KEEPING["add"]).click()
    done = [event("d", "done", lesson="01-error-421"), event("q", "answer", question="q", right=True)]
    chooser.value.set_files({"name": "p.json", "mimeType": "application/json", "buffer": written(done).encode()})
    expect(lesson).to_have_text("✓ Done")
    expect(page.get_by_text("Questions answered right: 1.")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name=KEEPING["save"]).click()
    assert len(read(Path(download.value.path()).read_bytes()).events) == 3
    page.get_by_role("button", name=KEEPING["erase"], exact=True).click()
    page.get_by_role("button", name=KEEPING["erase_all"]).click()
    expect(lesson).to_have_text("")


def test_the_front_page_without_scripts(chromium: Browser, site: str) -> None:
    """Has its list of lessons, and nothing that does not work."""
    page = chromium.new_page(java_script_enabled=False)
    page.goto(site)
    assert page.locator(".smtp-lessons a").count() == page.locator(".smtp-lessons li").count() > 0
    assert page.get_by_role("button").count() == 0
    page.close()


def test_a_certificate_is_checked(context: BrowserContext) -> None:
    """Genuine, not genuine, or a field that is not clear; by keyboard."""
    page = context.new_page()
    page.goto(f"{ORIGIN}/lesson")
    place(page, CheckCertificate(), "certificate.js")
    made = Certificate("Zoë Müller", 22, 25, "2026-11-22", "en", 482_913)
    typed = {"Name": "zoë müller", "Score": "22 / 25", "Date": "2026-11-22", "Test number": "482913", "Code": code(made)}
    for label, text in typed.items():
        page.get_by_label(label).fill(text)
    shown = partial(expect(page.locator("#widget")).to_have_attribute, "data-genuine")
    press: Callable[[], None] = partial(page.get_by_label("Code").press, "Enter")
    press()
    shown("yes")
    expect(page.get_by_text("It cannot show who sat the test")).to_be_visible()
    page.get_by_label("Name").fill("Somebody Else")
    press()
    shown("no")
    page.get_by_label("Score").fill("many")
    press()
    expect(page.get_by_label("Score")).to_be_focused()
    expect(page.get_by_label("Score")).to_have_attribute("aria-invalid", "true")


def test_a_certificate_fits_one_sheet(context: BrowserContext) -> None:
    """On paper of both usual sizes, with a long name."""
    page = context.new_page()
    page.set_content(as_html(Certificate("Bartholomäus " * 8, 22, 25, "2026-11-22", "en", 482_913), language("en")))
    for size in ("A4", "Letter"):
        assert page.pdf(format=size).count(b"/Type /Page\n") == 1
