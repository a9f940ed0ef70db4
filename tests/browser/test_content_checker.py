"""Wagtail's accessibility checker reports nothing about our templates and blocks, only about content."""

import pytest
from playwright.sync_api import expect
from wagtail.models import Page

from pages.blocks import BODY
from pages.models import AboutPage, Figure, HomePage, MissionPage, StandardPage
from quality.templates import PAGES
from schools.models import SchoolPage

COUNT = "wagtail-userbar [data-content-checker-count]"


def found(page):
    """The checker's findings on the open page, once it has run."""
    expect(page.locator(COUNT).first).not_to_be_empty()
    names = page.locator("wagtail-userbar [data-content-checker-row] [data-content-checker-name]")
    return int(page.locator(COUNT).first.text_content()), names.all_text_contents()


@pytest.mark.parametrize("width", [360, 1280])
def test_it_finds_nothing_on_any_template(page, sign_in, site_url, width):
    sign_in("Publisher")
    page.set_viewport_size({"width": width, "height": 900})
    editorial = [one.url for one in Page.objects.live().not_exact_type(SchoolPage).filter(depth__gt=1)]
    said = {}
    for path in {*PAGES.values(), *editorial}:
        response = page.goto(site_url + path)
        assert response.ok or path == PAGES["not-found"]
        said[path] = found(page)
    assert {path: what for path, what in said.items() if what != (0, [])} == {}


def test_it_finds_nothing_on_any_block(page, sign_in, site_url, picture):
    figures = list(Figure.objects.filter(values__value__endswith="%")[:2])
    assert len(figures) == 2
    body = []
    for name, block in BODY:
        value = block.get_preview_value()
        if name in ("picture", "video"):  # previews with a generated landscape
            value = {**value, "image": picture()}
        elif name == "gallery":
            value = {**value, "pictures": [{"image": picture()}, {"image": picture(color="#123456")}]}
        body.append((name, block.normalize(value)))
    assert {name for name, _value in body} >= {"comparison", "figures", "picture", "questions", "pull_quote"}
    page_of_blocks = StandardPage(title="Blocks", slug="blocks", search_description="All blocks.", body=body)
    HomePage.objects.get(locale__language_code="en").add_child(instance=page_of_blocks)
    sign_in("Publisher")
    page.goto(f"{site_url}/blocks/")
    assert page.locator(".body > *").count() >= len(BODY)
    assert found(page) == (0, [])


@pytest.mark.parametrize("kind", [AboutPage, MissionPage])
def test_it_finds_nothing_in_the_editor(page, sign_in, site_url, kind):
    sign_in("Publisher")
    page.goto(f"{site_url}/admin/pages/{kind.objects.get(locale__language_code='en').pk}/edit/")
    page.get_by_role("button", name="Checks").click()
    panel = page.locator("[data-side-panel=checks]")
    expect(panel.locator("[data-content-word-count]")).not_to_have_text("-")
    expect(page.locator("[data-side-panel-toggle=checks] [data-side-panel-toggle-counter]")).to_have_text("0")
    expect(panel.locator("[data-content-checker-row]")).to_have_count(0)
