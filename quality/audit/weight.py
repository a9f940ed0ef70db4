"""What a page costs: bytes, requests, other hosts, cookies, scripts that hold up painting, and shifting layout."""

import gzip
import math
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Page, Response

from quality.audit.report import Faults, Row
from quality.audit.site import Site, script

KB = 1000  # bytes
PAGE, STYLES, SCRIPTS, SHIFT = 60 * KB, 20 * KB, 15 * KB, 0.02
COMPRESSED = "text is sent compressed"
CODE = ("document", "stylesheet", "script")
# A phone on a slow network: fonts and pictures come after the first paint, so that what they shift is seen.
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 90_000}


@dataclass
class Load:
    """What loading one page took, in bytes after gzip for text, as they are for the rest."""

    bytes: dict[str, int] = field(default_factory=dict)  # by resource type
    hosts: set[str] = field(default_factory=set)
    requests: int = 0
    uncompressed: list[str] = field(default_factory=list)  # text that was sent as it is
    blocking: list[str] = field(default_factory=list)  # scripts
    cookies: list[str] = field(default_factory=list)
    shift: float = 0.0

    @property
    def code(self) -> int:
        return sum(map(self.of, CODE))

    def of(self, kind: str) -> int:
        return self.bytes.get(kind, 0)

    def count(self, response: Response) -> None:
        kind = response.request.resource_type
        body = response.body()
        self.requests += 1
        if kind in CODE:
            body = gzip.compress(body, 6)
            if not response.header_value("content-encoding"):
                self.uncompressed.append(urlsplit(response.url).path)
        self.bytes[kind] = self.of(kind) + len(body)


def measure(site: Site, name: str, width: int = 360) -> Load:
    """Load the page `name` afresh over a slow network and scroll to its end."""
    load = Load()
    with site.open(name, width, start=False) as page:
        responses = []
        page.on("request", lambda request: load.hosts.add(urlsplit(request.url).netloc))
        page.on("response", lambda response: responses.append(response))
        page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)
        site.go(page, name, wait_until="load")
        scroll(page)
        page.wait_for_load_state("networkidle")
        load.shift = script(page, "shift")
        load.blocking = script(page, "blocking")
        load.cookies = [cookie["name"] for cookie in page.context.cookies()]
        for response in responses:
            if response.ok or response.status >= 400:  # a redirect has no body
                load.count(response)
    load.hosts.discard(urlsplit(site.url).netloc)
    return load


def scroll(page: Page) -> None:
    height = page.evaluate("document.documentElement.scrollHeight")
    for _step in range(0, height, 600):
        page.mouse.wheel(0, 600)
        page.wait_for_timeout(40)


def most(bound: str, limit: float, values: dict[str, float], unit: float = KB, form: str = "{:.1f} KB") -> Row:
    """The row of a number that no page may exceed. `unit` and `form` say how it is told."""
    name = max(values, key=values.get)
    over = [f"{one}: {form.format(value / unit)}" for one, value in values.items() if value > limit]
    return Row(bound, f"most {form.format(values[name] / unit)} ({name})", over)


def none(bound: str, found: dict[str, list[str]]) -> Row:
    faults = Faults()
    for name, ones in found.items():
        for one in ones:
            faults.add(one, name)
    return faults.row(bound, f"{len(found)} pages")


def check(site: Site, widths=(360, 1280)) -> list[Row]:
    """Bytes and hosts as on the first of the widths, shifts on all of them."""
    at = {width: {name: measure(site, name, width) for name in site.pages} for width in widths}
    loads = at[widths[0]]

    def each(value) -> dict:
        return {name: value(load) for name, load in loads.items()}

    shifts = {name: max(at[width][name].shift for width in widths) for name in loads}
    return [
        most("HTML, CSS and script of a page: at most 60 KB gzip", PAGE, each(lambda load: load.code)),
        most("CSS in total: at most 20 KB gzip", STYLES, each(lambda load: load.of("stylesheet"))),
        most("script: at most 15 KB gzip", SCRIPTS, each(lambda load: load.of("script"))),
        most("fonts of a page (no bound)", math.inf, each(lambda load: load.of("font"))),
        most("requests of a page (no bound)", math.inf, each(lambda load: load.requests), 1, "{:.0f}"),
        none(COMPRESSED, each(lambda load: load.uncompressed)),
        none("other hosts: 0", each(lambda load: sorted(load.hosts))),
        none("scripts that hold up painting: 0", each(lambda load: load.blocking)),
        none("cookies: 0", each(lambda load: load.cookies)),
        most("layout shift, scrolling included: at most 0.02", SHIFT, shifts, 1, "{:.3f}"),
    ]
