"""The keyboard reaches every control, and every stop of Tab is visible and shows its focus."""

import math
from collections.abc import Iterator

from PIL import ImageChops
from playwright.sync_api import Page

from quality.audit.contrast import picture, ratio
from quality.audit.report import Faults, Row
from quality.audit.site import SCHEMES, Site, script

MAX_STOPS = 500  # no page has more
INDICATOR = 3.0  # contrast between the same pixels with and without the focus, WCAG 1.4.11 and 2.4.13


def stops(page: Page) -> Iterator[dict]:
    """Press Tab through the page; yield what scripts/stop.js says of each stop until the first one returns."""
    for _press in range(MAX_STOPS):
        page.keyboard.press("Tab")
        stop = script(page, "stop")
        if stop is None:
            continue  # past the end of the page; it may start with a field in the middle
        if stop["seen"]:
            return
        yield stop


def indicator(page: Page, stop: dict) -> float:
    """Return the contrast of the change that the focus makes, on as many pixels as a line along two short sides."""
    focused = picture(page)
    page.evaluate("() => { window.__focused = document.activeElement; window.__focused.blur(); }")
    plain = picture(page)
    page.evaluate("() => window.__focused.focus({ preventScroll: true })")
    changed = ImageChops.difference(focused, plain).getbbox()
    if not changed:
        return 0
    pairs = zip(focused.crop(changed).get_flattened_data(), plain.crop(changed).get_flattened_data(), strict=True)
    ratios = sorted((ratio(one, other) for one, other in pairs if one != other), reverse=True)
    needed = math.ceil(2 * min(stop["box"][2:]))
    return ratios[needed] if len(ratios) > needed else 0


def look(page: Page, name: str, condition: str, faults: Faults, measured: set[tuple]) -> int:
    """Note what is wrong with the stops of a page; return how many. Add their kinds to `measured`."""
    count = 0
    for stop in stops(page):
        count += 1
        label, kind = f"{name}: {stop['kind']} “{stop['label']}”", (stop["kind"], condition)
        if stop["hidden"]:
            faults.add(f"{label} {stop['hidden']}", condition)
        if kind not in measured and (contrast := indicator(page, stop)) < INDICATOR:
            faults.add(f"{label} shows its focus with {contrast:.1f}:1", condition)
        measured.add(kind)  # it shows its focus the same way on every page
    for control in script(page, "unreached"):
        faults.add(f"{name}: Tab does not reach {control}", condition)
    return count


def check(site: Site, widths=(360, 1280), schemes=SCHEMES) -> list[Row]:
    faults, measured = Faults(), set()
    count = sum(look(*opened, faults, measured) for opened in site.each(widths, schemes))
    return [faults.row(f"Tab reaches every control, visible, focus at least {INDICATOR:g}:1", f"{count} stops")]
