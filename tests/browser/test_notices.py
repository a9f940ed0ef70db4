"""A school notice in a real browser: from the desk to the public profile and back; readable everywhere."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from quality.audit.axe import violations
from schools.models import SchoolNotice
from tests.browser.looks import faults

from .staff import listings_manager, signed_in

WORDS = "Friday is a half day: school ends at 12:30."


@pytest.fixture
def notices(school):
    today = timezone.localdate()
    for text in (WORDS, "x" * 200):
        SchoolNotice.objects.create(
            school=school, text=text, link="https://example.org/bell", first_day=today, last_day=today
        )


@pytest.mark.parametrize("has_script", [True, False])
def test_from_the_desk_to_the_profile_and_off_again(browser, site_url, school, edith, has_script):
    context = browser.new_context(java_script_enabled=has_script)
    page, visitor = signed_in(context.new_page(), site_url, edith), browser.new_page()
    profile = f"{site_url}{school.pages.first().get_url()}"
    page.get_by_role("link", name="New notice").click()
    page.get_by_label("Text: English").fill(WORDS)
    page.get_by_label("Text: Spanish").fill("El viernes salimos a las 12:30.")
    page.get_by_role("button", name="Preview notice").click()
    frame = page.frame_locator("iframe[title='Preview in English']")
    expect(frame.get_by_text(WORDS)).to_be_visible()
    colour = frame.locator(".announcement").evaluate("box => getComputedStyle(box).backgroundColor")
    assert colour not in ("rgba(0, 0, 0, 0)", "rgb(255, 255, 255)")  # the public stylesheet applies
    expect(page.frame_locator("iframe[title='Preview in Spanish']").get_by_text("El viernes")).to_be_visible()
    visitor.goto(profile)
    expect(visitor.get_by_role("region", name="Notices from the school")).to_have_count(0)
    page.get_by_role("button", name="Publish notice", exact=True).click()
    expect(page.get_by_text("Published. Families see it within seconds.")).to_be_visible()
    visitor.goto(profile)
    region = visitor.get_by_role("region", name="Notices from the school")
    expect(region).to_contain_text(WORDS)
    assert region.evaluate("box => getComputedStyle(box.querySelector('.announcement')).backgroundColor") == colour
    page.get_by_role("button", name="End notice").click()
    expect(page.get_by_text("Ended. It disappears from the site within seconds.")).to_be_visible()
    visitor.goto(profile)
    expect(visitor.get_by_role("region", name="Notices from the school")).to_have_count(0)
    visitor.close()
    context.close()


def test_it_is_accessible_and_fits_the_narrowest_phone(page, site_url, school, notices):
    page.goto(f"{site_url}{school.pages.first().get_url()}")
    expect(page.get_by_role("region", name="Notices from the school")).to_contain_text(WORDS)
    assert faults(page, widths=[320]) == []
    page.emulate_media(forced_colors="active")
    # Here axe sees the page's own colors instead of those shown, so other colors are not checked.
    assert [one for one in violations(page) if "announcement" in one] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_on_paper_the_profile_is_the_sheet_without_what_is_over_tomorrow(page, site_url, school, notices):
    page.emulate_media(media="print")
    page.goto(f"{site_url}{school.pages.first().get_url()}")
    expect(page.locator(".school-notices")).to_be_hidden()


def test_the_pages_of_notices_are_accessible(page, site_url, school, notices):
    signed_in(page, site_url, listings_manager())
    problems = []
    for path in (
        reverse("school_notices"),
        reverse("school_desk", args=[school.slug]),
        reverse("school_notice", args=[school.slug, SchoolNotice.objects.first().pk]),
    ):
        page.goto(site_url + path)
        if "notices/" in path and not path.endswith("school-notices/"):
            page.get_by_label("Text: Spanish").fill("El viernes salimos a las 12:30.")
            page.get_by_role("button", name="Preview notice").click()
            expect(page.locator("iframe").first).to_be_visible()
        problems += [(path, one) for one in faults(page, widths=(360, 768, 1280))]
    assert problems == []
