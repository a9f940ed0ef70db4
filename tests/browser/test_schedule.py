"""Schedule a page in a real browser, with mouse and keyboard, on desktop and phone."""

import pytest
from playwright.sync_api import expect

from pages.models import Announcement, StoryPage
from quality.audit.axe import violations
from tests.factories import story

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def draft(live_server):
    page = story("A story of a walk", live=False)
    page.summary = "A walk."
    page.save_revision()
    return page


def test_on_a_phone_a_page_and_an_announcement_are_scheduled_in_one_step(sign_in, site_url, draft):
    page = sign_in("Publisher")
    page.set_viewport_size(PHONE)
    page.goto(f"{site_url}/admin/pages/{draft.pk}/edit/")
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Schedule…").click()
    field = page.get_by_label("Goes live")
    expect(field).to_be_focused()
    field.fill("2031-12-03T08:30")
    page.get_by_label("Comes down").fill("2031-12-05T16:00")
    assert [one for one in violations(page) if "id_go_live_at" in one or "schedule" in one] == []
    page.get_by_role("button", name="Publish with these dates").first.click()
    said = page.locator(".messages")
    expect(said).to_contain_text("Scheduled to go live on December 3, 2031, at 8:30 a.m. Pacific time.")
    assert StoryPage.objects.get(pk=draft.pk).scheduled_revision

    made = Announcement.objects.create(text={"en": "School starts late.", "es": "Hoy entramos tarde."}, live=False)
    made.save_revision()
    page.goto(f"{site_url}/admin/snippets/pages/announcement/")
    assert page.locator(".w-breadcrumbs").evaluate("title => title.scrollWidth <= title.clientWidth")
    page.goto(f"{site_url}/admin/snippets/pages/announcement/edit/{made.pk}/")
    page.get_by_label("Goes live").fill("2031-12-03T08:30")
    page.get_by_label("Comes down").fill("2031-12-05T16:00")
    page.get_by_role("button", name="Publish with these dates").first.click()
    expect(said).to_contain_text("It comes down on December 5, 2031, at 4 p.m. Pacific time.")
    made.refresh_from_db()
    assert made.scheduled_revision
