"""The site under audit, opened in a browser with a width, a color scheme, and other preferences."""

import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
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
    def open(self, width: int = 1280, scheme: str = "light") -> Iterator[Page]:
        """Open a blank page in a new context, without animations, and without a service worker that answers for us."""
        options = {"viewport": {"width": width, "height": HEIGHTS.get(width, 800)}, "color_scheme": scheme}
        context = self.browser.new_context(**options, reduced_motion="reduce", service_workers="block")
        with contextlib.closing(context):
            yield context.new_page()

    def each(self, widths: Iterable[int], schemes=("light",)) -> Iterator[tuple[Page, str, str]]:
        """Load every page in each width and scheme; yield it, its name, and scheme and width in words."""
        for scheme, width in product(schemes, widths):
            with self.open(width, scheme) as page:
                for name in self.pages:
                    self.go(page, name)
                    yield page, name, f"{scheme} {width}"

    def go(self, page: Page, name: str) -> None:
        """Load the page `name` and its fonts, which move the text. Raises RuntimeError if the site answers an error."""
        response = page.goto(self.url + self.pages[name])
        if response.status >= 500:
            raise RuntimeError(f"{self.pages[name]} answers {response.status}")
        page.evaluate("document.fonts.ready.then(() => null)")


@contextlib.contextmanager
def styled(page: Page, css: str) -> Iterator[None]:
    """Add rules to a page for a while, as a reader's browser or extension would; its content policy doesn't apply."""
    page.evaluate(
        """css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);
        document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]; }""",
        css,
    )
    yield
    page.evaluate("document.adoptedStyleSheets = document.adoptedStyleSheets.slice(0, -1)")


def script(page: Page, name: str, argument=None):
    """Return what the function in scripts/`name`.js returns in the page."""
    return page.evaluate((SCRIPTS / f"{name}.js").read_text(encoding="utf-8"), argument)


def open_everything(page: Page) -> None:
    """Open the menu of narrow windows and every disclosure, and wait until they are laid out."""
    page.evaluate(
        """async () => { for (const one of document.querySelectorAll("details")) {
          one.removeAttribute("name"); one.open = true }
        const menu = [...document.querySelectorAll("[popovertarget]")].find((one) => one.checkVisibility());
        if (menu && !menu.popoverTargetElement.matches(":popover-open")) menu.click();
        for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame) }"""
    )
