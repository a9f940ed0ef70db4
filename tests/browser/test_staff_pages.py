"""Every page that this site adds to the editor is accessible and fits, on phone and desktop, in light and dark."""

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from quality.audit.axe import violations
from quality.wagtail_hooks import frames
from schools.models import Campus, MistakeReport, Proposal, School, SchoolNotice
from tests.browser.looks import DESKTOP, PHONE, SIZES, faults_of_each
from tests.browser.staff import enter, press_publish
from tests.factories import SchoolFactory
from tests.schools.exchange.files import MOHAN, ours, state

CELL = "/admin/postings/sarc/gertz-ressler/"


def send(page, address: str, data: bytes) -> None:
    page.goto(address)
    page.get_by_label("File").set_input_files({"name": "schools.txt", "mimeType": "text/plain", "buffer": data})
    page.get_by_role("button", name="Preview the file").click()


def test_the_first_page_and_the_activity_log(sign_in, site_url, look):
    admin = sign_in("Site admin")
    admin.goto(site_url + reverse("wagtailadmin_home"))
    admin.locator(".sidebar").wait_for(state="attached")
    assert faults_of_each(admin) == []
    for size in SIZES.values():
        admin.set_viewport_size(size)
        assert admin.locator(".environment").bounding_box()["y"] == 0  # a stripe above everything
        assert admin.evaluate("document.documentElement.scrollHeight") <= size["height"]

    School.objects.filter(slug="odonovan").update(phone="(213) 555-0100")
    look(reverse("audit_log"))
    expect(admin.get_by_text("→ (213) 555-0100")).to_be_visible()
    admin.set_viewport_size(DESKTOP)
    admin.get_by_role("button", name="Show filters").click()
    admin.get_by_role("button", name="Action", exact=True).click()
    assert violations(admin) == []


def test_previews_of_blocks_and_components(sign_in, site_url):
    admin, problems = sign_in("Site admin"), []
    for address in (reverse("components"), *(address for _name, address in frames())):
        admin.goto(site_url + address)
        problems += [(address, fault) for fault in faults_of_each(admin)]
    assert problems == []

    admin.goto(f"{site_url}{reverse('components')}")
    frame = admin.locator("iframe[title=questions]")
    frame.scroll_into_view_if_needed()
    admin.get_by_label("Dark").check()
    assert frame.content_frame.locator("html").evaluate("root => getComputedStyle(root).colorScheme") == "dark"


def test_every_page_of_the_school_office(look, sign_in, school, edith, posted):
    """Those that only a form leads to are looked at on the way, by test_office_jobs.py."""
    SchoolFactory(campus=school.campus)
    MistakeReport.objects.create(school=school, language="en", text="The bus is late.")
    changes = {"name": {"before": school.name, "after": "Alliance Someone Else High School"}}
    proposal = Proposal.objects.create(school=school, by=edith, reason="So.", changes=changes)
    today = timezone.localdate()
    SchoolNotice.objects.create(school=school, text={"en": "x" * 200}, first_day=today, last_day=today)
    page = sign_in("Listings manager")
    for name in ("school_desks", "school_notices", "school_open", "school_changes"):
        look(reverse(name))
    for name in ("school_desk", "school_desk_more", "school_desk_propose", "school_desk_history"):
        look(reverse(name, args=[school.slug]))
    look(reverse("school_desk_proposal", args=[school.slug, proposal.pk]))
    for kind in ("move", "merge"):
        look(reverse("school_change", args=[kind, school.slug]))
    for address in ("/admin/postings/", "/admin/postings/due/", "/admin/postings/roll-over/", CELL, f"{CELL}post/"):
        look(address)
        assert page.locator("main").evaluate("main => main.scrollWidth <= main.clientWidth"), address


def test_a_school_editor_begins_on_a_phone_and_is_told_what_is_not_theirs(page, site_url, edith):
    page.set_viewport_size(PHONE)
    enter(page.context, site_url, edith)
    page.goto(f"{site_url}/admin/")
    expect(page.get_by_role("link", name="Post a document")).to_be_in_viewport()
    assert len(page.locator("main").inner_text().split()) < 200
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    page.goto(f"{site_url}/admin/reports/site-history/")
    expect(page.get_by_role("heading", name="You don’t have access to this page")).to_be_visible()
    assert violations(page) == []


def test_schools_that_are_checked_in_the_register_are_changed_together(sign_in, look):
    for name in ("East", "North", "West"):
        SchoolFactory(name=f"Alliance Zanzibar {name}", languages=["en"])
    page = sign_in("Listings manager")
    look(f"{reverse('wagtailsnippets_schools_school:list')}?missing=website&q=zanzibr")
    for name in ("East", "West"):
        page.locator(".register-table tr", has_text=f"Zanzibar {name}").locator("input[type=checkbox]").check()
    page.get_by_role("link", name="Change fields of the selected schools").click()
    expect(page.get_by_label("Alliance Zanzibar East")).to_be_checked()
    expect(page.get_by_label("Alliance Zanzibar North")).to_have_count(0)
    look()
    languages = page.get_by_role("group", name="Languages at the front desk").first
    languages.get_by_label("Action").select_option(label="Add these")
    languages.get_by_label("Spanish").check()
    page.get_by_role("button", name="Preview changes").click()
    expect(page.get_by_role("cell", name="English, Spanish")).to_have_count(2)
    look()


def test_importing_files_and_deciding_conflicts(sign_in, look, site_url):
    page = sign_in("Listings manager")
    look(reverse("schools_import_file"))
    ours_at, state_at = (site_url + reverse(name) for name in ("schools_import_file", "schools_state_data"))
    send(page, ours_at, ours("burton-tech", phone="(213) 555-0142", name="Alliance Burton", zip="9"))
    expect(page.get_by_role("heading", name="Problems")).to_be_visible()
    look()
    send(page, state_at, state(MOHAN, Phone="(213) 555-0142", Latitude="34.290459", School="Alliance Another High"))
    expect(page.get_by_role("button", name="Apply decisions")).to_be_visible()
    look()
    data = ours("burton-tech", phone="(213) 555-0142", street="1 New Street")
    School.objects.filter(slug="burton-tech").update(phone="(213) 555-0199")
    Campus.objects.filter(schools__slug="burton-tech").update(zip="90001")
    send(page, ours_at, data)
    expect(page.get_by_role("heading", name="Conflicts")).to_be_visible()
    look()


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
