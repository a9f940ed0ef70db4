"""A school editor in a real browser: sign in, change, propose, submit, tell families, and see it."""

from playwright.sync_api import expect

from quality.audit.axe import violations
from schools.models import Proposal
from tests.browser.looks import DESKTOP, PHONE

from .staff import signed_in

WORDS = "Friday is a half day: school ends at 12:30."


def fill_in_notice(page):
    page.get_by_role("link", name="New notice").click()
    page.get_by_label("Text: English").fill(WORDS)
    page.get_by_label("Text: Spanish").fill("El viernes salimos a las 12:30.")
    page.get_by_role("button", name="Preview notice").click()


def test_a_school_editor_submits_the_profile_and_announces_a_half_day(page, site_url, school, edith, new_context):
    page.set_viewport_size(PHONE)
    signed_in(page, site_url, edith)
    expect(page.get_by_role("link", name="Post a document")).to_be_in_viewport()
    assert len(page.locator("main").inner_text().split()) < 200
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    page.set_viewport_size(DESKTOP)

    page.get_by_role("link", name="Profile, by language").click()
    page.locator("#profiles-section").get_by_role("link", name="Edit").first.click()
    page.get_by_role("textbox", name="Summary").fill("What the school says of itself.")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("has been saved").or_(page.get_by_text("has been updated")).first).to_be_visible()
    page.goto(f"{site_url}/admin/")
    page.get_by_role("link", name="Profile, by language").click()
    page.get_by_role("button", name="Submit for approval").click()
    expect(page.get_by_text("Submitted. No other reviewer has an email address on file")).to_be_visible()
    page.goto(f"{site_url}/admin/")

    fill_in_notice(page)
    frame = page.frame_locator("iframe[title='Preview in English']")
    expect(frame.get_by_text(WORDS)).to_be_visible()
    color = frame.locator(".announcement").evaluate("box => getComputedStyle(box).backgroundColor")
    assert color not in ("rgba(0, 0, 0, 0)", "rgb(255, 255, 255)")  # the public stylesheet applies
    expect(page.frame_locator("iframe[title='Preview in Spanish']").get_by_text("El viernes")).to_be_visible()
    visitor = new_context().new_page()
    profile, region = f"{site_url}{school.pages.first().get_url()}", visitor.get_by_role("region", name="Notices from")
    visitor.goto(profile)
    expect(region).to_have_count(0)
    page.get_by_role("button", name="Publish notice", exact=True).click()
    expect(page.get_by_text("Published. Families see it within seconds.")).to_be_visible()
    visitor.goto(profile)
    expect(region).to_contain_text(WORDS)
    assert region.evaluate("box => getComputedStyle(box.querySelector('.announcement')).backgroundColor") == color
    page.get_by_role("button", name="End notice").click()
    expect(page.get_by_text("Ended. It disappears from the site within seconds.")).to_be_visible()
    visitor.goto(profile)
    expect(region).to_have_count(0)

    page.goto(f"{site_url}/admin/reports/site-history/")  # not theirs
    expect(page.get_by_role("heading", name="You don’t have access to this page")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="Go to my school desk").click()
    page.wait_for_url(f"{site_url}/admin/school-desks/{school.slug}/")


def test_the_desk_its_proposals_and_notices_work_without_script(without_script, site_url, school, edith):
    page = signed_in(without_script, site_url, edith)
    page.get_by_role("textbox", name="Phone", exact=True).fill("(213) 555-0143")
    page.locator("#contact-section").get_by_role("button", name="Save and confirm").click()
    page.get_by_role("button", name="Still correct").first.click()
    fill_in_notice(page)
    page.get_by_role("button", name="Publish notice", exact=True).click()
    expect(page.get_by_text("Published. Families see it within seconds.")).to_be_visible()
    page.goto(f"{site_url}/admin/")
    page.get_by_role("link", name="The record").click()
    page.get_by_role("link", name="Propose a change").click()
    page.get_by_label("Name", exact=False).first.fill("Alliance Someone Else High School")
    page.get_by_label("Why").fill("The board decided so.")
    page.get_by_role("button", name="Send proposal").click()
    expect(page.locator(".messages")).to_contain_text("Saved.")
    school.refresh_from_db()
    assert school.phone == "(213) 555-0143"
    assert Proposal.objects.get().changes["name"]["after"] == "Alliance Someone Else High School"
