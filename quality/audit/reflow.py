"""Zoom, larger text, and wider spacing never make a page scroll sideways or cut text off."""

from playwright.sync_api import Page

from quality.audit.report import Faults, Row
from quality.audit.site import Site, open_everything, script, styled

LARGE_TEXT = "html { font-size: 200% !important; }"
SPACING = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-block-end: 2em !important; }"""
CASES = {  # name: width that zoom leaves of a window 1280 px wide, and styles
    "200 % zoom": (640, ""),
    "400 % zoom": (320, ""),
    "text of 200 %": (1280, LARGE_TEXT),
    "text spacing of WCAG 1.4.12": (320, SPACING),
}


def look(page: Page, name: str, faults: Faults) -> None:
    """Note what does not fit a page in the cases of its width, closed and with everything open."""
    cases = {case: css for case, (width, css) in CASES.items() if width == page.viewport_size["width"]}
    for is_open in (False, True):
        if is_open:
            open_everything(page)
        for case, css in cases.items():
            with styled(page, css):
                for element in script(page, "sideways"):
                    faults.add(f"{name}: sideways: {element}", case)
                for element in script(page, "clipped") if css and not is_open else ():
                    faults.add(f"{name}: cut off: {element}", case)


def check(site: Site) -> list[Row]:
    faults = Faults()
    for page, name, _condition in site.each({width for width, _css in CASES.values()}):
        look(page, name, faults)
    return [faults.row("zoom, large text: no sideways scrolling, nothing cut off", f"{len(site.pages)} pages")]
