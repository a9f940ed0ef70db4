"""A school editor and the office in a real browser: sign in, change, propose, approve, tell families, and see it."""

from django.core import mail
from django.urls import reverse
from playwright.sync_api import expect

from quality.audit.axe import violations
from schools.models import Proposal

from .staff import listings_manager, signed_in

NEW = "Alliance Someone Else High School"
WORDS = "Friday is a half day: school ends at 12:30."


def fill_in_notice(page):
    page.get_by_role("link", name="New notice").click()
    page.get_by_label("Text: English").fill(WORDS)
    page.get_by_label("Text: Spanish").fill("El viernes salimos a las 12:30.")
    page.get_by_role("button", name="Preview notice").click()


def test_a_phone_is_changed_at_once_and_a_name_by_way_of_the_office(page, site_url, school, edith, new_context):
    manager = listings_manager()
    signed_in(page, site_url, edith)
    expect(page.get_by_role("heading", name="Today’s tasks 3 shown")).to_be_visible()
    page.get_by_role("textbox", name="Phone", exact=True).fill("(213) 555-0142")
    page.locator("#contact-section").get_by_role("button", name="Save and confirm").click()
    expect(page.get_by_text("Saved. Families see it within seconds.")).to_be_visible()
    profile = f"{site_url}{school.pages.first().get_url()}"
    visitor = new_context().new_page()
    visitor.goto(profile)
    expect(visitor.locator("main").get_by_text("(213) 555-0142").first).to_be_visible()

    page.get_by_role("link", name="The record").click()
    page.get_by_role("link", name="Propose a change").click()
    page.get_by_label("Name", exact=False).first.fill(NEW)
    page.get_by_label("Why").fill("The board decided so.")
    page.get_by_role("button", name="Send proposal").click()
    expect(page.get_by_text("The office gets an email.")).to_be_visible()
    assert [one.to for one in mail.outbox] == [[manager.email]]
    address = site_url + reverse("school_desk_proposal", args=[school.slug, Proposal.objects.get().pk])
    office = signed_in(new_context().new_page(), site_url, manager)
    office.goto(address)
    office.get_by_role("button", name="Approve", exact=True).click()
    expect(office.get_by_text("Approved. The record has changed")).to_be_visible()
    assert [one.to for one in mail.outbox[1:]] == [[edith.email]]
    visitor.goto(profile)
    expect(visitor.get_by_role("heading", level=1)).to_contain_text("Someone Else")
    page.goto(f"{site_url}/admin/")
    page.get_by_role("link", name="Proposals").click()
    expect(page.locator("#proposals-section")).to_contain_text("Approved")


def test_a_school_editor_submits_the_profile_and_announces_a_half_day(page, site_url, school, edith, new_context):
    signed_in(page, site_url, edith)
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


def test_the_first_page_of_a_desk_fits_on_a_phone(page, site_url, edith):
    page.set_viewport_size({"width": 360, "height": 740})
    signed_in(page, site_url, edith)
    expect(page.get_by_role("link", name="Post a document")).to_be_in_viewport()
    assert len(page.locator("main").inner_text().split()) < 200
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert violations(page) == []


def test_the_desk_and_its_notices_work_without_script(without_script, site_url, school, edith):
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
    expect(page.get_by_role("button", name="Send proposal")).to_be_visible()
    school.refresh_from_db()
    assert school.phone == "(213) 555-0143"
