"""The tracker: quick to use for listings managers, read-only for publishers, closed to others."""

import csv
from datetime import timedelta
from hashlib import sha256
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from pages.models import HomePage
from schools.models import Posting, Requirement, School, SignOff
from schools.postings.forms import AHEAD, PostForm
from schools.postings.status import SOON
from schools.register.school_year import school_year
from tests.cases import cases, fields
from tests.factories import profile
from tests.hostile.upload_forms import upload
from tests.html import assert_says, sent_by, soup, words
from tests.schools.postings.samples import answers, document, pdf, person, post, requirement, school

pytestmark = pytest.mark.django_db
MATRIX, DUE, ROLL = "/admin/postings/", "/admin/postings/due/", "/admin/postings/roll-over/"
CELL = "/admin/postings/sarc/gertz-ressler/"


def table(response):
    """The matrix as {school: {code: mark}}."""
    page = soup(response).select_one(".matrix table")
    codes = [one["href"].rpartition("=")[2] for one in page.select("thead th a")]
    found = {}
    for row in page.select("tbody tr"):
        cells = zip(codes, row.find_all("td"), strict=True)
        found[row.th.get_text()] = {code: cell.span.get_text() for code, cell in cells if cell.a}
    return found


YEAR = school_year(timezone.localdate())
PACKETS = [f"/admin/postings/packets/{whose}/{YEAR}/" for whose in ("gertz-ressler", "network")]
READ = [MATRIX, DUE, f"{MATRIX}?export=csv", f"{MATRIX}?export=xlsx", CELL, "/admin/postings/packets/"]
READ += [f"{packet}{ending}" for packet in PACKETS for ending in ("", "pdf/", "folder/")]


@pytest.mark.parametrize("role", ["Listings manager", "Publisher"])
def test_the_office_changes_the_tracker_and_publishers_read_it(client, role):
    """Nobody else opens it: tests/alliance_site/staff/test_isolation.py."""
    made, name = post(), Requirement.snippet_viewset.get_url_name
    tries = {
        f"{CELL}post/": answers(contact="Ours"),
        f"{CELL}does-not-apply/": {"reason": "No."},
        f"{CELL}{made.pk}/archive/": {},
        f"{CELL}{made.pk}/delete/": {},
        "/admin/postings/title-ix-state/network/happened/": {},
        ROLL: {"posting": [made.pk]},
    }
    read = [*READ, reverse(name("list"))]
    write = [*tries, reverse(name("edit"), args=[made.requirement_id])] if role == "Listings manager" else []
    client.force_login(person(role))
    assert [path for path in (*read, *tries, *write[-1:]) if client.get(path).status_code == 200] == [*read, *write]
    for path in ("nothing/gertz-ressler", "sarc/nowhere", "sarc/network", "sarc/merkin/9/delete"):
        assert client.get(f"/admin/postings/{path}/").status_code in (302, 404)
    for path, data in (tries | {PACKETS[0]: {"role": "Principal"}}).items() if role == "Publisher" else ():
        response = client.post(path, data)
        assert response.status_code in (302, 403)
        assert not response.headers.get("Location", "").startswith("/admin/postings/")
    assert list(Posting.objects.values_list("archived", flat=True)) == [None]
    assert not SignOff.objects.exists()


def test_the_matrix_shows_every_open_school_and_in_words_what_is_asked_of_it_by_duty(office):
    post()
    post("title-ix-state", contact="The coordinator", languages=["en", "es"], days=3)
    post("athletics", not_applicable=True, reason="No teams.", languages=[])
    response = office.get(MATRIX)
    page, found = soup(response).select_one(".matrix table"), table(response)
    assert page.select("thead th[colspan]")[0].get_text() == "The law says: on the website"
    assert "School Accountability Report Card" in [one.get_text() for one in page.select("thead th a")]
    assert {"mark--website", "mark--notify"} <= {mark["class"][-1] for mark in page.select("tbody a.mark")}
    assert len(found) == 1 + School.objects.open_today().count()
    ours = found["Gertz-Ressler High School"]
    assert (ours["sarc"], ours["title-ix-state"], ours["athletics"], ours["complaint-notice"]) == ("●", "30", "–", "○")
    assert "board-agenda" not in ours
    assert found["The network"]["board-agenda"] == "○"
    assert "sarc" not in found["The network"]


def test_filters_leave_what_is_asked_for_on_several_pages(office, monkeypatch):
    post()
    ours, network = "Gertz-Ressler High School", "The network"
    for query, row, codes in (
        ({"status": "current"}, ours, {"sarc"}),
        ({"school": "network", "owner": "board"}, network, {"board-agenda", "board-recordings"}),
        ({"school": "gertz-ressler", "requirement": "lcap"}, ours, {"lcap"}),
        ({"duty": "website", "status": "current"}, ours, {"sarc"}),
        ({"requirement": "sarc", "status": "current", "duty": "x'; <script>\x00"}, ours, {"sarc"}),
    ):
        found = table(office.get(MATRIX, query))
        assert {row: set(cells) for row, cells in found.items()} == {row: codes}, query
    assert "No matches." in words(office.get(MATRIX, {"duty": "notify", "status": "current"}))
    monkeypatch.setattr("schools.postings.tracker.SCHOOLS_ON_A_PAGE", 10)
    first, second = (table(office.get(MATRIX, {"p": number})) for number in (1, 2))
    assert len(first) == len(second) == 10
    assert not set(first) & set(second)
    assert office.get(MATRIX, {"p": "x"}).status_code == 200


def test_the_list_of_what_is_due_begins_with_the_strictest_duty_and_the_oldest(office):
    post("privacy-and-access", contact="Privacy", languages=["en", "es"], days=-200)
    post("title-ix-state", contact="Coordinator", languages=["en", "es"], days=-5)
    post("sarc", school_year="2020-21")
    page = soup(office.get(DUE, {"school": "gertz-ressler", "status": "overdue"}))
    text = page.select_one("table.listing").get_text()
    places = [text.index(name) for name in ("School Accountability", "Title IX", "Privacy")]
    assert places == sorted(places)
    assert "Overdue, due February 1, 2023, next due" in text
    assert "The law says: on the website" in text
    assert "No postings are due." in words(office.get(DUE, {"status": "current"}))
    Posting.objects.all().delete()
    for left in ("sarc", ""):
        Requirement.objects.exclude(code=left).delete()
        for path in (MATRIX, DUE, ROLL, f"{MATRIX}?export=csv", f"{MATRIX}?export=xlsx"):
            assert office.get(path).status_code == 200


def test_what_is_shown_comes_as_a_file(office):
    """Formulas in it: tests/hostile/test_exports.py."""
    post(school_year="2020-21")
    response = office.get(MATRIX, {"school": "gertz-ressler", "requirement": "sarc", "export": "csv"})
    assert response["Content-Disposition"].startswith("attachment")
    (row,) = csv.DictReader(StringIO(response.getvalue().decode("utf-8-sig")))
    assert row["School"] == "Alliance Gertz-Ressler High School"
    assert (row["Code"], row["Status"], row["Due"]) == ("sarc", "Overdue", "2023-02-01")
    assert (row["Duty"], row["Counsel to confirm"]) == ("The law says: on the website", "Yes")


def test_a_file_is_posted_with_its_hash_its_day_and_who_did_it(office):
    content = pdf()
    form = soup(office.get(f"{CELL}post/")).select_one("main form[enctype]")
    response = office.post(f"{CELL}post/", sent_by(form) | {"file": upload("sarc.pdf", content)})  # as without scripts
    assert (response.status_code, response.url) == (302, CELL)
    (made,) = Posting.objects.all()
    assert made.document.title == f"School Accountability Report Card, Gertz-Ressler High School, {made.shown_year}"
    assert made.document.collection.name == "Required documents"
    assert (made.file_hash, made.posted_by.username) == (sha256(content).hexdigest(), "manfred")
    assert (made.next_check, made.warnings) == (None, [])
    assert ModelLogEntry.objects.for_instance(made).get().action == "wagtail.create"
    assert made.file_hash in words(office.get(CELL))
    assert office.get(made.document.url).status_code == 200


def test_what_some_could_not_read_is_told_until_it_is_replaced(office):
    bad = upload("sarc.pdf", pdf(tagged=False, text=""))
    response = office.post(f"{CELL}post/", answers(file=bad), follow=True)
    text = words(response)
    assert "The file has 2 accessibility problems" in response.content.decode()
    assert "is not tagged" in text
    assert "Post the original file" in text
    assert "mark--warns" in office.get(MATRIX).content.decode()
    office.post(f"{CELL}post/", answers(file=upload("sarc.pdf", pdf())))
    assert "mark--warns" not in office.get(MATRIX).content.decode()


def post_form(user=None, **fields) -> PostForm:
    return PostForm(answers(**fields), {}, requirement=requirement(), school=school(), user=user or person())


def test_an_invalid_posting_is_explained_and_not_kept(office):
    user = get_user_model().objects.get()
    for entered, said in [*cases(__file__, "invalid.csv"), (f"contact={'x' * 301}", "at most 300")]:
        assert said in str(post_form(user, **fields(entered)).errors), entered
    assert "Choose a file, or enter an address or a contact." in words(office.post(f"{CELL}post/", answers()))
    assert not Posting.objects.exists()


def test_an_address_of_this_site_becomes_the_page_or_document_itself(spanish):
    user, home = person(), HomePage.objects.get(locale__language_code="es")
    targets = (profile(), spanish, home, document(content=pdf(title="")))
    for target, host in zip(targets, ("", "http://testserver", "", "http://testserver"), strict=True):
        form = post_form(user, address=f"{host}{target.url}")
        assert form.is_valid(), form.errors
        made = form.save()
        assert getattr(made, made.kind).pk == target.pk
        assert made.warnings == ["untitled"] * (made.kind == "document")  # a chosen file is checked, too
    elsewhere = post_form(user, address=f"https://elsewhere.example{home.url}")
    assert elsewhere.is_valid()
    assert elsewhere.save().url == f"https://elsewhere.example{home.url}"


def test_a_new_posting_replaces_the_old_one_in_its_languages_and_its_words_stay_words(office):
    hostile = '<script>alert(1)</script>{{ x }}"'
    english, spanish = post(), post(languages=["es"])
    decision = post(not_applicable=True, reason="No.", languages=[])
    office.post(f"{CELL}post/", answers(contact=hostile, note=hostile))
    for one in (english, spanish, decision):
        one.refresh_from_db()
    assert [bool(one.archived) for one in (english, spanish, decision)] == [True, False, True]
    day = timezone.localdate() + timedelta(days=17)
    office.post(f"{CELL}post/", answers(contact="Beside it", replaces="", next_check=day.isoformat()))
    assert Posting.objects.current().count() == 3
    assert Posting.objects.current().first().next_due == day
    for path in (CELL, MATRIX, "/schools/gertz-ressler/required-documents/"):
        assert "<script>alert" not in office.get(path).content.decode()


@pytest.mark.parametrize(
    ("posted", "suggested"), [([], -1), ([-6], -1), ([-1], 0), ([-1, 0], 0)], ids=["nothing", "old", "last", "all"]
)
def test_the_form_suggests_the_school_year_that_is_asked_for(office, posted, suggested):
    """Years are counted from the first yearly date from tomorrow on, which is asked for if it is near."""
    coming = requirement().coming_date(timezone.localdate() + timedelta(days=1))
    if posted == [-1] and coming > timezone.localdate() + AHEAD:
        suggested = -1
    years = [requirement().year_due(coming.replace(year=coming.year + number)) for number in (*posted, suggested)]
    for year in years[:-1]:
        post(school_year=year, next_check=None)
    chosen = soup(office.get(f"{CELL}post/")).select_one("[name=school_year] option[selected]")
    assert chosen["value"] == years[-1]
    assert chosen.get_text().endswith(f", due February 1, {coming.year + suggested}")


def test_decisions_events_archiving_and_deleting_are_recorded(office):
    assert "Give a reason that others can check" in words(office.post(f"{CELL}does-not-apply/", {"reason": "  "}))
    for reason in ("No teams.", "Still no teams."):
        assert_says(office.post(f"{CELL}does-not-apply/", {"reason": reason}, follow=True), "Take back this decision")
        assert f"Not applicable. {reason}" in words(office.get(CELL))
    made = Posting.objects.current().get()
    for verb in ("archive", "delete"):  # both ask first
        assert office.get(f"{CELL}{made.pk}/{verb}/").status_code == 200
    assert Posting.objects.current().get() == made
    office.post(f"{CELL}{made.pk}/archive/")
    assert not Posting.objects.current().exists()
    office.post(f"{CELL}{made.pk}/delete/")
    assert not Posting.objects.filter(pk=made.pk).exists()
    assert ModelLogEntry.objects.filter(action="wagtail.delete").exists()
    made = post("title-ix-state", None, contact="The coordinator", days=300)
    path = "/admin/postings/title-ix-state/network/"
    office.post(f"{path}happened/", {"day": timezone.localdate().isoformat()})
    made.refresh_from_db()
    assert made.next_check == timezone.localdate() + timedelta(days=requirement("title-ix-state").within_days)
    assert "Record an event" in words(office.get(path))
    assert office.get(f"{CELL}happened/").status_code == 404  # this one needs no date


def test_the_roll_over_shows_first_and_moves_only_what_is_ticked(office):
    this = school_year(timezone.localdate() + SOON)
    before = f"{int(this[:4]) - 1}-{int(this[:4]) % 100:02d}"
    due = post("title-ix-state", contact="Coordinator", school_year=before, days=3)
    later = post("privacy-and-access", contact="Privacy", school_year=before)
    new = post("lcap", school_year=this)
    replaced = post("lcap", school_year=before)
    response = office.get(ROLL)
    boxes = soup(response).find_all("input", attrs={"name": "posting"})
    ticked = {int(box["value"]): box.has_attr("checked") for box in boxes}
    assert ticked == {due.pk: True, later.pk: False, replaced.pk: True}
    assert Posting.objects.current().count() == 4
    office.post(ROLL, {"posting": [due.pk, new.pk, "x"]})  # what was not offered does not move
    assert set(Posting.objects.current()) == {later, new, replaced}
    assert "Coordinator" in words(office.get("/schools/gertz-ressler/required-documents/"))
