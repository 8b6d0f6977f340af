"""Draws `web/icons/*.png` again from the SVG pictures beside them, with the Chromium of the tests: `python -m tools.icons`."""

import shutil

from playwright.sync_api import sync_playwright

from tools.manifest import ICONS
from tools.manifest import WEB as PICTURES


def main() -> None:
    """Draw each picture in the sizes that the manifest names."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, picture, size, _ in ICONS:
            if name.endswith(".svg"):
                continue
            page = browser.new_page(viewport={"width": size, "height": size})
            svg = (PICTURES / picture).read_text(encoding="utf-8")
            page.set_content(f"<style>body {{ margin: 0 }} svg {{ display: block }}</style>{svg}")
            page.screenshot(path=PICTURES / name, omit_background=True)
        browser.close()


if __name__ == "__main__":
    main()
