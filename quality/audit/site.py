"""The site under audit, opened in a browser as somebody sees it: a width, a colour scheme, a preference."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page

HEIGHTS = {320: 640, 360: 740, 768: 1024, 1280: 800}  # CSS pixels, by width
SCHEMES = ("light", "dark")
SCRIPTS = Path(__file__).parent / "scripts"


@dataclass
class Site:
    """A running site: addresses by name.

    `pages` are those of visitors, `staff` those behind or at the sign-in, `states` show one component in one state.
    `sessions` are the storage states with which some of them are opened.
    """

    browser: Browser
    url: str
    pages: dict[str, str]
    staff: dict[str, str] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, dict] = field(default_factory=dict)

    @property
    def all(self) -> dict[str, str]:
        """Every whole page."""
        return {**self.pages, **self.staff}

    def path(self, name: str) -> str:
        return {**self.all, **self.states}[name]

    @contextlib.contextmanager
    def open(self, name: str, width: int = 1280, *, scheme: str = "light", start=True, **options) -> Iterator[Page]:
        """The page `name` in a context of its own, without motion; empty still if not `start`.

        `options` are those of a Playwright context.
        """
        context = self.browser.new_context(
            **{
                "viewport": {"width": width, "height": HEIGHTS.get(width, 800)},
                "color_scheme": scheme,
                "reduced_motion": "reduce",
                "storage_state": self.sessions.get(name),
                **options,
            }
        )
        try:
            page = context.new_page()
            if start:
                self.go(page, name)
            yield page
        finally:
            context.close()

    def go(self, page: Page, name: str, **options) -> None:
        """Loads the page `name` and its fonts. Raises RuntimeError if the site breaks down."""
        response = page.goto(self.url + self.path(name), **options)
        if response.status >= 500:
            raise RuntimeError(f"{self.path(name)} answers {response.status}")
        page.evaluate("document.fonts.ready.then(() => null)")  # they move the text


def style(page: Page, css: str) -> None:
    """Adds rules to a page, past its content policy, as a reader's browser or extension would."""
    page.evaluate(
        """css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);
        document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]; }""",
        css,
    )


def script(page: Page, name: str, argument=None):
    """What the function in scripts/`name`.js answers in the page."""
    return page.evaluate((SCRIPTS / f"{name}.js").read_text(encoding="utf-8"), argument)


def open_details(page: Page) -> int:
    """Opens every disclosure and lets what is in them take its place; how many were closed."""
    return page.evaluate(
        """async () => { const closed = [...document.querySelectorAll("details:not([open])")];
        closed.forEach((one) => { one.removeAttribute("name"); one.open = true });
        for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame); return closed.length }"""
    )


def open_menu(page: Page) -> bool:
    """Opens the menu of narrow windows; whether there is one."""
    return page.evaluate(
        """() => { const buttons = [...document.querySelectorAll("[popovertarget]")];
        const shown = buttons.find((one) => one.checkVisibility()); shown?.click(); return Boolean(shown) }"""
    )
