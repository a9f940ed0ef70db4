"""Announcements in a real browser: readable on the narrowest phone, in light and dark, and in print."""

from django.utils import timezone
from playwright.sync_api import expect

from pages.models import Announcement
from quality.audit.axe import violations
from tests.browser.editing import press_publish
from tests.browser.looks import PHONE, faults, faults_of_each


def test_they_are_accessible_fit_the_narrowest_phone_and_stay_on_paper(page, site_url):
    fields = {"last_published_at": timezone.now(), "link_url": "https://example.org/"}
    text = "All campuses are closed today. " + "x" * 160
    Announcement.objects.create(kind="emergency", text=text, link_text="To do", **fields)
    Announcement.objects.create(text="School starts at ten on Friday.", link_text="Bus schedule", **fields)
    page.goto(f"{site_url}/contact/")
    assert faults(page, widths=[320]) == []
    emergency = page.get_by_role("complementary", name="Announcements").get_by_role("alert")
    for forced in ("none", "active"):
        page.emulate_media(forced_colors=forced)
        assert [one for one in violations(page) if "announcement" in one] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        assert emergency.inner_text().startswith("Emergency: All campuses are closed today.")
        border = emergency.evaluate("box => getComputedStyle(box).borderBlockEndWidth")
        assert border == "4px"

    page.emulate_media(media="print", color_scheme="dark", forced_colors="none")
    page.reload()
    assert emergency.is_visible()
    assert emergency.locator("p").evaluate("words => getComputedStyle(words).color") == "rgb(0, 0, 0)"


def test_a_ready_text_fits_a_phone_and_is_not_published_before_its_blanks_are_filled(sign_in, site_url):
    page = sign_in("Publisher")
    page.set_viewport_size(PHONE)
    page.goto(f"{site_url}/admin/snippets/pages/announcement/")
    page.get_by_role("link", name="Add announcement").first.click()
    page.get_by_role("link", name="Evacuation").click()
    press_publish(page)
    expect(page.get_by_text("Replace [school]")).to_be_visible()
    parts = ("id_text", "ready-texts", "sideways")
    assert [one for one in faults_of_each(page) if any(part in one for part in parts)] == []
