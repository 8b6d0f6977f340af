"""The site without a network: stored whole after one visit, and never two releases at once."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import PATIENCE
from tests.browser.firefox import Firefox
from tests.browser.host import Host
from tools import offline, serve

REPLY = "550 5.1.1 <nobody@example.com>: Recipient address rejected"
CACHES = "caches.keys().then((names) => names.filter((name) => name.startsWith('smtp-tutor / ')))"
PATHS = "(requests) => requests.map(({ url }) => new URL(url).pathname)"
#: Until the site is whole on the device, asked from a page that does not show it.
WHOLE = f"""new Promise((done) => {{
  const look = async () => {{
    const [name] = await {CACHES};
    if (name && await caches.match("/stored-whole", {{ cacheName: name }})) done();
    else setTimeout(look, 100);
  }};
  look();
}})"""
#: What a lesson asks when it takes long: whether the files are there without which it does not start.
THERE = """Promise.all(JSON.parse(document.getElementById("smtp-site").textContent).engine
  .map((url) => fetch(url, { method: "HEAD", cache: "no-store" }).then((answer) => answer.ok, () => false)))"""
#: The next release differs in these: what every page shows, and what a lesson reads.
MARKED = ("static/pages.css", "static/lesson.css", "files/decoder.ipynb")

Hosted = Callable[..., Host]


@pytest.fixture
def hosted(tmp_path: Path) -> Iterator[Hosted]:
    """A server of a copy of the built site, which a test may change and take away; without Python where it needs none."""
    hosts = []

    def start(*, python: bool = False, isolated: bool = True, pause: float = 0) -> Host:
        folder = tmp_path / "site"
        shutil.copytree(serve.SITE, folder, ignore=None if python else shutil.ignore_patterns("engine"))
        if not python:
            offline.write(folder)
        host = Host(folder, tmp_path / "asked.log", isolated=isolated, pause=pause)
        host.start()
        hosts.append(host)
        return host

    yield start
    for host in hosts:
        host.stop()


@pytest.fixture
def reader(chromium: Browser) -> Iterator[BrowserContext]:
    """A reader who has never been here."""
    context = chromium.new_context()
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


def front(page: Page, host: Host, state: str = "complete") -> Page:
    """Open the front page, and come back when it says how much is stored."""
    page.goto(f"{host.address}/")
    stored(page, state)
    return page


def stored(page: Page, state: str) -> None:
    """Come back when the front page says so."""
    expect(page.locator(f"[data-offline={state}]")).to_be_visible(timeout=PATIENCE)


def explains(page: Page, host: Host, notebook: str) -> None:
    """Open a notebook, and have its decoder explain a reply."""
    page.goto(f"{host.address}/notebooks/index.html?path={notebook}")
    decodes(page)


def decodes(page: Page) -> None:
    """Have the first decoder of the open page explain a reply."""
    page.locator(".smtp-decoder textarea").first.fill(REPLY)
    expect(page.locator(".smtp-decoder .smtp-answer").first).to_have_attribute("data-reason", "recipient_unknown")


def gone(host: Host, page: Page) -> None:
    """Take the server away, and what the browser has kept by itself."""
    host.stop()
    page.context.new_cdp_session(page).send("Network.clearBrowserCache")


def next_release(host: Host) -> None:
    """Put a newer release onto the server."""
    for name in MARKED:
        path = host.folder / name
        text = path.read_text(encoding="utf-8")
        path.write_text(text + "\n" if name.endswith(".ipynb") else f"{text}/* next */\n", encoding="utf-8")
    offline.write(host.folder)


def take(page: Page) -> None:
    """Agree to the new release, and come back when the page is opened anew."""
    with page.expect_navigation():
        page.get_by_role("button", name="Use it now").click()


def activated(reader: BrowserContext) -> None:
    """Come back when the browser, of which no page is open here, has put the worker that waited into its place."""
    page = reader.new_page()
    session = reader.new_cdp_session(page)
    seen: list[dict[str, object]] = []
    session.on(
        "ServiceWorker.workerVersionUpdated", lambda event: seen.append({each["status"]: each for each in event["versions"]})
    )
    session.send("ServiceWorker.enable")
    while not seen or "activated" not in seen[-1] or "installed" in seen[-1]:
        page.evaluate("new Promise(requestAnimationFrame)")
    page.close()


def releases(page: Page) -> set[bool]:
    """Of all the files that differ, whether the page gets the next release's: both is a mixture."""
    texts = page.evaluate(
        "(names) => Promise.all(names.map((name) => fetch(name).then((answer) => answer.text())))", list(MARKED)
    )
    return {text.endswith(("/* next */\n", "\n\n")) for text in texts}


@pytest.mark.parametrize("isolated", [True, False])
def test_after_one_visit_the_server_may_go(hosted: Hosted, reader: BrowserContext, isolated: bool) -> None:
    """Front page, lesson and decoder work from the device, with COOP and COEP and without."""
    host = hosted(python=True, isolated=isolated)
    page = front(reader.new_page(), host)
    gone(host, page)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_contain_text("What did the server say?")
    stored(page, "complete")
    decodes(page)
    explains(page, host, "01-error-421.ipynb")
    assert all(page.evaluate(THERE))
    assert page.evaluate("crossOriginIsolated") is isolated
    explains(page, host, "decoder.ipynb")


def test_a_lesson_may_be_the_first_page(hosted: Hosted, reader: BrowserContext) -> None:
    """It runs, then the site is stored, in JupyterLite's own worker nothing is lost, and its version does not remove ours."""
    host = hosted(python=True, isolated=False)
    page = reader.new_page()
    explains(page, host, "01-error-421.ipynb")
    page.evaluate(WHOLE)
    gone(host, page)
    page.evaluate(
        "Object.keys(localStorage).filter((key) => key.endsWith('-version')).forEach((key) => localStorage.removeItem(key))"
    )
    explains(page, host, "01-error-421.ipynb")
    assert page.evaluate("Object.keys(localStorage).some((key) => key.endsWith('enableCache=false-version'))")
    explains(page, host, "decoder.ipynb")
    assert page.evaluate("navigator.serviceWorker.getRegistration().then(({ active }) => active.scriptURL)") == (
        f"{host.address}/service-worker.js?enableCache=false"
    )


def test_a_new_release_comes_when_the_reader_agrees(hosted: Hosted, reader: BrowserContext) -> None:
    """Until then all is of the old one; with another tab open it is not taken; then the old one goes."""
    host = hosted()
    page = front(reader.new_page(), host)
    names = page.evaluate(CACHES)
    next_release(host)
    page.reload()
    offered = page.get_by_role("button", name="Use it now")
    offered.wait_for()
    assert releases(page) == {False}
    other = front(reader.new_page(), host)
    assert releases(other) == {False}
    offered.click()
    expect(page.locator("[data-update]")).to_contain_text("Close them first")
    other.close()
    take(page)
    stored(page, "complete")
    assert releases(page) == {True}
    expect(offered).to_be_hidden()
    assert len(page.evaluate(CACHES)) == 1
    assert page.evaluate(CACHES) != names


def test_a_lesson_offers_the_new_release(hosted: Hosted, reader: BrowserContext) -> None:
    """In its line above, and it opens anew, of the new release."""
    host = hosted(python=True)
    page = front(reader.new_page(), host)
    next_release(host)
    explains(page, host, "decoder.ipynb")
    take(page)
    page.locator(".smtp-decoder textarea").first.wait_for()
    front(page, host)
    assert releases(page) == {True}


def test_a_new_release_comes_when_all_pages_were_closed(hosted: Hosted, reader: BrowserContext) -> None:
    """Without a question."""
    host = hosted()
    page = front(reader.new_page(), host)
    next_release(host)
    page.reload()
    page.get_by_role("button", name="Use it now").wait_for()
    page.close()
    activated(reader)
    page = front(reader.new_page(), host)
    expect(page.get_by_role("button", name="Use it now")).to_be_hidden()
    assert releases(page) == {True}


def test_a_reader_without_a_stored_site_is_offered_nothing(hosted: Hosted, reader: BrowserContext) -> None:
    """All pages come from the server then, and are of the next release already."""
    host = hosted()
    page = front(reader.new_page(), host)
    page.get_by_role("button", name="Remove what is stored").click()
    stored(page, "none")
    next_release(host)
    page.reload()
    page.evaluate("navigator.serviceWorker.ready.then((all) => all.update())")
    page.wait_for_function(
        "navigator.serviceWorker.ready.then((all) => !all.installing && !all.waiting && all.active.state === 'activated')"
    )
    stored(page, "none")
    assert releases(page) == {True}
    expect(page.get_by_role("button", name="Use it now")).to_have_count(0)


@pytest.mark.parametrize("damage", ["missing", "changed"])
def test_a_new_release_that_does_not_arrive_whole_changes_nothing(hosted: Hosted, reader: BrowserContext, damage: str) -> None:
    """The reader has the old one, reads why, and gets the new one later; what came already is not fetched again."""
    host = hosted()
    page = front(reader.new_page(), host)
    next_release(host)
    broken = host.folder / MARKED[0]
    text = broken.read_text(encoding="utf-8")
    for ending in ("", ".br", ".gz"):
        Path(f"{broken}{ending}").unlink()
    if damage == "changed":
        broken.write_text("not what was released", encoding="utf-8")
    page.reload()
    expect(page.locator("[data-offline]")).to_contain_text("did not arrive whole")
    stored(page, "complete")
    assert releases(page) == {False}
    host.stop()
    page.reload()
    stored(page, "complete")
    assert releases(page) == {False}
    broken.write_text(text, encoding="utf-8")
    host.start()
    page.reload()
    take(page)
    stored(page, "complete")
    expect(page.locator("[data-offline]")).not_to_contain_text("did not arrive whole")
    assert releases(page) == {True}
    fetched = {path.split("?")[0] for path in host.asked()} & {f"/{name}" for name in offline.files(host.folder)}
    assert f"/{MARKED[0]}" in fetched
    assert fetched <= {f"/{name}" for name in MARKED}


def test_an_interrupted_download_goes_on(hosted: Hosted, reader: BrowserContext) -> None:
    """The server goes away: the reader sees how much has come. At the next visit only the rest is fetched."""
    host = hosted(pause=0.02)
    page = front(reader.new_page(), host, "filling")
    page.wait_for_function("document.querySelector('progress').value > 4e6")
    host.stop()
    stored(page, "part")
    expect(page.locator("[data-offline]")).to_contain_text("not whole on this device yet")
    there = set(page.evaluate(f"{CACHES}.then(([name]) => caches.open(name)).then((cache) => cache.keys()).then({PATHS})"))
    host.start()
    front(page, host)
    again = {path.split("?")[0] for path in host.asked()} & there
    assert not {path for path in again if path.startswith(("/build/", "/api/", "/lab/", "/extensions/"))}


def test_a_damaged_file_is_not_kept(hosted: Hosted, reader: BrowserContext) -> None:
    """On a first visit: the page says that the site is not whole, nothing comes from the device, and it can be tried again."""
    host = hosted()
    damaged = host.folder / "lab" / "index.html"
    text = damaged.read_text(encoding="utf-8")
    for ending in ("", ".br", ".gz"):
        Path(f"{damaged}{ending}").unlink()
    damaged.write_text("damaged", encoding="utf-8")
    page = front(reader.new_page(), host, "part")
    assert page.evaluate(f"{CACHES}.then(([name]) => caches.open(name)).then((cache) => cache.match('/lab/index.html'))") is None
    damaged.write_text(text, encoding="utf-8")
    page.get_by_role("button", name="Store it").click()
    stored(page, "complete")


def test_too_little_room_is_told(hosted: Hosted, reader: BrowserContext) -> None:
    """Nothing half is left behind, and the site works as before."""
    host = hosted()
    page = reader.new_page()
    session = reader.new_cdp_session(page)
    quota = {"origin": host.address, "quotaSize": 10_000_000}
    session.send("Storage.overrideQuotaForOrigin", quota)
    front(page, host, "full")
    expect(page.locator("[data-offline]")).to_contain_text("too little room")
    assert page.evaluate(CACHES) == []
    session.send("Storage.overrideQuotaForOrigin", {"origin": host.address})
    page.get_by_role("button", name="Try again").click()
    stored(page, "complete")
    next_release(host)
    session.send("Storage.overrideQuotaForOrigin", quota)
    page.reload()
    expect(page.locator("[data-offline]")).to_contain_text("too little room for it beside the stored one")
    stored(page, "complete")
    assert releases(page) == {False}
    session.send("Storage.overrideQuotaForOrigin", {"origin": host.address})
    page.get_by_role("button", name="Remove").click()
    stored(page, "none")
    front(page, host, "none")
    assert releases(page) == {True}


def test_what_was_removed_stays_away(hosted: Hosted, reader: BrowserContext) -> None:
    """Until the reader asks for it."""
    host = hosted()
    page = front(reader.new_page(), host)
    page.get_by_role("button", name="Remove what is stored").focus()
    page.keyboard.press("Enter")
    stored(page, "none")
    expect(page.locator("[data-offline] p").first).to_be_focused()
    assert page.evaluate(CACHES) == []
    front(page, host, "none")
    assert page.evaluate(CACHES) == []
    page.get_by_role("button", name="Store it").click()
    stored(page, "complete")


@pytest.fixture
def slow(chromium: Browser) -> Iterator[BrowserContext]:
    """A reader whose browser tells of a slow connection."""
    flags = ["--no-sandbox", "--disable-gpu", "--force-effective-connection-type=3G"]
    other = chromium.browser_type.launch(executable_path=shutil.which("chromium"), args=flags)
    context = other.new_context()
    context.set_default_timeout(PATIENCE)
    yield context
    other.close()


def test_a_slow_or_metered_connection_is_asked_first(hosted: Hosted, slow: BrowserContext) -> None:
    """With the size of the download, for the first release and for the next."""
    host = hosted()
    page = front(slow.new_page(), host, "none")
    sent = sum(size for _, _, size in offline.files(host.folder).values())
    keep = page.get_by_role("button", name=f"Store it: download {round(sent / 1e6, 1):g} MB")
    front(page, host, "none")
    assert page.evaluate(CACHES) == []
    keep.click()
    stored(page, "complete")
    next_release(host)
    page.reload()
    again = page.get_by_role("button", name="Store it: download 0 MB")
    again.wait_for()
    assert releases(page) == {False}
    again.click()
    take(page)
    stored(page, "complete")
    assert releases(page) == {True}


def test_the_site_can_be_installed(hosted: Hosted, reader: BrowserContext) -> None:
    """The browser finds manifest, icons and shortcuts, and nothing wrong with them."""
    page = front(reader.new_page(), hosted())
    session = reader.new_cdp_session(page)
    assert session.send("Page.getAppManifest")["errors"] == []
    errors = [error["errorId"] for error in session.send("Page.getInstallabilityErrors")["installabilityErrors"]]
    assert [error for error in errors if error != "in-incognito"] == []  # as each test's reader is


@pytest.mark.parametrize("isolated", [True, False])
def test_firefox_needs_no_server_after_a_visit(hosted: Hosted, tmp_path: Path, isolated: bool) -> None:
    """As Chromium: front page, lesson and decoder, from the device, with nothing in the browser's own cache."""
    host = hosted(python=True, isolated=isolated)
    profile = tmp_path / "profile"
    profile.mkdir()
    firefox = Firefox(profile)
    try:
        firefox.goto(f"{host.address}/")
        firefox.until("document.querySelector('[data-offline=complete]')")
        host.stop()
        firefox.goto(f"{host.address}/")
        firefox.until("document.querySelector('[data-offline=complete]')")
        for path in ("", "notebooks/index.html?path=01-error-421.ipynb", "notebooks/index.html?path=decoder.ipynb"):
            firefox.goto(f"{host.address}/{path}")
            firefox.until("document.querySelector('.smtp-decoder textarea')")
            firefox.run(f"document.querySelector('.smtp-decoder textarea').value = {json.dumps(REPLY)}")
            firefox.run("document.querySelector('.smtp-decoder textarea').dispatchEvent(new Event('input', { bubbles: true }))")
            firefox.until("document.querySelector('.smtp-decoder .smtp-answer[data-reason=recipient_unknown]')")
            assert firefox.run("crossOriginIsolated") is isolated
    finally:
        firefox.close()
