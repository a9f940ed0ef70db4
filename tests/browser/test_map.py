"""The map in a real browser: by keyboard and mouse, in step with the list, without other servers."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.looks import faults

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 320, "height": 740}


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


def boxes(page):
    return [pin.bounding_box() for pin in page.locator(".map__hit").all()]


def distance(one, other):
    return ((one["x"] - other["x"]) ** 2 + (one["y"] - other["y"]) ** 2) ** 0.5


def test_keys_enlarge_move_and_show_all_again(shown):
    shown.locator(".map__stage").focus()
    start = view(shown)
    shown.keyboard.press("+")
    near = view(shown)
    assert near["width"] < start["width"]
    shown.keyboard.press("ArrowRight")
    shown.keyboard.press("ArrowDown")
    assert view(shown)["x"] > near["x"]
    assert view(shown)["y"] > near["y"]
    shown.keyboard.press("-")
    assert view(shown)["width"] == pytest.approx(start["width"])
    shown.keyboard.press("0")
    assert view(shown) == start


def test_buttons_enlarge_to_an_end_and_back(shown):
    start = view(shown)
    more = shown.get_by_role("button", name="Zoom in")
    while more.is_enabled():
        more.click()
    assert 2 < view(shown)["width"] * 25 / 1609.344 < 3  # miles
    shown.get_by_role("button", name="Show the whole map").click()
    assert view(shown) == start
    less = shown.get_by_role("button", name="Zoom out")
    while less.is_enabled():
        less.click()
    assert view(shown)["width"] > start["width"]


def test_pins_keep_their_size_and_part_when_the_map_is_enlarged(shown):
    pair = [shown.locator(f".map__pin[data-school='{slug}']") for slug in ("mckinzie", "middle-academy-8")]
    before = [pin.bounding_box() for pin in pair]
    everything = boxes(shown)
    assert min(distance(a, b) for n, a in enumerate(everything) for b in everything[:n]) >= 26
    far = [shown.locator(f".map__pin[data-school='{slug}']") for slug in ("tajima", "smidt-tech")]
    apart = distance(*(pin.bounding_box() for pin in far))
    shown.locator(".map__stage").focus()
    shown.keyboard.press("+")
    assert distance(*(pin.bounding_box() for pin in far)) > apart * 1.4
    assert pair[0].bounding_box()["width"] == pytest.approx(before[0]["width"], abs=0.5)


def test_the_wheel_scrolls_the_page_and_with_ctrl_enlarges(shown):
    start = view(shown)
    shown.locator(".map__stage").hover()
    shown.mouse.wheel(0, -120)
    assert view(shown) == start
    shown.keyboard.down("Control")
    shown.mouse.wheel(0, -120)
    shown.keyboard.up("Control")
    shown.wait_for_function(
        "width => parseFloat(document.querySelector('.map__base').getAttribute('viewBox').split(' ')[2]) < width",
        arg=start["width"],
    )


def test_dragging_moves_the_map_and_opens_no_page(shown):
    shown.locator(".map__stage").focus()
    shown.keyboard.press("+")
    start, address = view(shown), shown.url
    pin = shown.locator(".map__pin[data-school='tajima']").bounding_box()
    x, y = pin["x"] + pin["width"] / 2, pin["y"] + pin["height"] / 2
    shown.mouse.move(x, y)
    shown.mouse.down()
    shown.mouse.move(x - 60, y - 40, steps=5)
    shown.mouse.up()
    assert view(shown)["x"] > start["x"]
    assert view(shown)["y"] > start["y"]
    assert shown.url == address


def test_a_focused_pin_shows_it_and_says_its_school_and_enter_goes_there(shown):
    pin = shown.locator(".map__pin[data-school='tajima']")
    ring = pin.locator(".map__hit")
    before = ring.evaluate("one => getComputedStyle(one).strokeWidth + getComputedStyle(one).stroke")
    shown.keyboard.press("Tab")
    pin.focus()
    assert ring.evaluate("one => getComputedStyle(one).strokeWidth + getComputedStyle(one).stroke") != before
    expect(shown.locator(".map__tip")).to_have_text("Ted K. Tajima High, High school")
    box = pin.bounding_box()
    assert box["width"] >= 24
    assert box["height"] >= 24
    shown.keyboard.press("Enter")
    shown.wait_for_url("**/schools/tajima/")


def test_map_and_list_light_each_other(shown):
    card = shown.locator(".school-card[data-school='tajima']")
    pin = shown.locator(".map__pin[data-school='tajima']")
    card.get_by_role("link").first.focus()
    assert "is-lit" in pin.get_attribute("class")
    shown.locator(".map__pin[data-school='skirball']").focus()
    assert "is-lit" not in pin.get_attribute("class")
    assert "is-lit" not in card.get_attribute("class")
    assert "is-lit" in shown.locator(".school-card[data-school='skirball']").get_attribute("class")


def test_a_pointer_at_rest_does_not_take_the_light_from_the_focus(shown):
    pin = shown.locator(".map__pin[data-school='tajima']")
    pin.focus()
    shown.mouse.move(2, 2)
    expect(shown.locator(".map__tip")).to_have_text("Ted K. Tajima High, High school")
    shown.locator(".school-card[data-school='skirball'] a").first.hover()
    expect(pin).not_to_have_class(re.compile("is-lit"))


def test_the_schools_of_a_campus_open_over_the_map_and_escape_goes_back(shown):
    pin = shown.get_by_role("link", name="2 schools, 2941 West 70th Street, Hyde Park")
    pin.focus()
    shown.keyboard.press("Enter")
    first = shown.get_by_role("group", name="Map").get_by_role("link", name="Renee and Meyer Luskin Academy High")
    expect(first).to_be_focused()
    assert "#" not in shown.url
    shown.keyboard.press("Escape")
    expect(first).to_be_hidden()
    expect(pin).to_be_focused()


def test_a_first_touch_says_the_school_and_a_second_goes_there(browser, site_url):
    context = browser.new_context(viewport=PHONE, has_touch=True)
    page = context.new_page()
    page.goto(f"{site_url}/schools/")
    page.get_by_text("Show the schools on a map").tap()
    pin = page.locator(".map__pin[data-school='tajima']")
    pin.tap()
    expect(page.locator(".map__tip")).to_have_text("Ted K. Tajima High, High school")
    assert urlsplit(page.url).path == "/schools/"
    pin.tap()
    page.wait_for_url("**/schools/tajima/")
    context.close()


def test_without_script_pins_are_links_and_a_campus_shows_its_schools(browser, site_url):
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site_url}/schools/")
    page.get_by_text("Show the schools on a map").click()
    everything = boxes(page)
    assert all(box["width"] >= 24 and box["height"] >= 24 for box in everything)
    assert min(distance(a, b) for n, a in enumerate(everything) for b in everything[:n]) >= 26
    page.get_by_role("link", name="2 schools, 2941 West 70th Street, Hyde Park").click()
    school = page.get_by_role("group", name="Map").get_by_role("link", name="Virgil Roberts")
    expect(school).to_be_visible()
    page.get_by_role("link", name="Close").click()
    expect(school).to_be_hidden()
    page.locator(".map__pin[data-school='tajima']").click()
    expect(page).to_have_url(re.compile("/schools/tajima/$"))
    context.close()


def test_the_base_is_drawn_from_this_site_under_the_strict_policy(page, site_url):
    page.set_viewport_size(WIDE)
    hosts, errors = set(), []
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{site_url}/schools/")
    land = page.locator(".map__land")
    page.wait_for_function("document.querySelector('.map__land').getBBox().width > 3000")
    light = land.evaluate("one => getComputedStyle(one).fill")
    page.emulate_media(color_scheme="dark")
    assert land.evaluate("one => getComputedStyle(one).fill") != light
    assert hosts == {urlsplit(site_url).netloc}
    assert errors == []


def test_a_map_that_comes_later_moves_too(shown):
    """The finder replaces its results, including the map."""
    shown.evaluate("const map = document.querySelector('school-map'); map.outerHTML = map.outerHTML")
    start = view(shown)
    shown.get_by_role("button", name="Zoom in").click()
    assert view(shown)["width"] < start["width"]


@pytest.mark.parametrize("size", [PHONE, WIDE], ids=["phone", "wide"])
def test_it_is_accessible_with_a_campus_open(page, site_url, size):
    page.set_viewport_size(size)
    page.goto(f"{site_url}/schools/?closed=on")
    if size == PHONE:
        page.get_by_text("Show the schools on a map").click()
    assert faults(page, widths=[size["width"]]) == []
    page.locator(".map__pin--many").first.focus()
    page.keyboard.press("Enter")
    assert faults(page, widths=[size["width"]]) == []


def test_it_can_be_skipped(page, site_url):
    page.set_viewport_size(WIDE)
    page.goto(f"{site_url}/schools/")
    page.get_by_role("link", name="Skip the map").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.locator(":focus").evaluate("one => !one.closest('school-map')")
