"""A reader opens the site in a real browser, pastes what a mail server said, and has it explained."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Watched

SINGLE = "550 5.1.1 <nobody@example.com>: Recipient address rejected"
MULTI = "452-4.2.2 The mailbox of the recipient\n452-4.2.2 is over its quota.\n452 4.2.2 Please try again later."


def decoder(page: Page) -> tuple[Locator, Locator]:
    """The box of the first decoder on a page, found by its label, and the place of its answer."""
    first = page.locator(".smtp-decoder").first
    return first.get_by_label("What did the mail server say?"), first.locator(".smtp-place")


def settled(page: Page) -> None:
    """Come back when the first decoder has answered the last text."""
    expect(page.locator(".smtp-decoder").first).not_to_have_attribute("aria-busy", "true", timeout=60_000)


def test_the_front_page_leads_to_lesson_and_decoder(watched: Watched) -> None:
    """Plain links, ours, that work."""
    page = watched.page
    page.goto(watched.site)
    expect(page.get_by_role("heading", level=1)).to_contain_text("What did the server say?")
    page.get_by_role("link", name="Error 421: what just happened?").click()
    watched.ready()
    expect(page.locator(".smtp-answer").first).to_have_attribute("data-code", "421")
    page.get_by_role("link", name="All lessons", exact=True).click()
    page.get_by_role("link", name="The decoder").click()
    page.locator(".smtp-decoder textarea").first.wait_for()


def test_the_lesson_runs_by_itself_and_decodes(watched: Watched) -> None:
    """Without a click: prose, decoder, anatomy; then a pasted reply is explained while it is typed."""
    page = watched.open("01-error-421.ipynb")
    expect(page.locator(".smtp-anatomy")).to_have_count(1)
    box, answer = decoder(page)
    box.fill(SINGLE)
    shown = answer.locator(".smtp-answer")
    expect(shown).to_have_attribute("data-code", "550")
    expect(shown).to_have_attribute("data-enhanced", "5.1.1")
    expect(shown).to_have_attribute("data-reason", "recipient_unknown")
    box.fill(MULTI)
    expect(shown).to_have_attribute("data-code", "452")
    expect(shown).to_have_attribute("data-reason", "mailbox_full")


def test_what_is_pasted_gets_a_clear_answer(watched: Watched) -> None:
    """Nonsense, an empty box, a great text, markup, other scripts: a sentence, and never a traceback."""
    page = watched.open("decoder.ipynb")
    box, answer = decoder(page)
    box.fill("hello world")
    expect(answer.locator(".smtp-problem")).to_contain_text("No answer of a mail server was found")
    box.fill("")
    expect(answer.locator(".smtp-empty")).to_contain_text("Paste what a mail server said")
    box.fill("550 <img src=x onerror=alert(1)>")
    expect(answer.locator(".smtp-answer")).to_have_attribute("data-code", "550")
    expect(answer.locator(".smtp-said")).to_contain_text("<img src=x onerror=alert(1)>")
    expect(answer.locator("img")).to_have_count(0)
    box.fill("ไม่สามารถส่งข้อความของคุณข้อผิดพลาด ๔๒๑")
    expect(answer.locator(".smtp-answer")).to_have_attribute("data-code", "421")
    box.fill("550 5.1.1 User unknown\n" + "x" * 1_000_000)
    settled(page)
    expect(answer.locator(".smtp-answer")).to_have_attribute("data-code", "550")
    expect(page.locator("body")).not_to_contain_text("Traceback")


def test_examples_and_copying(watched: Watched) -> None:
    """An example is one click; the explanation can be copied as text."""
    watched.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = watched.open("decoder.ipynb")
    page.get_by_role("button", name=re.compile("5.7.1 Service unavailable")).click()
    expect(page.locator(".smtp-answer")).to_have_attribute("data-reason", "reputation_block")
    page.get_by_role("button", name="Copy the explanation").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    assert "What to do" in page.evaluate("navigator.clipboard.readText()")
    page.get_by_role("button", name="Empty the box").click()
    expect(page.locator(".smtp-empty")).to_be_visible()


def test_the_anatomy_by_mouse_and_by_keyboard(watched: Watched) -> None:
    """Any code can be built, and says what it means."""
    page = watched.open("01-error-421.ipynb")
    anatomy = page.locator(".smtp-anatomy")
    shown = anatomy.locator(".smtp-answer")
    expect(shown).to_have_attribute("data-code", "421")
    anatomy.get_by_role("button", name="First digit: did it work? Next value").click()
    expect(shown).to_have_attribute("data-code", "521")
    first = anatomy.get_by_role("spinbutton", name="First digit")
    first.focus()
    page.keyboard.press("2")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("0")
    expect(shown).to_have_attribute("data-code", "230")
    expect(first).to_have_attribute("aria-valuetext", re.compile("2: Done"))


def test_the_code_behind_an_exercise_is_a_key_away(watched: Watched) -> None:
    """A button for a screen reader and for the keyboard, and the code where it was."""
    page = watched.open("01-error-421.ipynb")
    buttons = page.get_by_role("button", name="Show the code", exact=True)
    folded = buttons.count()
    assert folded > 1
    buttons.first.press("Enter")
    expect(page.locator(".jp-InputArea-editor:visible")).to_have_count(1)
    expect(page.locator(".cm-content:visible")).to_be_focused()
    buttons.first.press(" ")
    expect(page.locator(".jp-InputArea-editor:visible")).to_have_count(2)
    expect(buttons).to_have_count(folded - 2)


def test_start_again_restarts_the_kernel(watched: Watched) -> None:
    """The widgets come back and answer."""
    page = watched.open("decoder.ipynb")
    old = page.locator(".smtp-decoder textarea").element_handle()
    page.get_by_role("button", name="Start again").click()
    assert old is not None
    old.wait_for_element_state("hidden")
    box, answer = decoder(page)
    box.fill(SINGLE)
    expect(answer.locator(".smtp-answer")).to_have_attribute("data-code", "550")


def drop(page: Page, name: str, content: bytes) -> None:
    """Drop a file on the first decoder, as a reader does from a folder."""
    transfer = page.evaluate_handle(
        "([name, bytes]) => { const t = new DataTransfer(); t.items.add(new File([new Uint8Array(bytes)], name)); return t; }",
        [name, list(content)],
    )
    page.locator(".smtp-decoder").first.dispatch_event("drop", {"dataTransfer": transfer})


def test_a_bounce_dropped_on_the_decoder(watched: Watched, corpus: Path) -> None:
    """A message as a mail program saves it, MIME and all."""
    page = watched.open("decoder.ipynb")
    message = (corpus / "bounces" / "postfix-two.eml").read_bytes()
    drop(page, "bounce.eml", message)
    expect(page.locator(".smtp-answer")).to_be_visible()
    expect(page.locator(".smtp-replies tbody tr")).to_have_count(2)


def test_a_log_of_ten_thousand_lines(watched: Watched) -> None:
    """Counts and a bar chart by reason."""
    page = watched.open("decoder.ipynb")
    line = "Nov 22 10:00:00 mx postfix/smtp[1]: A{0}: to=<u{0}@example.com>, relay=mx.example.com[192.0.2.1]:25, delay=1, {1}"
    sent = "dsn=2.0.0, status=sent (250 2.0.0 OK)"
    full = "dsn=5.2.2, status=bounced (host mx.example.com[192.0.2.1] said: 552 5.2.2 Mailbox full (in reply to RCPT TO command))"
    text = "\n".join(line.format(number, full if number % 4 == 0 else sent) for number in range(10_000))
    drop(page, "mail.log", text.encode())
    settled(page)
    expect(page.locator('.smtp-tally tr[data-reason="mailbox_full"]')).to_have_attribute("data-count", "2500")
    expect(page.locator('.smtp-tally tr[data-reason="none"]')).to_have_attribute("data-count", "7500")
    expect(page.locator(".smtp-answer")).to_have_attribute("data-reason", "mailbox_full")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (375, "light"), (375, "dark")])
def test_nothing_is_cut_off(watched: Watched, width: int, scheme: str) -> None:
    """The front page and an answer fit the window, wide and narrow, light and dark; texts are readable on their ground."""
    page = watched.page
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(watched.site)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    watched.open("decoder.ipynb")
    box, answer = decoder(page)
    box.fill(SINGLE)
    shown = answer.locator(".smtp-answer")
    expect(shown).to_have_attribute("data-code", "550")
    assert shown.evaluate("e => e.getBoundingClientRect().right <= innerWidth && e.scrollWidth <= e.clientWidth + 1")
    colours = shown.evaluate("e => { const s = getComputedStyle(e); return [s.color, s.backgroundColor]; }")
    assert contrast(*colours) >= 7


def contrast(one: str, two: str) -> float:
    """The contrast of two colours `rgb(r, g, b)` (WCAG 2.2)."""

    def luminance(colour: str) -> float:
        parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
        red, green, blue = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
