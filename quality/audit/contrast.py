"""Contrast of every text with what is really painted behind it, pictures and gradients included."""

import io
import math
from itertools import product

from PIL import Image
from playwright.sync_api import Page

from quality.audit.report import Faults, Row
from quality.audit.site import SCHEMES, Site, open_details, open_menu, script, style

BODY, OTHER = 7.0, 4.5
# Letters and their lines vanish, all that is drawn with the colour of the text stays.
NO_LETTERS = """* { -webkit-text-fill-color: transparent !important; text-decoration-line: none !important;
text-shadow: none !important; } svg text { fill: transparent !important; stroke: none !important; }"""
LEADING = 0.15  # part of a line's box above and below its letters
EDGE = 0.01  # a colour on less than this part of a line is the edge of a shape

Color = tuple[int, int, int]


def luminance(color: Color) -> float:
    """Relative luminance by WCAG, 0 to 1."""
    red, green, blue = ((c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4) for c in color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: Color, other: Color) -> float:
    """Contrast by WCAG, 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def picture(page: Page, **options) -> Image.Image:
    return Image.open(io.BytesIO(page.screenshot(**options))).convert("RGB")


def measure(page: Page, part: str = "body") -> list[tuple[float, bool, str]]:
    """Lowest contrast, whether it is body text, and its name, for each text of a part of the page (a selector)."""
    texts = script(page, "texts", part)
    style(page, NO_LETTERS)
    ground = picture(page, full_page=True)
    measured = []
    for text in texts:
        ratios = [lowest(text["color"], text["opacity"], box, ground) for box in text["boxes"]]
        measured.append((min(ratios), text["body"], f"{text['element']} “{text['text']}”"))
    return measured


def measure_all(page: Page) -> list[tuple[float, bool, str]]:
    """The same for the page with all disclosures open, then for the menu, which covers some of it."""
    open_details(page)
    texts = measure(page)
    return texts + (measure(page, ":popover-open") if open_menu(page) else [])


def lowest(color: Color, opacity: float, box: list[float], ground: Image.Image) -> float:
    """Contrast with the worst colour behind one line of text; infinite if the line is outside the picture."""
    left, top, right, bottom = box
    leading = LEADING * (bottom - top)
    edges = (max(0, math.floor(left)), max(0, math.floor(top + leading)))
    edges += (min(ground.width, math.ceil(right)), min(ground.height, math.ceil(bottom - leading)))
    if edges[0] >= edges[2] or edges[1] >= edges[3]:
        return math.inf
    behind = ground.crop(edges)
    area = behind.width * behind.height
    colors = [found for count, found in behind.getcolors(area) if count >= EDGE * area]
    # A photograph or a smooth gradient has no colour that often.
    colors = colors or [found for _count, found in behind.getcolors(area)]
    return min(ratio(mixed(color, opacity, found), found) for found in colors)


def mixed(color: Color, opacity: float, ground: Color) -> Color:
    return tuple(round(opacity * c + (1 - opacity) * g) for c, g in zip(color, ground, strict=True))


def check(site: Site, widths=(360, 1280), schemes=SCHEMES) -> list[Row]:
    faults = {BODY: Faults(), OTHER: Faults()}
    least = {BODY: math.inf, OTHER: math.inf}
    views = list(product(site.all, widths, schemes, ("no-preference", "more")))
    views += product(site.states, widths[:1], schemes, ("no-preference",))
    for name, width, scheme, preference in views:
        with site.open(name, width, scheme=scheme, contrast=preference) as page:
            for found, is_body, text in measure_all(page):
                bound = BODY if is_body else OTHER
                least[bound] = min(least[bound], found)
                if found < bound:
                    condition = f"{scheme}{' more contrast' if preference == 'more' else ''} {width}"
                    faults[bound].add(f"{name}: {found:.1f}:1 {text}", condition)
    return [
        faults[BODY].row(f"contrast of body text: at least {BODY:g}:1", f"lowest {least[BODY]:.1f}:1"),
        faults[OTHER].row(f"contrast of other text: at least {OTHER:g}:1", f"lowest {least[OTHER]:.1f}:1"),
    ]
