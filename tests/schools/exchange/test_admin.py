"""The office's pages: upload, preview, import, undo, and reconcile; no one else has access."""

import csv
import io
from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.users.models import UserProfile

from media.uploads.limits import SCHOOLS
from schools.changes import jobs
from schools.changes.kinds import Kind
from schools.exchange import uploads
from schools.models import ChangeSet, KeptDifference, School
from schools.register import history
from tests.factories import SchoolFactory
from tests.html import sent_by, soup, words

from .files import BURTON, MOHAN, TODAY, ours, plan, state
from .office import FILE, LIST, STATE_DATA, question, send, user_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client):
    client.force_login(user_of("Listings manager"))
    return client


def school(slug="burton-tech") -> School:
    return School.objects.get(slug=slug)


def test_a_file_is_looked_at_then_imported_then_taken_back(office):
    url = send(office, ours("burton-tech", phone="(213) 555-0142", street="1 New Street"))
    page = office.get(url)
    assert {"(323) 920-6125", "(213) 555-0142", "Corrects the campus.", "Apply import"} <= set_of(page)
    assert school().phone == "(323) 920-6125"
    digest = soup(page).find("input", attrs={"name": "digest"})["value"]
    page = office.post(url, {"do": "import", "digest": digest, "reason": ""})
    assert "This field is required" in words(page)
    page = office.post(url, {"do": "import", "digest": digest, "reason": "New numbers."}, follow=True)
    assert school().phone == "(213) 555-0142"
    assert history.steps(school())[0].reason == "New numbers."
    assert "Undo import" in words(page)
    assert "New numbers." in words(page)
    page = office.post(url, {"do": "undo", "reason": "A mistake."}, follow=True)
    assert school().phone == "(323) 920-6125"
    assert "Undo import" not in words(page)
    assert "2 changed" not in words(office.get(LIST))
    assert "1 changed" in words(office.get(LIST))


def set_of(response) -> set[str]:
    return {text.strip() for text in soup(response).find("main").find_all(string=True) if text.strip()}


def test_problems_are_shown_and_nothing_can_be_imported(office):
    url = send(office, ours("burton-tech", phone="1"))
    page = office.get(url)
    assert {"15", "phone", "“1” is not a valid phone number. Use ten digits."} <= set_of(page)
    assert "Apply import" not in words(page)
    page = office.post(url, {"do": "import", "reason": "Anyway.", "digest": ChangeSet.objects.get().preview["digest"]})
    assert "The file has problems" in words(page)
    assert school().phone == "(323) 920-6125"


@pytest.mark.parametrize(
    ("data", "why"),
    [(b"%PDF-1.7", "PDF"), (b"a,b\n1,2", "No row has column names that we know, ours (uid, name"), (b"", "empty")],
)
def test_a_file_of_no_use_says_why(data, why, office):
    response = office.post(FILE, {"file": SimpleUploadedFile("schools.csv", data)}, follow=True)
    assert why in words(response)
    assert "Apply import" not in words(response)


def test_a_file_too_large_is_refused_before_it_is_kept(office, monkeypatch):
    monkeypatch.setattr("media.uploads.limits.SCHOOLS", replace(SCHOOLS, size=10))
    response = office.post(FILE, {"file": SimpleUploadedFile("schools.csv", b"x" * 11)})
    assert "larger than" in words(response)
    assert not ChangeSet.objects.exists()


def test_a_lost_zero_is_a_tick(office):
    record = school().record_links.get().record
    record.cds_code = "01647330108894"
    record.save()
    url = send(office, state(BURTON, CDSCode="1647330108894", Phone="(323) 555-0142"))
    page = office.get(url)
    assert "1 CDS code has 13 digits" in words(page)
    page = office.post(url, {"do": "zeros", "accept_zeros": "on"}, follow=True)
    assert "(323) 555-0142" in set_of(page)
    assert "Apply import" in words(page)


def test_a_large_file_is_looked_at_and_imported_by_the_worker(office, monkeypatch):
    """The page shows progress and reloads itself without scripts."""
    monkeypatch.setattr(uploads, "LARGE", 100)
    monkeypatch.setattr(Kind, "at_once", 0)
    url = send(office, ours("burton-tech", phone="(213) 555-0142"))
    batch = ChangeSet.objects.get()
    assert batch.state == "checking"
    monkeypatch.setattr("schools.changes.views.progress_of", lambda key: (500, 10_000))
    page = office.get(url)
    assert "500 of 10000" in words(page).replace(",", "")
    assert page["Refresh"] == "3"
    jobs.look_job.call(batch.pk)
    digest = ChangeSet.objects.get().preview["digest"]
    office.post(url, {"do": "import", "digest": digest, "reason": "New numbers."})
    assert school().phone == "(323) 920-6125"
    assert "Importing the file" in words(office.get(url))
    for _twice in range(2):
        jobs.work_job.call(
            batch.pk, get_user_model().objects.get().pk, "applying", {"reason": "New numbers.", "digest": digest}
        )
    assert school().phone == "(213) 555-0142"
    assert school().revisions.count() == 2
    office.post(url, {"do": "undo", "reason": "A mistake."})
    assert school().phone == "(213) 555-0142"
    jobs.work_job.call(batch.pk, get_user_model().objects.get().pk, "undoing", {"reason": "A mistake."})
    assert school().phone == "(323) 920-6125"
    assert "Refresh" not in office.get(url)


def test_a_file_can_be_forgotten_and_old_ones_are(office):
    url = send(office, ours("burton-tech", phone="(213) 555-0142"))
    office.post(url, {"do": "discard"})
    assert not ChangeSet.objects.exists()
    send(office, ours("burton-tech", phone="(213) 555-0142"))
    assert jobs.forget_old() == 0
    ChangeSet.objects.update(created_at=timezone.now() - timedelta(days=8))
    assert jobs.forget_old() == 1


def test_the_same_file_again_is_said(office):
    data = ours("burton-tech", phone="(213) 555-0142")
    url = send(office, data)
    office.post(url, {"do": "import", "digest": ChangeSet.objects.get().preview["digest"], "reason": "New numbers."})
    assert "The same file was already imported on" in words(office.get(send(office, data)))


def test_reconcile_accepts_and_keeps_with_a_reason_that_is_remembered(office):
    data = state(MOHAN, Phone="(213) 555-0142", WebSite="http://example.org", Latitude="34.290459")
    url = send(office, data, "pubschls.txt", STATE_DATA)
    page = office.get(url)
    assert {"Ours", "The state’s", "The phone number is different."} <= set_of(page)
    assert "miles from the center of ZIP code 90015" in words(page)
    phone, website = question(page, "Phone"), question(page, "Website")
    form = {"do": "decide", "digest": ChangeSet.objects.get().preview["digest"], "reason": "The file of June."}
    assert "Nothing has been decided yet" in words(office.post(url, form))
    page = office.post(url, form | {phone: "accept", website: "keep"})
    assert "Give a reason to keep ours" in words(page)
    assert not KeptDifference.objects.exists()
    office.post(url, form | {phone: "accept", website: "keep", f"{website}-why": "Theirs is old."})
    after = school("olga-mohan")
    assert (after.phone, after.website) == ("(213) 555-0142", "http://mohanhs.org")
    assert history.steps(after)[0].reason == "The file of June."
    assert KeptDifference.objects.get().reason == "Theirs is old."
    page = office.get(send(office, data, "pubschls.txt", STATE_DATA))
    legends = [one.get_text(strip=True) for one in soup(page).find_all("legend")]
    assert legends == ["On the map"]
    assert not plan(data).items  # an import does not ask either
    other = state(MOHAN, Phone="(213) 555-0142", WebSite="http://example.org/new")
    page = office.get(send(office, other, "pubschls.txt", STATE_DATA))
    assert "Website" in [one.get_text(strip=True) for one in soup(page).find_all("legend")]
    page = office.get(STATE_DATA)
    assert "Theirs is old." in words(page)
    office.post(reverse("schools_ask_again", args=[KeptDifference.objects.get().pk]))
    assert not KeptDifference.objects.exists()


def test_everything_shown_is_accepted_at_once_but_what_has_a_warning_or_is_decided(office):
    data = state(MOHAN, Phone="(213) 555-0142", WebSite="http://example.org", Latitude="34.290459")
    url = send(office, data, "pubschls.txt", STATE_DATA)
    phone = question(office.get(url), "Phone")
    office.post(f"{url}?what=phone", {"do": "accept"})
    assert ChangeSet.objects.get().upload.decisions == {}
    office.post(url, {"do": "accept", phone: "keep", f"{phone}-why": "Theirs is old."})
    chosen = {
        name.rpartition("-")[2]: choice for name, (choice, _why) in ChangeSet.objects.get().upload.decisions.items()
    }
    assert chosen == {"phone": "keep", "website": "accept"}
    assert school("olga-mohan").website != "http://example.org"


def test_what_was_looked_at_in_another_language_is_imported(office):
    url = send(office, ours("burton-tech", phone="(213) 555-0142"))
    digest = ChangeSet.objects.get().preview["digest"]
    UserProfile.objects.create(user=get_user_model().objects.get(), preferred_language="es")
    office.post(url, {"do": "import", "digest": digest, "reason": "Números nuevos."})
    assert school().phone == "(213) 555-0142"


@pytest.mark.parametrize("sent", [{}, {"digest": ""}])
def test_an_import_without_the_digest_of_its_preview_is_refused(office, sent):
    url = send(office, ours("burton-tech", phone="(213) 555-0142"))
    page = office.post(url, {"do": "import", "reason": "New numbers.", **sent})
    assert "The register has changed since this preview. Preview it again." in words(page)
    assert soup(page).find("input", attrs={"name": "reason"})["value"] == "New numbers."
    assert school().phone == "(323) 920-6125"
    office.post(url, sent_by(soup(page).find("button", value="import").find_parent("form")) | {"do": "import"})
    assert school().phone == "(213) 555-0142"


def test_nothing_to_reconcile(office):
    assert "Nothing to decide: the state agrees, or you already" in words(
        office.get(send(office, TODAY, "pubschls.txt", STATE_DATA))
    )


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_register_exports_what_is_shown_so_that_it_can_be_imported(kind, office):
    page = office.get(reverse(School.snippet_viewset.get_url_name("list")), {"level": "middle", "export": kind})
    data = page.getvalue()
    found = plan(data)
    middle = School.objects.filter(level="middle")
    assert (found.items, found.problems, found.counts["unchanged"]) == ([], [], middle.count())
    if kind == "csv":
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    else:
        rows = [[cell.value for cell in row] for row in load_workbook(io.BytesIO(data)).active.iter_rows()]
    assert rows[0][0] == "uid"
    assert f"schools-{timezone.localdate()}.{kind}" in page["Content-Disposition"]


def pages(office) -> dict[str, str]:
    send(office, ours("burton-tech", phone="(213) 555-0142"))
    batch = reverse("schools_import", args=[ChangeSet.objects.first().pk])
    send(office, state(MOHAN, Phone="(213) 555-0142"), "pubschls.txt", STATE_DATA)
    compared = reverse("schools_import", args=[ChangeSet.objects.first().pk])
    return {"list": LIST, "file": FILE, "reconcile": STATE_DATA, "batch": batch, "compared": compared}


@pytest.mark.parametrize("role", ["Writer", "Publisher", None])
def test_nobody_else_gets_there(role, office):
    urls = pages(office)
    kept = KeptDifference.objects.create(school=school(), field="phone", theirs="{}", reason="Ours is right.")
    office.logout()
    if role:
        office.force_login(user_of(role))
        menu = office.get(reverse("wagtailadmin_home")).content.decode()
        assert LIST not in menu
        assert STATE_DATA not in menu
    else:
        assert office.get(LIST).url.startswith("/accounts/login/")
    for url in (*urls.values(), reverse("schools_ask_again", args=[kept.pk])):
        for response in (office.get(url), office.post(url, {"do": "discard"})):
            assert response.status_code == 302, url
            assert response.url not in urls.values()
    assert ChangeSet.objects.count() == 2
    assert KeptDifference.objects.exists()


def test_the_pages_are_valid_and_have_nothing_inline(office):
    menu = office.get(reverse("wagtailadmin_home")).content.decode()
    assert LIST in menu
    assert STATE_DATA in menu
    for name, url in pages(office).items():
        page = office.get(url)
        assert page.status_code == 200, name
        main = soup(page).find("main")
        assert not main.find_all(style=True), name
        assert not main.find_all("script"), name
        assert not [tag for tag in main.find_all(True) if any(key.startswith("on") for key in tag.attrs)], name


@pytest.mark.parametrize("many", [1, 40])
def test_the_pages_take_the_same_queries_for_one_change_or_many(many, office, django_assert_max_num_queries):
    schools = [SchoolFactory(phone="(323) 111-2222") for _number in range(many)]
    data = ours(schools=School.objects.filter(pk__in=[one.pk for one in schools])).replace(b"(323) 111", b"(424) 111")
    url = send(office, data)
    office.get(url)
    with django_assert_max_num_queries(22):
        office.get(url)


def test_a_file_that_is_gone(office):
    assert office.get(reverse("schools_import", args=[999])).status_code == 404


def test_the_list_takes_the_same_queries_for_one_file_or_many(office, django_assert_num_queries):
    send(office, ours("burton-tech", phone="(213) 555-0142"))
    office.get(LIST)
    with CaptureQueriesContext(connection) as one:
        office.get(LIST)
    queries = len(one)
    for _number in range(5):
        send(office, ours("burton-tech", phone="(213) 555-0142"))
    with django_assert_num_queries(queries):
        assert words(office.get(LIST)).count("1 changed") == 6
