"""The weight of a page in bytes, and how much its layout shifts while it loads over a slow network."""

import gzip

from quality.audit.report import Row
from quality.audit.site import Site, script

KB = 1000  # bytes
LIMITS = {"stylesheet": 20, "script": 15, "HTML, CSS, and script": 60}  # KB of a page after gzip
SHIFT = 0.02
# A phone on a slow network: fonts and pictures arrive after the first paint, so the shifts they cause are measured.
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 90_000}


def measure(site: Site, name: str, width: int) -> tuple[dict[str, float], float]:
    """Load the page `name` and scroll to its end; return KB by resource type, and the layout shift."""
    sizes, responses = {"document": 0.0, "stylesheet": 0.0, "script": 0.0}, []
    with site.open(name, width, start=False) as page:
        page.set_default_timeout(120_000)  # milliseconds: the slow network on a busy machine
        page.on("response", lambda response: responses.append(response))
        page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)
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
    return sizes | {"HTML, CSS, and script": sum(sizes.values())}, shift


def highest(limit: str, allowed: float, values: dict[str, float], digits: int) -> Row:
    """Return the row of a number that no page may exceed."""
    name = max(values, key=values.get)
    over = [f"{page}: {value:.{digits}f}" for page, value in values.items() if value > allowed]
    return Row(limit, f"at most {values[name]:.{digits}f} ({name})", over)


def check(site: Site, widths=(360, 1280)) -> list[Row]:
    """Weigh each page at the first of the widths; measure shifts at all of them."""
    loads = {width: {name: measure(site, name, width) for name in site.pages} for width in widths}
    sizes = {name: size for name, (size, _shift) in loads[widths[0]].items()}
    shifts = {name: max(loads[width][name][1] for width in widths) for name in site.pages}
    return [
        *(
            highest(
                f"{kind}: at most {allowed} KB gzip", allowed, {name: size[kind] for name, size in sizes.items()}, 1
            )
            for kind, allowed in LIMITS.items()
        ),
        highest(f"layout shift, scrolling included: at most {SHIFT}", SHIFT, shifts, 3),
    ]
