"""Wagtail's accessibility checker reports nothing about our templates and blocks, only about content."""

from playwright.sync_api import expect
from wagtail.models import Page

from pages.blocks import BODY
from pages.models import AboutPage, Figure, HomePage, StandardPage
from quality.templates import PAGES
from schools.models import SchoolPage

COUNT = "wagtail-userbar [data-content-checker-count]"


def block_page(picture):
    """A page with every block, as its preview shows it."""
    body = []
    for name, block in BODY:
        value = block.get_preview_value()
        if name in ("picture", "video"):  # previews with a generated landscape
            value = {**value, "image": picture()}
        elif name == "gallery":
            value = {**value, "pictures": [{"image": picture()}, {"image": picture(color="#123456")}]}
        body.append((name, block.normalize(value)))
    made = StandardPage(title="Blocks", slug="blocks", search_description="All blocks.", body=body)
    return HomePage.objects.get(locale__language_code="en").add_child(instance=made)


def found(page):
    """The checker's findings on the open page, once it has run."""
    expect(page.locator(COUNT).first).not_to_be_empty()
    names = page.locator("wagtail-userbar [data-content-checker-row] [data-content-checker-name]")
    return int(page.locator(COUNT).first.text_content()), names.all_text_contents()


def test_it_finds_nothing_on_any_template_or_block_or_in_the_editor(page, sign_in, site_url, picture):
    assert len(Figure.objects.filter(values__value__endswith="%")) >= 2
    blocks = block_page(picture)
    sign_in("Publisher")
    editorial = [one.url for one in Page.objects.live().not_exact_type(SchoolPage).filter(depth__gt=1)]
    said = {}
    for path in {*PAGES.values(), *editorial}:
        response = page.goto(site_url + path)
        assert response.ok or path == PAGES["not-found"]
        said[path] = found(page)
        if path == blocks.url:
            assert page.locator(".body > *").count() >= len(BODY)
    assert {path: what for path, what in said.items() if what != (0, [])} == {}

    page.goto(f"{site_url}/admin/pages/{AboutPage.objects.get(locale__language_code='en').pk}/edit/")
    page.get_by_role("button", name="Checks").click()
    panel = page.locator("[data-side-panel=checks]")
    expect(panel.locator("[data-content-word-count]")).not_to_have_text("-")
    expect(page.locator("[data-side-panel-toggle=checks] [data-side-panel-toggle-counter]")).to_have_text("0")
    expect(panel.locator("[data-content-checker-row]")).to_have_count(0)
