"""Accessibility by the rules of axe-core: WCAG 2.2 A and AA, and best practices."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from quality.audit.report import Faults, Row
from quality.audit.site import SCHEMES, Site, open_everything

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {
    "runOnly": {"type": "tag", "values": TAGS},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}


def violations(page: Page) -> list[str]:
    """Return one line for each rule and element that breaks it."""
    results = Axe().run(page, options=OPTIONS).response["violations"]
    return [f"{rule['id']}: {node['target'][-1]}" for rule in results for node in rule["nodes"]]


def turn(page: Page, scheme: str) -> None:
    """Show the page in another color scheme, and end the transitions between the two."""
    page.emulate_media(color_scheme=scheme)
    page.evaluate(
        """() => new Promise(requestAnimationFrame).then(() => document.getAnimations()
        .filter((one) => one instanceof CSSTransition).forEach((one) => one.finish()))"""
    )


def look(page: Page, name: str, faults: Faults) -> None:
    """Note the violations of a page with its menu and all disclosures open, in light and dark."""
    open_everything(page)
    for scheme in SCHEMES:
        turn(page, scheme)
        for violation in violations(page):
            faults.add(f"{name}: {violation}", f"{scheme} {page.viewport_size['width']}")


def check(site: Site, widths=(320, 1280)) -> list[Row]:
    faults = Faults()
    for page, name, _condition in site.each(widths):
        look(page, name, faults)
    return [faults.row("axe, WCAG 2.2 AA and best practices: 0 violations", f"{len(site.pages)} pages")]
