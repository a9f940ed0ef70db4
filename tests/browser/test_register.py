"""The register's listing and bulk edit in a browser: they work, are accessible, and fit."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from schools.models import School
from tests.browser.staff import enter, listings_manager
from tests.factories import SchoolFactory

LIST = reverse("wagtailsnippets_schools_school:list")


@pytest.fixture
def schools(db):
    return [SchoolFactory(name=f"Alliance Zanzibar {name}", languages=["en"]) for name in ("East", "North", "West")]


def languages() -> list[list[str]]:
    found = School.objects.filter(name__contains="Zanzibar").order_by("name")
    return list(found.values_list("languages", flat=True))


def change(page, look) -> None:
    """Go from the bulk edit form to the end."""
    question = page.get_by_role("group", name="Languages at the front desk").first
    question.get_by_label("Action").select_option(label="Add these")
    question.get_by_label("Spanish").check()
    page.get_by_role("button", name="Preview changes").click()
    expect(page.get_by_role("heading", name="Preview of changes")).to_be_visible()
    expect(page.get_by_role("cell", name="English, Spanish")).to_have_count(2)
    look()
    page.get_by_label("Reason").fill("Asked at the front desks.")
    page.get_by_role("button", name="Change schools").click()
    expect(page.get_by_role("heading", name="Changes", exact=True)).to_be_visible()


def test_filtered_schools_are_selected_changed_and_changed_back(page, site_url, schools, look):
    enter(page.context, site_url, listings_manager())
    page.goto(site_url + LIST)
    page.get_by_role("button", name="Show filters").click()
    page.get_by_role("button", name="Missing").click()
    page.get_by_label("Website").check()
    expect(page.locator(".w-active-filters")).to_contain_text("Website")
    assert "missing=website" in page.url
    page.goto(f"{page.url}&q=zanzibr")
    expect(page.locator(".register-table tbody tr")).to_have_count(3)
    look()
    for name in ("East", "West"):
        row = page.locator(".register-table tr", has_text=f"Zanzibar {name}")
        row.locator("input[type=checkbox]").check()
    page.get_by_role("link", name="Change fields of the selected schools").click()
    expect(page.get_by_role("button", name="Preview changes")).to_be_visible()
    expect(page.get_by_label("Alliance Zanzibar East")).to_be_checked()
    expect(page.get_by_label("Alliance Zanzibar North")).to_have_count(0)
    look()
    change(page, look)
    assert languages() == [["en", "es"], ["en"], ["en", "es"]]
    page.get_by_label("Reason").fill("A mistake.")
    page.get_by_role("button", name="Undo changes").click()
    expect(page.get_by_role("button", name="Undo changes")).to_have_count(0)
    assert languages() == [["en"]] * 3
