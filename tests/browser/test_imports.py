"""Importing and reconciling in a real browser, also without scripts: accessible at every width and in dark mode."""

from django.urls import reverse
from playwright.sync_api import expect

from schools.models import Campus, School
from tests.browser.looks import faults
from tests.browser.staff import enter, listings_manager
from tests.schools.exchange.files import MOHAN, ours, state


def send(page, address: str, name: str, data: bytes) -> None:
    page.goto(address)
    page.get_by_label("File").set_input_files({"name": name, "mimeType": "text/plain", "buffer": data})
    page.get_by_role("button", name="Preview the file").click()


def test_the_pages_are_accessible(page, site_url):
    enter(page.context, site_url, listings_manager())
    start = site_url + reverse("schools_import_file")
    page.goto(start)
    assert faults(page) == []
    send(page, start, "schools.csv", ours("burton-tech", phone="(213) 555-0142", name="Alliance Burton", zip="9"))
    expect(page.get_by_role("heading", name="Problems")).to_be_visible()
    assert faults(page) == []
    data = state(MOHAN, Phone="(213) 555-0142", Latitude="34.290459", School="Alliance Another High")
    send(page, site_url + reverse("schools_state_data"), "pubschls.txt", data)
    expect(page.get_by_role("button", name="Apply decisions")).to_be_visible()
    assert faults(page) == []


def test_all_of_it_works_without_script(browser, site_url):
    context = browser.new_context(java_script_enabled=False)
    enter(context, site_url, listings_manager())
    page = context.new_page()
    send(page, site_url + reverse("schools_import_file"), "a.csv", ours("burton-tech", phone="(213) 555-0142"))
    page.get_by_label("Reason").fill("New numbers.")
    page.get_by_role("button", name="Apply import", exact=True).click()
    expect(page.get_by_role("button", name="Undo import")).to_be_visible()
    assert School.objects.get(slug="burton-tech").phone == "(213) 555-0142"
    page.get_by_label("Reason").fill("A mistake.")
    page.get_by_role("button", name="Undo import").click()
    expect(page.get_by_role("button", name="Undo import")).to_have_count(0)
    assert School.objects.get(slug="burton-tech").phone == "(323) 920-6125"
    context.close()


def in_conflict(page, site_url) -> None:
    """Open the preview of a file whose phone and address someone else changed after the download."""
    data = ours("burton-tech", phone="(213) 555-0142", street="1 New Street", office_hours="8–4")
    School.objects.filter(slug="burton-tech").update(phone="(213) 555-0199")
    Campus.objects.filter(schools__slug="burton-tech").update(zip="90001")
    send(page, site_url + reverse("schools_import_file"), "schools.csv", data)
    expect(page.get_by_role("heading", name="Conflicts")).to_be_visible()


def test_conflicts_are_accessible(page, site_url):
    enter(page.context, site_url, listings_manager())
    in_conflict(page, site_url)
    assert faults(page) == []


def test_conflicts_are_decided_without_script(browser, site_url):
    context = browser.new_context(java_script_enabled=False)
    enter(context, site_url, listings_manager())
    page = context.new_page()
    in_conflict(page, site_url)
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
    context.close()
