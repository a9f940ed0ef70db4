"""The map in a real browser: by keyboard, mouse, and touch, and in step with the list."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.looks import faults

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 320, "height": 740}
LIT = re.compile("is-lit")
WIDTH = "parseFloat(document.querySelector('.map__base').getAttribute('viewBox').split(' ')[2])"


@pytest.fixture
def shown(page, site_url):
    """The list page with its map in view, on a wide screen with reduced motion."""
    page.set_viewport_size(WIDE)
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{site_url}/schools/")
    page.locator(".map__stage[tabindex]").scroll_into_view_if_needed()
    return page


def view(page):
    x, y, width, height = map(float, page.locator(".map__base").get_attribute("viewBox").split())
    return {"x": x, "y": y, "width": width, "height": height}


def pin(page, slug):
    return page.locator(f".map__pin[data-school='{slug}']")


def is_moved(page, start) -> bool:
    """Whether the map shows what is right of and below its `start`."""
    now = view(page)
    return now["x"] > start["x"] and now["y"] > start["y"]


def test_keys_buttons_wheel_and_mouse_move_the_map(shown):
    start = view(shown)
    shown.locator(".map__stage").focus()
    shown.keyboard.press("+")
    near = view(shown)
    assert near["width"] < start["width"]
    shown.keyboard.press("ArrowRight")
    shown.keyboard.press("ArrowDown")
    assert is_moved(shown, near)
    shown.keyboard.press("-")
    assert view(shown)["width"] == pytest.approx(start["width"])
    shown.keyboard.press("0")
    assert view(shown) == start

    more, less = (shown.get_by_role("button", name=name) for name in ("Zoom in", "Zoom out"))
    while more.is_enabled():
        more.click()
    assert 2 < view(shown)["width"] * 25 / 1609.344 < 3  # miles
    shown.get_by_role("button", name="Show the whole map").click()
    assert view(shown) == start
    while less.is_enabled():
        less.click()
    assert view(shown)["width"] > start["width"]
    shown.get_by_role("button", name="Show the whole map").click()

    shown.locator(".map__stage").hover()
    shown.mouse.wheel(0, -120)  # scrolls the page
    assert view(shown) == start
    shown.keyboard.down("Control")
    shown.mouse.wheel(0, -120)
    shown.keyboard.up("Control")
    shown.wait_for_function(f"width => {WIDTH} < width", arg=start["width"])

    near, address, box = view(shown), shown.url, pin(shown, "tajima").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    shown.mouse.move(x, y)
    shown.mouse.down()
    shown.mouse.move(x - 60, y - 40, steps=5)
    shown.mouse.up()
    assert is_moved(shown, near)
    assert shown.url == address  # and no page was opened


def test_pins_and_list_light_each_other_and_a_pin_leads_to_its_school(shown):
    tajima, skirball = pin(shown, "tajima"), shown.locator(".school-card[data-school='skirball']")
    card, tip = shown.locator(".school-card[data-school='tajima']"), shown.locator(".map__tip")
    card.get_by_role("link").first.focus()
    expect(tajima).to_have_class(LIT)
    pin(shown, "skirball").focus()
    expect(tajima).not_to_have_class(LIT)
    expect(card).not_to_have_class(LIT)
    expect(skirball).to_have_class(LIT)

    ring = "one => getComputedStyle(one).strokeWidth + getComputedStyle(one).stroke"
    before = tajima.locator(".map__hit").evaluate(ring)
    shown.keyboard.press("Tab")
    tajima.focus()
    assert tajima.locator(".map__hit").evaluate(ring) != before
    shown.mouse.move(2, 2)  # a pointer at rest does not take the light from the focus
    expect(tip).to_have_text("Ted K. Tajima High, High school")
    skirball.get_by_role("link").first.hover()
    expect(tajima).not_to_have_class(LIT)
    tajima.focus()
    box = tajima.bounding_box()
    assert min(box["width"], box["height"]) >= 24
    shown.keyboard.press("Enter")
    shown.wait_for_url("**/schools/tajima/")


def test_the_schools_of_a_campus_open_over_the_map_which_can_be_skipped(shown, site_url):
    campus = shown.get_by_role("link", name="2 schools, 2941 West 70th Street, Hyde Park")
    campus.focus()
    shown.keyboard.press("Enter")
    first = shown.get_by_role("group", name="Map").get_by_role("link", name="Renee and Meyer Luskin Academy High")
    expect(first).to_be_focused()
    assert "#" not in shown.url
    shown.keyboard.press("Escape")
    expect(first).to_be_hidden()
    expect(campus).to_be_focused()
    shown.get_by_role("link", name="Skip the map").focus()
    shown.keyboard.press("Enter")
    shown.keyboard.press("Tab")
    assert shown.locator(":focus").evaluate("one => !one.closest('school-map')")

    for size in (PHONE, WIDE):
        shown.set_viewport_size(size)
        shown.goto(f"{site_url}/schools/?closed=on")
        if size == PHONE:
            shown.get_by_text("Show the schools on a map").click()
        shown.locator(".map__pin--many").first.focus()
        shown.keyboard.press("Enter")
        assert faults(shown, widths=[size["width"]]) == []


@pytest.mark.parametrize("has_script", [True, False])
def test_only_a_shown_map_loads_its_land_which_needs_no_script(new_context, site_url, has_script):
    page, loaded = new_context(viewport=PHONE, java_script_enabled=has_script, service_workers="block").new_page(), []
    page.route("**/js/map*.js", lambda route: route.abort())
    page.on("request", lambda request: loaded.append(urlsplit(request.url).path))
    page.goto(f"{site_url}/schools/", wait_until="networkidle")
    assert not [path for path in loaded if "/map/" in path]
    with page.expect_request("**/map/base*.svg"):
        page.get_by_text("Show the schools on a map").click()


def test_a_first_touch_names_the_school_and_a_second_goes_there(new_context, site_url):
    page = new_context(viewport=PHONE, has_touch=True).new_page()
    page.goto(f"{site_url}/schools/")
    page.get_by_text("Show the schools on a map").tap()
    expect(page.locator(".map__controls")).to_be_visible()  # its script has come; before, a pin is a link
    pin(page, "tajima").tap()
    expect(page.locator(".map__tip")).to_have_text("Ted K. Tajima High, High school")
    assert urlsplit(page.url).path == "/schools/"
    pin(page, "tajima").tap()
    page.wait_for_url("**/schools/tajima/")
