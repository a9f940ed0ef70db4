"""A school editor and the office in a real browser: sign in, change, propose, approve, and see the public page."""

from django.core import mail
from django.urls import reverse
from playwright.sync_api import expect

from quality.audit.axe import violations
from schools.models import MistakeReport, Proposal
from tests.browser.looks import faults

from .staff import listings_manager, signed_in

NEW = "Alliance Someone Else High School"


def test_a_phone_is_changed_at_once_and_a_name_by_way_of_the_office(page, site_url, school, edith, browser):
    manager = listings_manager()
    signed_in(page, site_url, edith)
    expect(page.get_by_role("heading", name="3 tasks")).to_be_visible()
    page.get_by_role("textbox", name="Phone", exact=True).fill("(213) 555-0142")
    page.locator("#contact-section").get_by_role("button", name="Save and confirm").click()
    expect(page.get_by_text("Saved. Families see it within seconds.")).to_be_visible()
    profile = f"{site_url}{school.pages.first().get_url()}"
    visitor = browser.new_page()
    visitor.goto(profile)
    expect(visitor.locator("main").get_by_text("(213) 555-0142").first).to_be_visible()
    page.get_by_role("link", name="Propose a change").click()
    page.get_by_label("Name", exact=False).first.fill(NEW)
    page.get_by_label("Why").fill("The board decided so.")
    page.get_by_role("button", name="Send proposal").click()
    expect(page.get_by_text("The office gets an email.")).to_be_visible()
    assert [one.to for one in mail.outbox] == [[manager.email]]
    proposal = Proposal.objects.get()
    address = site_url + reverse("school_desk_proposal", args=[school.slug, proposal.pk])
    office = signed_in(browser.new_page(), site_url, manager)
    office.goto(address)
    office.get_by_role("button", name="Approve", exact=True).click()
    expect(office.get_by_text("Approved. The record has changed")).to_be_visible()
    assert [one.to for one in mail.outbox[1:]] == [[edith.email]]
    visitor.goto(profile)
    expect(visitor.get_by_role("heading", level=1)).to_contain_text("Someone Else")
    page.goto(f"{site_url}/admin/")
    expect(page.locator("#proposals-section")).to_contain_text("Approved")
    for one in (visitor, office):
        one.close()


def test_a_school_editor_edits_the_profile_and_submits_it(page, site_url, school, edith):
    signed_in(page, site_url, edith)
    page.locator("#profiles-section").get_by_role("link", name="Edit").first.click()
    page.get_by_role("textbox", name="Summary").fill("What the school says of itself.")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("has been saved").or_(page.get_by_text("has been updated")).first).to_be_visible()
    page.goto(f"{site_url}/admin/")
    page.get_by_role("button", name="Submit for approval").click()
    expect(page.get_by_text("Submitted. No other reviewer has an email address on file")).to_be_visible()


def test_what_is_not_theirs_says_so_and_leads_back(page, site_url, school, edith):
    signed_in(page, site_url, edith)
    page.goto(f"{site_url}/admin/reports/site-history/")
    expect(page.get_by_role("heading", name="You don’t have access to this page")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="Go to my school desk").click()
    page.wait_for_url(f"{site_url}/admin/school-desks/{school.slug}/")


def test_the_desk_works_without_script(browser, site_url, school, edith):
    context = browser.new_context(java_script_enabled=False)
    page = signed_in(context.new_page(), site_url, edith)
    page.get_by_role("textbox", name="Phone", exact=True).fill("(213) 555-0143")
    page.locator("#contact-section").get_by_role("button", name="Save and confirm").click()
    page.get_by_role("button", name="Still correct").first.click()
    page.get_by_role("link", name="Propose a change").click()
    expect(page.get_by_role("button", name="Send proposal")).to_be_visible()
    school.refresh_from_db()
    assert school.phone == "(213) 555-0143"
    context.close()


def test_every_page_of_the_desk_is_accessible(page, site_url, school, edith):
    MistakeReport.objects.create(school=school, language="en", text="The bus is late.")
    proposal = Proposal.objects.create(
        school=school, by=edith, reason="So.", changes={"name": {"before": school.name, "after": NEW}}
    )
    signed_in(page, site_url, listings_manager())
    problems = []
    for address in (
        reverse("school_desks"),
        reverse("school_desk", args=[school.slug]),
        reverse("school_desk_propose", args=[school.slug]),
        reverse("school_desk_proposal", args=[school.slug, proposal.pk]),
        reverse("school_desk_history", args=[school.slug]),
    ):
        page.goto(site_url + address)
        problems += [(address, one) for one in faults(page)]
    assert problems == []
