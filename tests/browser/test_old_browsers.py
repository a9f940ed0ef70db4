"""In browsers without cascade layers, which drop most of the stylesheet, pages are plain but readable."""

import re

import pytest
from playwright.sync_api import expect

from quality.templates import PAGES

pytestmark = pytest.mark.browser_context_args(service_workers="block")  # it would fetch the stylesheet past `route`
CONDITION = "@supports not (color: revert-layer)"
WIDTHS = (320, 1280)
# Pairs of overlapping texts. A text is an element that contains words directly.
OVERLAPS = """() => {
    const words = (one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    const shown = [...document.querySelectorAll("body *")]
        .filter((one) => words(one) && one.checkVisibility() && !one.closest("svg, .visually-hidden, select"))
        .flatMap((one) => [...one.getClientRects()].map((box) => ({ one, box })));
    return shown.flatMap((a, n) => shown.slice(n + 1)
        .filter((b) => !a.one.contains(b.one) && !b.one.contains(a.one)
            && Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left) > 2
            && Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top) > 6)
        .map((b) => [a.one.outerHTML.slice(0, 80), b.one.outerHTML.slice(0, 80)]));
}"""


def without_layers(css):
    """The stylesheet as such a browser reads it: without @layer blocks, but with the rules for it."""
    css = css.replace(CONDITION, "@supports (color: red)")
    while found := re.search(r"@layer[^{;]*([{;])", css):
        end = found.end()
        open_blocks = found[1] == "{"
        while open_blocks:
            open_blocks += {"{": 1, "}": -1}.get(css[end], 0)
            end += 1
        css = css[: found.start()] + css[end:]
    return css


@pytest.fixture
def old(page, site_url):
    """Open a path as in a browser of 2021, which has no popovers either."""

    def answer(route):
        response = route.fetch()
        route.fulfill(response=response, body=without_layers(response.text()))

    page.route("**/css/site.css", answer)

    def at(path):
        page.set_viewport_size({"width": WIDTHS[0], "height": 800})
        page.goto(site_url + path)
        page.evaluate("document.querySelectorAll('[popover]').forEach(one => one.removeAttribute('popover'))")
        return page

    yield at
    page.unroute_all(behavior="ignoreErrors")  # the last page may still ask for its stylesheet


def test_every_page_is_laid_out_and_readable_without_layers(old):
    for path in PAGES.values():
        page = old(path)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            assert_laid_out(page, width)
            if path == "/about/":
                assert_readable(page, width)
    page = old("/schools/")
    page.get_by_label("Grade next year", exact=True).select_option("7")
    page.get_by_role("button", name="Show schools").click()
    expect(page.get_by_role("main").get_by_role("link", name="Richard Merkin").first).to_be_visible()


def assert_laid_out(page, width):
    logos = page.locator(".wordmark svg").evaluate_all("all => all.map(one => one.getBoundingClientRect().width)")
    assert len(logos) == 4
    assert 0 < min(logos) <= max(logos) <= 120
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    assert page.evaluate(OVERLAPS) == [], page.url
    assert page.get_by_role("navigation", name="Main").get_by_role("link", name="Our schools").is_visible()
    assert not page.get_by_role("button", name="Menu").is_visible()
    logo, heading = page.locator(".wordmark").first.bounding_box(), page.locator("h1").bounding_box()
    assert logo["y"] + logo["height"] <= heading["y"]
    assert heading["x"] >= 16


def assert_readable(page, width):
    """The text has a readable measure and the colors of the site."""
    paragraphs = page.locator("main .prose p").all()
    assert len(paragraphs) > 3
    for paragraph in paragraphs:
        box = paragraph.bounding_box()
        assert min(260, width - 60) <= box["width"] <= 720
        assert box["x"] >= 16
    style = paragraphs[0].evaluate("one => ({...getComputedStyle(one)})")
    assert (style["color"], style["fontSize"]) == ("rgb(22, 25, 58)", "17px")
    assert float(style["lineHeight"].removesuffix("px")) >= 1.5 * 17
    assert page.locator("main a").first.evaluate("one => getComputedStyle(one).color") == "rgb(18, 74, 117)"
