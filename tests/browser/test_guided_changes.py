"""The office renames a school in a real browser, its old address redirects, and the change is undone."""

from django.urls import reverse
from playwright.sync_api import expect

from schools.models import School

from .staff import listings_manager, signed_in

NEW = "Alliance Someone Else High School"


def test_a_school_is_renamed_and_its_old_address_leads_on_until_that_is_undone(page, site_url, school, browser):
    office = signed_in(page, site_url, listings_manager())
    old = school.name
    office.goto(site_url + reverse("school_desk", args=[school.slug]))
    office.get_by_role("link", name="Rename school", exact=True).click()
    office.get_by_role("textbox", name="New name*", exact=True).fill(NEW)
    office.get_by_label("First day").fill("2026-10-01")
    office.get_by_label("New web address (English)").fill("someone-else")
    office.get_by_label("Why").fill("Named after its founder.")
    office.get_by_role("button", name="Preview changes").click()
    expect(office.get_by_text("Nothing has changed yet.")).to_be_visible()
    expect(office.get_by_role("heading", name="Redirects from old addresses")).to_be_visible()
    assert School.objects.get(pk=school.pk).name == old
    office.get_by_role("button", name="Apply all changes").click()
    expect(office.get_by_text("Done. Families see it within seconds.")).to_be_visible()
    visitor = browser.new_page()
    visitor.goto(f"{site_url}/schools/gertz-ressler/")
    expect(visitor).to_have_url(f"{site_url}/schools/someone-else/")
    expect(visitor.get_by_role("heading", level=1)).to_contain_text("Someone Else")
    expect(visitor.get_by_text(f"Formerly {old}").first).to_be_visible()
    visitor.close()
    office.get_by_role("button", name="Preview the undo").click()
    office.get_by_label("Reason for the undo").fill("The board changed its mind.")
    office.get_by_role("button", name="Undo this change").click()
    expect(office.get_by_text("Everything is as it was before.")).to_be_visible()
    visitor = browser.new_page()  # the other language remembers where the address led
    visitor.goto(f"{site_url}/schools/gertz-ressler/")
    expect(visitor).to_have_url(f"{site_url}/schools/gertz-ressler/")
    expect(visitor.get_by_text(f"Formerly {old}")).to_have_count(0)
    assert visitor.goto(f"{site_url}/schools/someone-else/").status == 404
    visitor.close()
