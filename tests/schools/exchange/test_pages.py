"""The office's pages: upload, preview with filters and conflicts, import, and undo; no one else has access."""

import csv
from dataclasses import replace

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from media.uploads.limits import SCHOOLS
from schools.changes import jobs
from schools.changes.kinds import Kind
from schools.exchange import uploads
from schools.models import ChangeSet, School
from schools.register import history
from tests.factories import SchoolFactory, by_hand
from tests.html import assert_says, assert_valid, soup, words
from toolkit.activity_log.models import AuditEntry

from .files import as_csv, edited, ours, rows_of, school, table
from .office import FILE, LIST, form_of, pages, questions_of, send

pytestmark = pytest.mark.django_db
PER_PAGE, MANY = 5, 13
MINE, THEIRS = "(213) 555-0142", "(213) 555-0199"


@pytest.fixture
def short_pages(monkeypatch):
    monkeypatch.setattr("schools.exchange.plan_display.PER_PAGE", PER_PAGE)


def many_phones(count: int) -> bytes:
    """A file with this many schools, each with a new phone number, every tenth with a new website."""
    SchoolFactory.create_batch(count, phone="(323) 111-2222")
    keys = School.objects.filter(slug__startswith="example-")
    rows = rows_of(ours(schools=keys).replace(b"(323) 111", b"(424) 111"))
    for row in rows[::10]:
        row["website"] = "https://example.org"
    return table([list(rows[0]), *(list(row.values()) for row in rows)])


def names(page) -> list[str]:
    return [one.get_text() for one in soup(page).select(".exchange-table th[scope=rowgroup]")]


def test_a_file_is_previewed_imported_and_undone(office):
    data = ours("burton-tech", phone=MINE, street="1 New Street")
    url = send(office, data)
    page = office.get(url)
    assert_valid(page)
    assert_says(page, "(323) 920-6125", MINE, "Corrects the campus.", "Apply import")
    assert school().phone == "(323) 920-6125"
    for digest in ("", "0" * 64):
        page = office.post(url, {"do": "import", "reason": "New numbers.", "digest": digest})
        assert_says(page, "The register has changed since this preview. Preview it again.")
        assert form_of(page, "import")["reason"] == "New numbers."
    assert_says(office.post(url, form_of(page, "import") | {"reason": ""}), "This field is required")
    form = form_of(page, "import")
    page = office.post(url, form, follow=True)
    assert_says(office.post(url, form, follow=True), "already been applied")  # in another tab
    assert school().phone == MINE
    assert history.steps(school())[0].reason == "New numbers."
    assert_says(page, "New numbers.", MINE, "Undo import")
    second = send(office, data)
    assert_says(office.get(second), "The same file was already imported on")
    assert office.post(second, {"do": "discard"}).url == LIST
    assert office.get(second).status_code == 404
    office.post(url, {"do": "discard"})
    assert ChangeSet.objects.get().at  # an applied one stays
    page = office.post(url, {"do": "undo", "reason": "A mistake."}, follow=True)
    assert school().phone == "(323) 920-6125"
    assert "Undo import" not in words(page)
    assert_says(page, "A mistake.")
    assert_says(office.get(LIST), "1 changed")


def test_a_file_that_cannot_be_read_or_has_problems_is_not_imported_and_says_why(office, monkeypatch):
    response = office.post(FILE, {"file": SimpleUploadedFile("schools.csv", b"%PDF-1.7")}, follow=True)
    assert_says(response, "This is a PDF file")
    ChangeSet.objects.all().delete()
    url = send(office, ours("burton-tech", phone="1"))
    page = office.get(url)
    assert_says(page, "15 phone “1” is not a valid phone number. Use ten digits.")
    assert not soup(page).find("button", value="import")
    form = {"do": "import", "reason": "Anyway.", "digest": ChangeSet.objects.get().preview["digest"]}
    assert_says(office.post(url, form), "The file has problems")
    assert school().phone == "(323) 920-6125"
    monkeypatch.setattr("media.uploads.limits.SCHOOLS", replace(SCHOOLS, size=10))
    assert_says(office.post(FILE, {"file": SimpleUploadedFile("schools.csv", b"x" * 11)}), "larger than")
    assert ChangeSet.objects.count() == 1


def test_a_large_file_is_previewed_and_imported_by_the_worker(office, monkeypatch):
    """The page shows progress and reloads itself without scripts."""
    monkeypatch.setattr(uploads, "LARGE", 100)
    monkeypatch.setattr(Kind, "at_once", 0)
    url = send(office, ours("burton-tech", phone=MINE))
    change_set, user = ChangeSet.objects.get(), get_user_model().objects.get()
    assert change_set.state == "checking"
    monkeypatch.setattr("schools.changes.views.progress_of", lambda key: (500, 10_000))
    page = office.get(url)
    assert "500 of 10000" in words(page).replace(",", "")
    assert page["Refresh"] == "3"
    jobs.look_job.call(change_set.pk)
    options = {"reason": "New numbers.", "digest": ChangeSet.objects.get().preview["digest"]}
    office.post(url, options | {"do": "import"})
    assert school().phone == "(323) 920-6125"
    assert_says(office.get(url), "Importing the file")
    for _twice in range(2):
        jobs.work_job.call(change_set.pk, user.pk, "applying", options)
    assert school().phone == MINE
    assert school().revisions.count() == 2
    office.post(url, {"do": "undo", "reason": "A mistake."})
    assert school().phone == MINE
    jobs.work_job.call(change_set.pk, user.pk, "undoing", {"reason": "A mistake."})
    assert school().phone == "(323) 920-6125"
    assert "Refresh" not in office.get(url)


def test_a_long_preview_has_pages_and_is_filtered_by_difference_and_name(office, short_pages):
    url = send(office, many_phones(MANY))
    found = pages(office, url)
    assert [len(names(page)) for page in found] == [PER_PAGE, PER_PAGE, 3]
    assert len({name for page in found for name in names(page)}) == MANY
    assert_says(found[1], f"6 to 10 of {MANY}")
    assert_valid(found[1])
    page = office.get(url, {"what": "website"})
    assert len(names(page)) == 2  # the first and the eleventh
    assert "(424) 111-2222" not in words(page)
    one = School.objects.filter(slug__startswith="example-").first()
    assert one.name in names(office.get(url, {"name": one.name.upper()}))
    for nothing in ({"name": "Hogwarts"}, {"what": "warned"}):
        assert_says(office.get(url, nothing), "No matches.")
    assert len(names(office.get(url, {"what": "no-such", "kind": "no-such"}))) == PER_PAGE
    options = [one["value"] for one in soup(found[0]).select("select[name=what] option")]
    assert options == ["", "phone", "website", "warned"]
    assert "example.org" not in words(office.get(url, {"what": "phone"}))


def conflict_of(office, **changes) -> str:
    data = edited(as_csv(), phone=MINE, **changes)
    by_hand(school(), phone=THEIRS)
    return send(office, data)


def test_a_conflict_shows_three_values_and_keeps_theirs_unless_chosen(office):
    then = school().phone
    SchoolFactory(name="=HYPERLINK(1)")
    url = conflict_of(office, transit="Bus 1")
    page = office.get(url)
    assert_valid(page)
    sides = soup(page).select_one(".exchange-question .exchange-sides").get_text(" ", strip=True)
    assert all(text in sides for text in (then, THEIRS, MINE))
    assert not soup(page).find("button", value="import")
    response = office.get(reverse("schools_import_csv", args=[ChangeSet.objects.get().pk]))
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert AuditEntry.objects.latest("pk").sentence.endswith(" exported “Import” as CSV.")
    found = list(csv.DictReader(response.getvalue().decode().splitlines()))
    assert "'=HYPERLINK(1)" in {row["school"] for row in found}
    [row] = [row for row in found if row["kind"] == "conflict"]
    assert (row["what"], row["now"], row["in_the_file"]) == ("Phone", THEIRS, MINE)
    refused = office.post(url, {"do": "import", "digest": ChangeSet.objects.get().preview["digest"], "reason": "So."})
    assert_says(refused, "conflict")
    page = office.post(url, form_of(page, "resolve"), follow=True)
    assert "conflicts:" not in words(office.get(LIST))  # a decided one is no longer open
    page = office.post(url, form_of(page, "import") | {"reason": "So."}, follow=True)
    assert (school().phone, school().transit) == (THEIRS, "Bus 1")
    assert_says(page, THEIRS)


def test_the_files_value_is_taken_if_chosen_unless_the_register_changes_before_or_after(office):
    url = conflict_of(office)
    page = office.get(url)
    [name] = questions_of(page)
    office.post(url, form_of(page, "resolve") | {name: "no-such", "x": "replace", "csrfmiddlewaretoken": "replace"})
    assert ChangeSet.objects.get().upload.decisions == {}
    chosen = form_of(page, "resolve") | {name: "replace"}
    page = office.post(url, chosen, follow=True)
    by_hand(school(), phone="(213) 555-0177")
    page = office.post(url, form_of(page, "import") | {"reason": "So."})
    assert_says(page, "has changed since")
    assert not soup(page).find("button", value="import")
    page = office.post(url, chosen, follow=True)
    assert not ChangeSet.objects.get().preview["conflicts"][0]["choice"]
    assert school().phone == "(213) 555-0177"
    page = office.post(url, form_of(page, "resolve") | {name: "replace"}, follow=True)
    office.post(url, form_of(page, "import") | {"reason": "So."})
    assert school().phone == MINE


def test_many_conflicts_have_pages(office, short_pages):
    SchoolFactory.create_batch(MANY, transit="Then")
    rows = rows_of(ours(schools=School.objects.filter(transit="Then")))
    School.objects.filter(transit="Then").update(transit="Theirs")
    url = send(office, table([list(rows[0]), *(list((row | {"transit": "Mine"}).values()) for row in rows)]))
    query, undecided = "", []
    for _page in range(3):
        page = office.get(url + query)
        chosen = form_of(page, "resolve") | {questions_of(page)[0]: "replace"}
        query = office.post(url + query, chosen).url.removeprefix(url)
        undecided.append(ChangeSet.objects.get().counts["conflicts"])
    assert undecided == [8, 3, 0]
    office.post(url, form_of(office.get(url), "import") | {"reason": "So."})
    assert School.objects.filter(transit="Mine").count() == 3
