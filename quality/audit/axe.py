"""Accessibility by the rules of axe-core: WCAG 2.2 A and AA, and best practices."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from quality.audit.report import Faults, Row
from quality.audit.site import SCHEMES, Site, open_details, open_menu

WIDTHS = (320, 360, 768, 1280)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {
    "runOnly": {"type": "tag", "values": TAGS},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}


def violations(page: Page) -> list[str]:
    """One line for each rule and element that breaks it."""
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [f"{rule['id']}: {node['target'][-1]}" for rule in found for node in rule["nodes"]]


def check(site: Site, widths=WIDTHS, schemes=SCHEMES, states=("closed", "open")) -> list[Row]:
    """Every page and component as it comes, and with its menu and all disclosures open."""
    faults = {state: Faults() for state in states}
    names = [*site.all, *site.states]
    for name in names:
        for scheme in schemes:
            for width in widths:
                with site.open(name, width, scheme=scheme) as page:
                    for state in states:
                        if state == "closed" or open_details(page) + open_menu(page):
                            for violation in violations(page):
                                faults[state].add(f"{name}: {violation}", f"{scheme} {width}")
    views = f"{len(names)} pages and component states × {len(schemes)} schemes × {len(widths)} widths"
    bound = "axe, WCAG 2.2 AA and best practices, menu and disclosures {}: 0 violations"
    return [faults[state].row(bound.format(state), views) for state in states]
