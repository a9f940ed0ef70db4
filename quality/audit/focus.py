"""The keyboard: every stop can be seen and shows its focus, everything can be reached; and targets are large."""

import math
from collections.abc import Iterator

from PIL import ImageChops
from playwright.sync_api import Page

from quality.audit.contrast import picture, ratio
from quality.audit.report import Faults, Row
from quality.audit.site import SCHEMES, Site, open_details, open_menu, script

STOPS = 500  # no page has more
LEAST = 24  # CSS pixels, WCAG 2.5.8 without its exception for spacing
INDICATOR = 3.0  # contrast between the same pixels with and without the focus, WCAG 1.4.11 and 2.4.13


def stops(page: Page) -> Iterator[dict]:
    """Presses Tab through the page; what scripts/stop.js says of each stop, until the first one comes again."""
    for _press in range(STOPS):
        page.keyboard.press("Tab")
        stop = script(page, "stop")
        if stop is None:
            continue  # between the end of the page and its beginning: a page may start with a field in the middle
        if stop["seen"]:
            return
        yield stop


def hidden(stop: dict) -> list[str]:
    """What keeps a person from seeing a stop."""
    faults = [] if stop["shown"] else ["cannot be seen"]
    faults += [] if stop["inside"] or not stop["shown"] else ["is outside the window"]
    return faults + ([f"is under {stop['covered']}"] if stop["covered"] and stop["shown"] else [])


def indicator(page: Page, stop: dict) -> float:
    """Contrast of the change that the focus makes, on at least as many pixels as a line along two short sides."""
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


def tab(site: Site, widths=(360, 1280), schemes=SCHEMES) -> list[Row]:
    seen, shows, reached = Faults(), Faults(), Faults()
    kinds: set[tuple] = set()  # a kind of stop shows its focus the same way on every page
    count, least = 0, math.inf
    for scheme in schemes:
        for width in widths:
            for name in site.all:
                with site.open(name, width, scheme=scheme) as page:
                    for stop in stops(page):
                        count += 1
                        label = f"{name}: {stop['kind']} “{stop['label']}”"
                        for fault in hidden(stop):
                            seen.add(f"{label} {fault}", width)
                        if (stop["kind"], scheme, width) in kinds:
                            continue
                        kinds.add((stop["kind"], scheme, width))
                        found = indicator(page, stop)
                        least = min(least, found)
                        if found < INDICATOR:
                            shows.add(f"{label}: {found:.1f}:1", f"{scheme} {width}")
                    for control in script(page, "unreached"):
                        reached.add(f"{name}: {control}", width)
    return [
        seen.row("every stop of Tab is in the window and under nothing", f"{count} stops"),
        shows.row(f"the focus shows: at least {INDICATOR:g}:1", f"{len(kinds)} kinds of stops, lowest {least:.1f}:1"),
        reached.row("Tab reaches every control", f"{len(site.all)} pages"),
    ]


def targets(site: Site, widths=(320, 1280)) -> Row:
    faults = Faults()
    for width in widths:
        for name in site.all:
            with site.open(name, width) as page:
                open_details(page)
                open_menu(page)
                for small in script(page, "targets", LEAST):
                    faults.add(f"{name}: {small}", width)
    return faults.row(f"targets: at least {LEAST} × {LEAST} px", f"{len(site.all)} pages")


def check(site: Site) -> list[Row]:
    return [*tab(site), targets(site)]
