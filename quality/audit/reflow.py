"""Enlarging: zoom, larger text and wider spacing never make a page scroll sideways or cut text off."""

from playwright.sync_api import Page

from quality.audit.report import Faults, Row
from quality.audit.site import Site, open_details, open_menu, script, style

ZOOMS = {640: "200 %", 320: "400 %"}  # what zoom leaves of a window 1280 px wide; the narrowest phone has 320 px
LARGE_TEXT = "html { font-size: 200% !important; }"
# WCAG 1.4.12
SPACING = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-block-end: 2em !important; }"""


def sideways(page: Page) -> list[str]:
    """What makes the page wider than its window: the elements that stick out, none if nothing does."""
    return script(page, "sideways")


def clipped(page: Page) -> list[str]:
    """Texts of which a part is cut off by a box around them."""
    return script(page, "clipped")


def zoom(site: Site, widths=tuple(ZOOMS)) -> Row:
    faults = Faults()
    for width in widths:
        for name in site.all:
            with site.open(name, width) as page:
                for state in ("closed", "open"):
                    for element in sideways(page):
                        faults.add(f"{name}: {element}", f"{ZOOMS[width]} {state}")
                    open_details(page)
                    open_menu(page)
    return faults.row("200 % and 400 % zoom: no sideways scrolling", f"{len(site.all)} pages")


def text(site: Site, widths=(1280, 768)) -> Row:
    return _styled(site, LARGE_TEXT, widths, "text of 200 %")


def spacing(site: Site, widths=(320, 1280)) -> Row:
    return _styled(site, SPACING, widths, "text spacing of WCAG 1.4.12")


def _styled(site: Site, css: str, widths, what: str) -> Row:
    faults = Faults()
    for width in widths:
        for name in site.all:
            with site.open(name, width) as page:
                style(page, css)
                for element in sideways(page):
                    faults.add(f"{name}: sideways: {element}", width)
                for element in clipped(page):
                    faults.add(f"{name}: cut off: {element}", width)
    return faults.row(f"{what}: no sideways scrolling, nothing cut off", f"{len(site.all)} pages")


def check(site: Site) -> list[Row]:
    return [zoom(site), text(site), spacing(site)]
