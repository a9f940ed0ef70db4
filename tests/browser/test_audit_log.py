"""The activity log in a real browser: accessible on phone and desktop, with working filters."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from quality.audit.axe import violations
from schools.models import School
from tests.browser.looks import faults
from tests.browser.staff import enter
from toolkit.activity_log.actors import Actor
from toolkit.activity_log.record import record

WIDTHS = (360, 768, 1280)


@pytest.fixture
def log(page, site_url, django_user_model):
    """A site admin's browser at the log, after a change to a school and the export of a list."""
    enter(page.context, site_url, django_user_model.objects.create_superuser("someone"))
    School.objects.filter(slug="odonovan").update(phone="(213) 555-0100")
    record("export.made", title="A list", actor=Actor("editor", "1", "Lidia Ruiz"), format="csv")
    page.goto(site_url + reverse("audit_log"))
    return page


def test_it_is_accessible_and_fits(log):
    expect(log.get_by_text("Lidia Ruiz exported “A list” as CSV.")).to_be_visible()
    expect(log.get_by_text("→ (213) 555-0100")).to_be_visible()
    assert faults(log, WIDTHS) == []
    table = log.locator("table.listing").first
    for width in WIDTHS:
        log.set_viewport_size({"width": width, "height": 900})
        assert table.evaluate("table => table.scrollWidth <= table.parentElement.clientWidth"), width


def test_it_is_filtered_by_hand(log):
    log.set_viewport_size({"width": 1280, "height": 900})
    log.get_by_role("button", name="Show filters").click()
    log.get_by_role("button", name="Action", exact=True).click()
    assert violations(log) == []
    log.locator("#id_kind").select_option("export")
    expect(log.get_by_text("→ (213) 555-0100")).to_have_count(0)
    expect(log.get_by_text("Lidia Ruiz exported “A list” as CSV.")).to_be_visible()
