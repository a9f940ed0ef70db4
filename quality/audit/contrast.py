"""Contrast of text on pictures and gradients, which axe leaves undecided, measured in a screenshot."""

import io
import math

from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page

from alliance_site.colors import LEAST, ratio
from quality.audit.report import Faults, Row
from quality.audit.site import SCHEMES, Site, script, styled

NO_LETTERS = """* { -webkit-text-fill-color: transparent !important; text-decoration-line: none !important;
text-shadow: none !important; } svg text { fill: transparent !important; stroke: none !important; }"""
LEADING = 0.15  # part of a line's box above and below its letters
EDGE = 0.01  # a color on less than this part of a line is the edge of a shape
OPTIONS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["incomplete"]}

Color = tuple[int, int, int]


def picture(page: Page, **options) -> Image.Image:
    return Image.open(io.BytesIO(page.screenshot(**options))).convert("RGB")


def undecided(page: Page) -> list[tuple[str, float]]:
    """Return the selector and the lowest contrast of each text that axe can't judge."""
    results = Axe().run(page, options=OPTIONS).response["incomplete"]
    selectors = [node["target"][-1] for rule in results for node in rule["nodes"]]
    colors = [script(page, "text_lines", selector)[0] for selector in selectors]
    with styled(page, NO_LETTERS):
        lines, ground = unmoved(page, selectors)
    return [
        (selector, min((lowest(color, line, ground) for line in boxes), default=math.inf))
        for selector, color, boxes in zip(selectors, colors, lines, strict=True)
    ]


def unmoved(page: Page, selectors: list[str]) -> tuple[list, Image.Image]:
    """Return the boxes of the lines of each text, and a picture of the page taken while none of them moved.

    Raises RuntimeError if the page does not come to rest.
    """
    for _attempt in range(10):
        lines = [script(page, "text_lines", selector)[1] for selector in selectors]
        ground = picture(page, full_page=True)
        if lines == [script(page, "text_lines", selector)[1] for selector in selectors]:
            return lines, ground
    raise RuntimeError(f"{page.url} does not stop moving")


def lowest(color: list[int], line: list[float], ground: Image.Image) -> float:
    """Return the contrast with the worst color behind one line of text; infinite if the line is not visible."""
    left, top, right, bottom = line
    leading = LEADING * (bottom - top)
    left, top = max(0, math.floor(left)), max(0, math.floor(top + leading))
    right, bottom = min(ground.width, math.ceil(right)), min(ground.height, math.ceil(bottom - leading))
    if left >= right or top >= bottom:
        return math.inf
    behind = ground.crop((left, top, right, bottom))
    area = behind.width * behind.height
    counted = behind.getcolors(area)
    # Photographs and smooth gradients have no color that often.
    colors = [one for count, one in counted if count >= EDGE * area] or [one for _count, one in counted]
    return min(ratio(mixed(color, one), one) for one in colors)


def mixed(color: list[int], ground: Color) -> Color:
    """Return an RGBA color as it looks on `ground`."""
    *text, alpha = color
    return tuple(round((alpha * c + (255 - alpha) * g) / 255) for c, g in zip(text, ground, strict=True))


def look(page: Page, name: str, condition: str, faults: Faults) -> int:
    """Note the texts of a page that cannot be read; return how many were measured."""
    for selector, contrast in (texts := undecided(page)):
        if contrast < LEAST:
            faults.add(f"{name}: {selector} {contrast:.1f}:1", condition)
    return len(texts)


def check(site: Site, widths=(360, 1280), schemes=SCHEMES) -> list[Row]:
    faults = Faults()
    count = sum(look(*opened, faults) for opened in site.each(widths, schemes))
    return [faults.row(f"text on pictures and gradients: at least {LEAST}:1", f"{count} texts")]
