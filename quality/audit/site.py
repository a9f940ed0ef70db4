"""The site under audit, opened in a browser with a width, a color scheme, and other preferences."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

HEIGHTS = {320: 640, 360: 740, 1280: 800}  # CSS pixels, by width
SCHEMES = ("light", "dark")
SCRIPTS = Path(__file__).parent / "scripts"


@dataclass
class Site:
    """A running site. `pages` are paths by name."""

    browser: Browser
    url: str
    pages: dict[str, str]

    @contextlib.contextmanager
    def open(self, name: str, width: int = 1280, *, scheme: str = "light", start=True, **options) -> Iterator[Page]:
        """Open the page `name` in a new context, without animations; leave it blank unless `start`.

        `options` are those of a Playwright context.
        """
        viewport = {"width": width, "height": HEIGHTS.get(width, 800)}
        context = self.browser.new_context(viewport=viewport, color_scheme=scheme, reduced_motion="reduce", **options)
        with contextlib.closing(context):
            page = context.new_page()
            if start:
                self.go(page, name)
            yield page

    def go(self, page: Page, name: str) -> None:
        """Load the page `name` and its fonts, which move the text. Raises RuntimeError if the site answers an error."""
        response = page.goto(self.url + self.pages[name])
        if response.status >= 500:
            raise RuntimeError(f"{self.pages[name]} answers {response.status}")
        page.evaluate("document.fonts.ready.then(() => null)")


def style(page: Page, css: str) -> None:
    """Add rules to a page as a reader's browser or extension would; its content policy doesn't apply."""
    page.evaluate(
        """css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);
        document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]; }""",
        css,
    )


def script(page: Page, name: str, argument=None):
    """Return what the function in scripts/`name`.js returns in the page."""
    return page.evaluate((SCRIPTS / f"{name}.js").read_text(encoding="utf-8"), argument)


def open_everything(page: Page) -> None:
    """Open the menu of narrow windows and every disclosure, and wait until they are laid out."""
    page.evaluate(
        """async () => { for (const one of document.querySelectorAll("details")) {
          one.removeAttribute("name"); one.open = true }
        [...document.querySelectorAll("[popovertarget]")].find((one) => one.checkVisibility())?.click();
        for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame) }"""
    )
