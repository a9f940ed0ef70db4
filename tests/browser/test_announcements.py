"""Announcements in a real browser: readable on the narrowest phone, in light and dark, and in print."""

import pytest
from django.utils import timezone

from pages.models import Announcement
from quality.audit.axe import violations


@pytest.fixture
def announced(site_url):
    fields = {"last_published_at": timezone.now(), "link_url": "https://example.org/"}
    text = "All campuses are closed today. " + "x" * 160
    Announcement.objects.create(kind="emergency", text=text, link_text="To do", **fields)
    Announcement.objects.create(text="School starts at ten on Friday.", link_text="Bus schedule", **fields)


@pytest.mark.parametrize("look", [{"color_scheme": "light"}, {"color_scheme": "dark"}, {"forced_colors": "active"}])
def test_they_are_accessible_and_fit_the_narrowest_phone(page, site_url, announced, look):
    page.set_viewport_size({"width": 320, "height": 640})
    page.emulate_media(**look)
    page.goto(f"{site_url}/contact/")
    assert [one for one in violations(page) if "announcement" in one] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    emergency = page.get_by_role("complementary", name="Announcements").get_by_role("alert")
    assert emergency.inner_text().startswith("Emergency: All campuses are closed today.")
    border = emergency.evaluate("box => getComputedStyle(box).borderBlockEndWidth")
    assert border == "4px"


def test_they_stay_on_paper_in_black(page, site_url, announced):
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(f"{site_url}/contact/")
    emergency = page.get_by_role("alert")
    assert emergency.is_visible()
    assert emergency.locator("p").evaluate("words => getComputedStyle(words).color") == "rgb(0, 0, 0)"
