"""The weight of a page in bytes, and how much its layout shifts while it loads over a slow network."""

import gzip
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page

from quality.audit.report import Row
from quality.audit.site import Site, script

KB = 1000  # bytes
SHIFT = "layout shift, scrolling included"
# Of any page; the first three are KB after gzip.
LIMITS = {"stylesheet": 20, "script": 15, "HTML, CSS, and script": 60, SHIFT: 0.02}
# A phone on a slow network: fonts and pictures arrive after the first paint, so the shifts they cause are measured.
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 90_000}


@contextmanager
def slow(site: Site, width: int) -> Iterator[Page]:
    """Open a blank page that loads everything again, over a slow network."""
    with site.open(width) as page:
        page.set_default_timeout(120_000)  # milliseconds: the slow network on a busy machine
        session = page.context.new_cdp_session(page)
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        session.send("Network.emulateNetworkConditions", SLOW)
        yield page


def measure(site: Site, page: Page, name: str) -> dict[str, float]:
    """Load the page `name`, scroll to its end and back; return what has a limit."""
    sizes, responses = {"document": 0.0, "stylesheet": 0.0, "script": 0.0}, []
    page.on("response", lambda response: responses.append(response))
    site.go(page, name)
    for _step in range(0, page.evaluate("document.documentElement.scrollHeight"), 600):
        page.mouse.wheel(0, 600)
        page.wait_for_timeout(40)
    page.wait_for_load_state("networkidle")
    shift = script(page, "shift")
    for response in responses:
        kind = response.request.resource_type
        if kind in sizes and not 300 <= response.status < 400:  # redirects have no body
            sizes[kind] += len(gzip.compress(response.body(), 6)) / KB
    page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
    return sizes | {"HTML, CSS, and script": sum(sizes.values()), SHIFT: shift}


def check(site: Site, widths=(360, 1280)) -> list[Row]:
    values: dict[str, dict[str, float]] = defaultdict(dict)
    for width in widths:
        with slow(site, width) as page:
            for name in site.pages:
                for what, value in measure(site, page, name).items():
                    values[what][f"{name} {width}"] = value
    return [row(what, limit, values[what]) for what, limit in LIMITS.items()]


def row(what: str, limit: float, values: dict[str, float]) -> Row:
    highest = max(values, key=values.get)
    over = [f"{page}: {value:.3g}" for page, value in values.items() if value > limit]
    return Row(f"{what}: at most {limit}", f"at most {values[highest]:.3g} ({highest})", over)
