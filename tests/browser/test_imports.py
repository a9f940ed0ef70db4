"""Importing in a browser without scripts: a conflict is decided, the file is applied, and all of it is undone."""

from django.urls import reverse
from playwright.sync_api import expect

from schools.models import Campus, School
from tests.browser.staff import enter, listings_manager
from tests.schools.exchange.files import ours


def send(page, address: str, name: str, data: bytes) -> None:
    page.goto(address)
    page.get_by_label("File").set_input_files({"name": name, "mimeType": "text/plain", "buffer": data})
    page.get_by_role("button", name="Preview the file").click()


def test_conflicts_are_decided_and_the_import_is_undone_without_script(without_script, site_url):
    page = without_script
    enter(page.context, site_url, listings_manager())
    data = ours("burton-tech", phone="(213) 555-0142", street="1 New Street", office_hours="8–4")
    School.objects.filter(slug="burton-tech").update(phone="(213) 555-0199")  # after the download
    Campus.objects.filter(schools__slug="burton-tech").update(zip="90001")
    send(page, site_url + reverse("schools_import_file"), "schools.csv", data)
    expect(page.get_by_role("heading", name="Conflicts")).to_be_visible()
    address, phone = page.get_by_role("group", name="Address"), page.get_by_role("group", name="Phone")
    expect(address.get_by_label("Keep the register’s value")).to_be_checked()
    expect(phone.get_by_label("Keep the register’s value")).to_be_checked()
    expect(page.get_by_role("button", name="Apply import", exact=True)).to_have_count(0)
    phone.get_by_label("Use my value").check()
    page.get_by_role("button", name="Save these choices").click()
    page.get_by_label("Reason").fill("New numbers.")
    page.get_by_role("button", name="Apply import", exact=True).click()
    expect(page.get_by_role("button", name="Undo import")).to_be_visible()
    after = School.objects.get(slug="burton-tech")
    assert (after.phone, after.office_hours) == ("(213) 555-0142", "8–4")
    assert (after.campus.street, after.campus.zip) == ("10101 South Broadway", "90001")
    page.get_by_label("Reason").fill("A mistake.")
    page.get_by_role("button", name="Undo import").click()
    expect(page.get_by_role("button", name="Undo import")).to_have_count(0)
    after.refresh_from_db()
    assert (after.phone, after.office_hours) == ("(213) 555-0199", "")
