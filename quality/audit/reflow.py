"""Zoom, larger text, and wider spacing never make a page scroll sideways or cut text off."""

from itertools import product

from quality.audit.report import Faults, Row
from quality.audit.site import Site, open_everything, script, style

LARGE_TEXT = "html { font-size: 200% !important; }"
SPACING = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-block-end: 2em !important; }"""
CASES = {  # name: width that zoom leaves of a window 1280 px wide, and styles
    "200 % zoom": (640, ""),
    "400 % zoom": (320, ""),
    "text of 200 %": (1280, LARGE_TEXT),
    "text spacing of WCAG 1.4.12": (320, SPACING),
}


def check(site: Site, cases=tuple(CASES)) -> list[Row]:
    faults = Faults()
    for case, name in product(cases, site.pages):
        width, css = CASES[case]
        with site.open(name, width) as page:
            style(page, css)
            cut_off = script(page, "clipped") if css else []
            wide = script(page, "sideways")
            open_everything(page)
            for element in [*wide, *script(page, "sideways")]:
                faults.add(f"{name}: sideways: {element}", case)
            for element in cut_off:
                faults.add(f"{name}: cut off: {element}", case)
    return [faults.row("zoom, large text: no sideways scrolling, nothing cut off", f"{len(site.pages)} pages")]
