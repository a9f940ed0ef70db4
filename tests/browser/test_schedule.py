"""Schedule a page in a real browser, with mouse and keyboard, on desktop and phone."""

import pytest
from playwright.sync_api import expect

from pages.models import Announcement, StoryPage
from quality.audit.axe import violations
from tests.browser.publishing import press_publish
from tests.factories import story

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def draft(live_server):
    page = story("A story of a walk", live=False)
    page.summary = "A walk."
    page.save_revision()
    return page


def open_schedule(page, site_url, draft):
    page.goto(f"{site_url}/admin/pages/{draft.pk}/edit/")
    page.get_by_role("button", name="Toggle status").click()
    page.get_by_role("button", name="Set schedule").click()
    field = page.get_by_label("Goes live")
    expect(field).to_be_focused()
    return field


def test_on_a_phone_a_page_and_an_announcement_are_scheduled_in_one_step(sign_in, site_url, draft):
    page = sign_in("Publisher")
    page.set_viewport_size(PHONE)
    page.goto(f"{site_url}/admin/pages/{draft.pk}/edit/")
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Schedule…").click()
    field = page.get_by_label("Goes live")
    expect(field).to_be_focused()
    field.fill("2031-12-03T08:30")
    page.get_by_label("Unpublish on").fill("2031-12-05T16:00")
    assert [one for one in violations(page) if "id_go_live_at" in one or "schedule" in one] == []
    page.get_by_role("button", name="Schedule to publish").first.click()
    said = page.locator(".messages")
    expect(said).to_contain_text("Scheduled to go live on December 3, 2031, at 8:30 a.m. Pacific time.")
    assert StoryPage.objects.get(pk=draft.pk).scheduled_revision

    made = Announcement.objects.create(text={"en": "School starts late.", "es": "Hoy entramos tarde."}, live=False)
    made.save_revision()
    page.goto(f"{site_url}/admin/snippets/pages/announcement/edit/{made.pk}/")
    page.get_by_label("Goes live").fill("2031-12-03T08:30")
    page.get_by_label("Unpublish on").fill("2031-12-05T16:00")
    page.get_by_role("button", name="Schedule to publish").first.click()
    expect(said).to_contain_text("It will be unpublished on December 5, 2031, at 4 p.m. Pacific time.")
    made.refresh_from_db()
    assert made.scheduled_revision


def test_a_half_typed_date_publishes_nothing_and_escape_loses_nothing(sign_in, site_url, draft):
    page = sign_in("Publisher")
    for name in ("Publish", "Schedule to publish"):
        field = open_schedule(page, site_url, draft)
        field.press_sequentially("12032031")
        page.get_by_role("tab", name="Content").click()
        if name == "Publish":
            press_publish(page)
        else:
            page.get_by_role("tab", name="Settings").click()
            page.get_by_role("button", name=name).first.click()
        expect(field).to_be_focused()
        page.wait_for_timeout(500)
        assert not StoryPage.objects.get(pk=draft.pk).live

    field = open_schedule(page, site_url, draft)
    field.press_sequentially("12032031")
    page.keyboard.press("Tab")
    page.keyboard.type("0830AM")
    expect(field).to_have_value("2031-12-03T08:30")
    page.keyboard.press("Alt+ArrowDown")  # opens the browser's date picker
    page.wait_for_timeout(500)  # until it is open, which a page cannot see, it takes keys and does nothing
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_timeout(500)  # until it is closed
    expect(field).to_have_value("2031-12-03T08:30")
    expect(field).to_be_visible()
    button = page.get_by_role("button", name="Schedule to publish").first
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".messages")).to_contain_text("Scheduled to go live on December 3, 2031")
