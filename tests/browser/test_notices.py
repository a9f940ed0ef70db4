"""School notices on a profile in a real browser: readable on the narrowest phone, and not on paper."""

from django.utils import timezone
from playwright.sync_api import expect

from quality.audit.axe import violations
from schools.models import SchoolNotice
from tests.browser.looks import faults

WORDS = "Friday is a half day: school ends at 12:30."


def test_they_are_accessible_fit_the_narrowest_phone_and_are_not_printed(page, site_url, school):
    today = timezone.localdate()
    for text in (WORDS, "x" * 200):
        SchoolNotice.objects.create(
            school=school, text=text, link="https://example.org/bell", first_day=today, last_day=today
        )
    page.goto(f"{site_url}{school.pages.first().get_url()}")
    expect(page.get_by_role("region", name="Notices from the school")).to_contain_text(WORDS)
    assert faults(page, widths=[320]) == []
    page.emulate_media(forced_colors="active")
    # Here axe sees the page's own colors instead of those shown, so other colors are not checked.
    assert [one for one in violations(page) if "announcement" in one] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.emulate_media(media="print", forced_colors="none")  # what is over tomorrow is not on a sheet
    expect(page.locator(".school-notices")).to_be_hidden()
