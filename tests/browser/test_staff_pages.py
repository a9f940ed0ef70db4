"""Every page that this site adds to the editor is accessible and fits, on phone and desktop, in light and dark."""

from urllib.parse import urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from quality.audit.axe import violations
from quality.wagtail_hooks import frames
from schools.models import Campus, MistakeReport, Proposal, School, SchoolNotice
from tests.browser.looks import DESKTOP, SIZES, faults_of_each
from tests.browser.staff import enter, listings_manager
from tests.factories import SchoolFactory
from tests.schools.exchange.files import MOHAN, ours, state
from tests.schools.postings.samples import person as keeper_of_documents
from tests.schools.postings.samples import post
from toolkit.activity_log.actors import Actor
from toolkit.activity_log.events import record

CELL = "/admin/postings/sarc/gertz-ressler/"


@pytest.fixture
def admin(page, site_url):
    """A browser in which a site admin has signed in."""
    enter(page.context, site_url, get_user_model().objects.create_superuser("someone"))
    return page


def send(page, address: str, data: bytes) -> None:
    page.goto(address)
    page.get_by_label("File").set_input_files({"name": "schools.txt", "mimeType": "text/plain", "buffer": data})
    page.get_by_role("button", name="Preview the file").click()


def test_the_first_page_and_the_activity_log(admin, site_url, look):
    admin.goto(site_url + reverse("wagtailadmin_home"))
    admin.locator(".sidebar").wait_for(state="attached")
    assert faults_of_each(admin) == []
    for size in SIZES.values():
        admin.set_viewport_size(size)
        assert admin.locator(".environment").bounding_box()["y"] == 0  # a stripe above everything
        assert admin.evaluate("document.documentElement.scrollHeight") <= size["height"]

    School.objects.filter(slug="odonovan").update(phone="(213) 555-0100")
    record("export.made", title="A list", actor=Actor("editor", "1", "Lidia Ruiz"), format="csv")
    look(reverse("audit_log"))
    expect(admin.get_by_text("→ (213) 555-0100")).to_be_visible()
    admin.set_viewport_size(DESKTOP)
    admin.get_by_role("button", name="Show filters").click()
    admin.get_by_role("button", name="Action", exact=True).click()
    assert violations(admin) == []
    admin.locator("#id_kind").select_option("export")
    expect(admin.get_by_text("→ (213) 555-0100")).to_have_count(0)
    expect(admin.get_by_text("Lidia Ruiz exported “A list” as CSV.")).to_be_visible()


def test_previews_of_blocks_and_components(admin, site_url):
    problems = []
    for address in (reverse("components"), *(address for _name, address in frames())):
        admin.goto(site_url + address)
        problems += [(address, fault) for fault in faults_of_each(admin)]
    assert problems == []

    admin.goto(f"{site_url}{reverse('components')}")
    frame = admin.locator("iframe[title=questions]")
    inside = frame.content_frame
    frame.scroll_into_view_if_needed()
    inside.locator("summary").first.wait_for()
    before = frame.bounding_box()["height"]
    inside.locator("summary").first.click()  # a frame grows with what it shows
    admin.wait_for_function("before => document.querySelector('[title=questions]').offsetHeight > before", arg=before)
    admin.get_by_label("Dark").check()
    assert inside.locator("html").evaluate("root => getComputedStyle(root).colorScheme") == "dark"


def test_desks_proposals_and_notices(page, look, site_url, school, edith):
    today = timezone.localdate()
    notice = SchoolNotice.objects.create(school=school, text={"en": "x" * 200}, first_day=today, last_day=today)
    MistakeReport.objects.create(school=school, language="en", text="The bus is late.")
    changes = {"name": {"before": school.name, "after": "Alliance Someone Else High School"}}
    proposal = Proposal.objects.create(school=school, by=edith, reason="So.", changes=changes)
    enter(page.context, site_url, listings_manager())
    look(reverse("school_desks"))
    look(reverse("school_desk", args=[school.slug]))
    look(reverse("school_desk_more", args=[school.slug]))
    look(reverse("school_desk_propose", args=[school.slug]))
    look(reverse("school_desk_proposal", args=[school.slug, proposal.pk]))
    look(reverse("school_desk_history", args=[school.slug]))
    look(reverse("school_notices"))
    page.goto(site_url + reverse("school_notice", args=[school.slug, notice.pk]))
    page.get_by_label("Text: Spanish").fill("El viernes salimos a las 12:30.")
    page.get_by_role("button", name="Preview notice").click()
    expect(page.locator("iframe").first).to_be_visible()
    look()


def test_opening_moving_merging_and_closing_a_school(page, look, site_url, school):
    SchoolFactory(campus=school.campus)
    enter(page.context, site_url, listings_manager())
    look(reverse("school_open"))
    for kind in ("move", "merge", "close"):
        look(reverse("school_change", args=[kind, school.slug]))
    page.get_by_label("Last day").fill("2040-06-30")
    page.get_by_label("The profile").select_option("leads")
    page.get_by_label("Why").fill("The board decided so.")
    page.get_by_role("button", name="Preview changes").click()
    expect(page.get_by_role("button", name="Apply all changes")).to_be_visible()
    look()
    page.get_by_role("button", name="Apply all changes").click()
    expect(page.get_by_text("Done. Families see it within seconds.")).to_be_visible()
    look(urlsplit(page.url).path)  # without the message, which fades in
    page.get_by_role("button", name="Preview the undo").click()
    expect(page.get_by_role("button", name="Undo this change")).to_be_visible()
    look()
    look(reverse("school_changes"))


def test_importing_files_and_deciding_conflicts(page, look, site_url):
    enter(page.context, site_url, listings_manager())
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


def test_the_tracker_of_required_documents(page, look, site_url):
    post(board_date=timezone.localdate())
    post("foster-youth", None, contact="Liaison\n(213) 555-0100\na.very.long.address.of.somebody@example.org")
    post("selpa", None, url=f"https://example.org/{'plan' * 60}", languages=["en", "es"])
    enter(page.context, site_url, keeper_of_documents())
    tracker = "/admin/postings/"
    for address in (tracker, f"{tracker}due/", f"{tracker}roll-over/", CELL, f"{CELL}post/"):
        look(address)
        assert page.locator("main").evaluate("main => main.scrollWidth <= main.clientWidth"), address
