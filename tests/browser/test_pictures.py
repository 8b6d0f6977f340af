"""The pictures and the timeline in a real Chromium: they fit narrow pages and long words, can be read, and obey keys."""

import gettext
import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from smtp_tutor.i18n import Language
from smtp_tutor.render.pictures import PICTURES
from smtp_tutor.widgets import picture
from smtp_tutor.widgets.picture import Picture
from smtp_tutor.widgets.timeline import Timeline
from tests.browser.conftest import answered
from tests.browser.test_lessons import contrast

pytestmark = pytest.mark.browser
LONG = "muvaffakiyetsizleştiriciler ข้อความนี้ยังอยู่ในคิวและเซิร์ฟเวอร์จะลองส่งอีกครั้ง"
#: Everything that sticks out of the page, and every text with its colour and the ground it stands on.
OUTSIDE = """() => [...document.querySelectorAll("#widget *")]
  .filter((e) => !e.closest("details") && e.getClientRects().length)
  .filter((e) => e.getBoundingClientRect().right > innerWidth + 0.5 || e.getBoundingClientRect().left < -0.5)
  .map((e) => e.outerHTML)"""
TEXTS = """() => [...document.querySelectorAll("#widget *")]
  .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
  .map((e) => {
    let ground = e;
    while (ground !== document.body && !/rgb\\(/.test(getComputedStyle(ground).backgroundColor)) ground = ground.parentElement;
    const style = getComputedStyle(e);
    return [e.textContent, e.namespaceURI.endsWith("svg") ? style.fill : style.color, getComputedStyle(ground).backgroundColor];
  })"""


class Wordy(gettext.NullTranslations):
    """A language in which everything takes longer, with words that are not to be broken and text without spaces."""

    def gettext(self, message: str) -> str:
        """The message and more."""
        return message if re.search(r"\{(hours|minutes|days)\}", message) else f"{message} {LONG}"


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (375, "dark"), (375, "light")])
def test_a_picture_fits_and_can_be_read(opened: Callable[[Any, str], Page], name: str, width: int, scheme: str) -> None:
    """Nothing sticks out, no text is cut, and every text has a contrast of 7 to its ground."""
    page = opened(Picture(name), "picture.js")
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.add_style_tag(content="body { background: light-dark(#fff, #111); color-scheme: light dark; margin: 8px }")
    expect(page.get_by_role("img", name=re.compile(".{10}"))).to_have_count(1)
    assert page.evaluate(OUTSIDE) == []
    assert [seen for seen in page.evaluate(TEXTS) if contrast(seen[1], seen[2]) < 7] == []


@pytest.mark.parametrize("name", PICTURES)
def test_long_words_have_room(opened: Callable[[Any, str], Page], monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """In a wordy language too, on a narrow page."""
    monkeypatch.setattr(picture, "language", lambda _: Language("tr", Wordy()))
    page = opened(Picture(name), "picture.js")
    page.set_viewport_size({"width": 375, "height": 800})
    assert LONG in page.locator("#widget").inner_text()
    assert page.evaluate(OUTSIDE) == []


def test_the_timeline_by_keyboard(opened: Callable[[Any, str], Page]) -> None:
    """Choose what delays the message, go on try by try, to the bounce, and back, without a mouse."""
    page = opened(Timeline(), "timeline.js")
    page.set_viewport_size({"width": 375, "height": 800})
    widget, slider = page.locator("#widget"), page.get_by_role("slider")
    page.get_by_label("Why does the server say").focus()
    answered(page, partial(page.keyboard.press, "End"))
    expect(widget).to_have_attribute("data-outcome", "deferred")
    slider.focus()
    answered(page, partial(page.keyboard.press, "ArrowRight"))
    expect(page.get_by_role("status")).to_contain_text("Try 2 of 113, after 5 min.")
    expect(slider).to_have_attribute("aria-valuetext", "Try 2 of 113, after 5 min.")
    answered(page, partial(page.keyboard.press, "End"))
    expect(widget).to_have_attribute("data-outcome", "returned")
    assert page.evaluate(OUTSIDE) == []
    page.get_by_role("button", name="Previous try").focus()
    answered(page, partial(page.keyboard.press, "Enter"))
    expect(page.get_by_role("status")).to_contain_text("Try 112 of 113")
    expect(page.get_by_role("button", name="Previous try")).to_be_focused()
    answered(page, partial(page.get_by_role("button", name="First try").press, "Enter"))
    answered(page, partial(page.get_by_label("Which queue").select_option, "exim"))
    expect(page.get_by_role("status")).to_contain_text("Try 1 of 28")
