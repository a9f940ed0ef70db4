"""What is left without script and without styles: everything."""

import re

from playwright.sync_api import Page

from deploy.audit.report import Faults, Row
from deploy.audit.site import Site, script


def text(page: Page) -> str:
    return re.sub(r"\s+", " ", page.locator("body").inner_text()).strip()


def without_script(site: Site) -> Row:
    """The same words as with it, and no content that waits for it."""
    faults = Faults()
    for name in site.pages:
        with site.open(name) as page:
            whole = text(page)
        with site.open(name, java_script_enabled=False) as page:
            if text(page) != whole:
                faults.add(f"{name}: other text than with script")
            if not page.get_by_role("heading", level=1).count():
                faults.add(f"{name}: no heading")
    return faults.row("the same words with JavaScript off", f"{len(site.pages)} pages")


def without_styles(site: Site) -> Row:
    """Headings in order, landmarks, names, and a reading order that makes sense."""
    faults = Faults()
    for name in site.pages:
        with site.open(name, start=False) as page:
            page.route("**/*.css", lambda route: route.abort())
            site.go(page, name)
            for fault in script(page, "structure"):
                faults.add(f"{name}: {fault}")
    return faults.row("meaningful without CSS: headings, landmarks, names, order", f"{len(site.pages)} pages")


def check(site: Site) -> list[Row]:
    return [without_script(site), without_styles(site)]
