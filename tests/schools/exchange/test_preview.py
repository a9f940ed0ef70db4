"""All changes of a file of any size can be viewed, searched, downloaded, and decided."""

import csv

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from schools.models import ChangeSet, KeptDifference, School, SchoolStateRecord, StateRecord
from schools.register import history
from tests.factories import SchoolFactory
from tests.html import assert_valid, sent_by, soup, words

from .files import BURTON, MOHAN, OLD, ours, state, table
from .office import STATE_DATA, send, user_of

pytestmark = pytest.mark.django_db
PER_PAGE, MANY = 5, 13


@pytest.fixture
def office(client, monkeypatch):
    monkeypatch.setattr("schools.exchange.plan_display.PER_PAGE", PER_PAGE)
    client.force_login(user_of("Listings manager"))
    return client


def renamed_and_moved(count: int) -> bytes:
    """A file with this many schools, each with a new phone number, every tenth with a new website."""
    for _number in range(count):
        SchoolFactory(phone="(323) 111-2222")
    keys = School.objects.filter(slug__startswith="example-")
    head, *lines = ours(schools=keys).replace(b"(323) 111", b"(424) 111").splitlines()
    place = head.decode("utf-8-sig").split(",").index("website")
    rows = [line.decode().split(",") for line in lines]
    for row in rows[::10]:
        row[place] = "https://example.org"
    return table([head.decode("utf-8-sig").split(","), *rows])


def names(page) -> list[str]:
    return [one.get_text() for one in soup(page).select(".exchange-table th[scope=rowgroup]")]


def pages(client, url: str, query: str = "") -> list:
    """All pages reached from the first by “Next”."""
    found = []
    while query is not None:
        found.append(client.get(url + query))
        link = soup(found[-1]).select_one("nav.pagination .next a")
        query = link["href"] if link else None
    return found


def test_a_whole_preview_is_paged_through_by_links(office):
    url = send(office, renamed_and_moved(MANY))
    found = pages(office, url)
    assert [len(names(page)) for page in found] == [PER_PAGE, PER_PAGE, 3]
    assert len({name for page in found for name in names(page)}) == MANY
    assert f"6 to 10 of {MANY}" in words(found[1])
    assert_valid(found[1])
    for number in ("0", "-1", "999", "x"):
        assert names(office.get(url, {"p": number, "kind": "changed"}))


def test_it_is_filtered_by_what_is_different_and_by_name(office):
    url = send(office, renamed_and_moved(MANY))
    page = office.get(url, {"what": "website"})
    assert len(names(page)) == 2  # the first and the eleventh
    assert "(424) 111-2222" not in words(page)
    one = School.objects.filter(slug__startswith="example-").first()
    page = office.get(url, {"name": one.name.upper()})
    assert one.name in names(page)
    assert len(names(page)) < PER_PAGE
    assert "No matches." in words(office.get(url, {"name": "Hogwarts"}))
    page = office.get(url, {"what": "no-such", "kind": "no-such"})
    assert len(names(page)) == PER_PAGE


def test_the_filter_offers_what_is_there_and_stays_while_one_pages(office):
    url = send(office, renamed_and_moved(MANY))
    page = soup(office.get(url))
    offered = [one["value"] for one in page.select("select[name=what] option")]
    assert offered == ["", "phone", "website", "warned"]
    assert [one["value"] for one in page.select("select[name=kind] option")] == ["", "changed"]
    found = pages(office, url, "?what=phone")
    assert len(found) == 3
    assert "(424) 111-2222" in words(found[2])
    assert "example.org" not in words(found[2])


def test_what_looks_wrong_is_a_filter(office):
    renamed = state(MOHAN, School="Alliance Another High", Phone="(213) 555-0142", LastUpDate="10/02/2026")
    url = send(office, renamed, "pubschls.txt")
    assert {"Name", "Phone"} <= cells_of(office.get(url, {"what": "warned"}))
    url = send(office, ours("burton-tech", office_hours="8–4"), "schools.csv")
    assert "No matches." in words(office.get(url, {"what": "warned"}))


def cells_of(page) -> set[str]:
    return {one.get_text(strip=True) for one in soup(page).select(".exchange-table td")}


@pytest.mark.parametrize("kind", ["ignored", "unchanged", "problems"])
def test_each_count_leads_to_its_rows(office, kind):
    if kind == "ignored":
        url, count = send(office, OLD, "pubschls.csv"), None
    else:
        url, count = send(office, ours("burton-tech", phone="1")), {"unchanged": 29, "problems": 1}[kind]
    count = count or ChangeSet.objects.get().counts[kind]
    page = soup(office.get(url))
    link = next(one for one in page.select(".exchange-counts a") if one["href"] == f"?kind={kind}")
    assert link.get_text().split()[0] == str(count)
    rows = sum(len(soup(one).select(".exchange-table tbody tr")) for one in pages(office, url, link["href"]))
    assert rows == count


def test_many_problems_are_paged_through_too(office):
    url = send(office, renamed_and_moved(MANY).replace(b"(424) 111-2222", b"1"))
    found = pages(office, url)
    assert len(found) == 3
    assert sum(len(soup(page).select(".exchange-table tbody tr")) for page in found) == MANY


def test_all_of_it_is_a_file_without_formulas(office):
    SchoolFactory(name="=HYPERLINK(1)", phone="(323) 111-2222")
    url = send(office, renamed_and_moved(MANY))
    link = reverse("schools_import_csv", args=[ChangeSet.objects.get().pk])
    assert link in office.get(url).content.decode()
    response = office.get(link)
    assert 'filename="import-' in response["Content-Disposition"]
    rows = list(csv.DictReader(b"".join(response.streaming_content).decode().splitlines()))
    changed = [row for row in rows if row["what"] == "Phone"]
    assert len(changed) == MANY + 1
    assert {(row["kind"], row["now"], row["in_the_file"]) for row in changed} == {
        ("changed", "(323) 111-2222", "(424) 111-2222")
    }
    assert any(row["school"] == "'=HYPERLINK(1)" for row in rows)


def test_the_file_tells_problems_ignored_and_unchanged_rows(office):
    send(office, ours("burton-tech", phone="1"))
    response = office.get(reverse("schools_import_csv", args=[ChangeSet.objects.get().pk]))
    rows = list(csv.DictReader(b"".join(response.streaming_content).decode().splitlines()))
    assert [row["kind"] for row in rows].count("unchanged") == 29
    [problem] = [row for row in rows if row["kind"] == "problem"]
    assert (problem["row"], problem["what"]) == ("15", "phone")
    assert "is not a valid phone number" in problem["note"]
    assert office.get(reverse("schools_import_csv", args=[999])).status_code == 404


def test_a_page_takes_the_same_queries_for_one_change_or_many(office):
    counts = []
    for many in (1, MANY):
        url = send(office, renamed_and_moved(many))
        office.get(url)
        with CaptureQueriesContext(connection) as asked:
            office.get(url, {"kind": "changed", "p": 2})
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_after_the_import_one_can_still_look_at_what_it_did(office):
    url = send(office, ours("burton-tech", phone="(213) 555-0142"))
    office.post(url, {"do": "import", "digest": ChangeSet.objects.get().preview["digest"], "reason": "New numbers."})
    assert "(213) 555-0142" in words(office.get(url))


# The state's file


def state_of_many(count: int) -> bytes:
    """The state's file with new phone numbers for this many of our schools."""
    row = dict(zip(*[line.split("\t") for line in state().decode().splitlines()[:2]], strict=True))
    rows = [list(row)]
    for number in range(count):
        code = f"1964733{9000000 + number}"
        record = StateRecord.objects.create(cds_code=code, name=f"Alliance State {number}")
        made = SchoolFactory(name=f"Alliance State {number}", website="https://example.org")
        SchoolStateRecord.objects.create(school=made, record=record)
        known = dict.fromkeys(row, "No Data") | {
            "CDSCode": code,
            "StatusType": "Active",
            "County": "Los Angeles",
            "School": f"Alliance State {number}",
            "Phone": "(424) 111-2222",
            "Charter": "Y",
        }
        rows.append([known[name] for name in row])
    return table(rows, delimiter="\t")


def questions_of(page) -> list[str]:
    return [one.find("input")["name"] for one in soup(page).select(".exchange-question")]


def chosen_on(page) -> dict:
    """The form as displayed."""
    form = next(one for one in soup(page).select("form[method=post]") if one.select(".exchange-question"))
    return {name: one[0] if isinstance(one, list) else one for name, one in sent_by(form).items()}


def test_questions_are_paged_through_and_what_was_chosen_on_each_page_is_done_together(office):
    url = send(office, state_of_many(MANY), "pubschls.txt", STATE_DATA)
    seen, query = [], ""
    for _page in range(3):
        page = office.get(url + query)
        asked = questions_of(page)
        seen += asked
        form = chosen_on(page) | {asked[0]: "accept", asked[1]: "keep", f"{asked[1]}-why": "Ours is right."}
        answer = office.post(url + query, form | {"do": "next"})
        assert answer.status_code == 302
        query = answer.url.removeprefix(url)
    assert len(seen) == len(set(seen)) == MANY
    last = office.get(url + query)
    assert f"6 of {MANY} decided." in words(last)
    assert not School.objects.filter(phone="(424) 111-2222").exists()
    assert not KeptDifference.objects.exists()
    form = chosen_on(last) | {"do": "decide", "reason": "The file of June."}
    office.post(url + query, form)
    assert School.objects.filter(phone="(424) 111-2222").count() == 3
    assert KeptDifference.objects.filter(reason="Ours is right.").count() == 3
    changed = School.objects.filter(phone="(424) 111-2222").first()
    assert history.steps(changed)[0].reason == "The file of June."


def test_a_choice_that_is_taken_back_is_forgotten(office):
    url = send(office, state(BURTON, Phone="(323) 555-0142"), "pubschls.txt", STATE_DATA)
    [name] = questions_of(office.get(url))
    office.post(url, {"do": "next", name: "accept"})
    page = office.get(url)
    assert chosen_on(page)[name] == "accept"
    office.post(url, {"do": "next", name: "later"})
    assert chosen_on(office.get(url))[name] == "later"
    assert not ChangeSet.objects.get().upload.decisions


def test_what_is_chosen_survives_a_form_that_comes_back(office):
    url = send(office, state(BURTON, Phone="(323) 555-0142"), "pubschls.txt", STATE_DATA)
    [name] = questions_of(office.get(url))
    form = chosen_on(office.get(url)) | {name: "keep", f"{name}-why": "", "reason": "The file of June."}
    page = office.post(url, form | {"do": "decide"})
    assert "Give a reason to keep ours" in words(page)
    assert chosen_on(page)[name] == "keep"


@pytest.mark.parametrize("sent", [{"x-y-z": "accept"}, {"p": "accept"}, {"csrfmiddlewaretoken": "accept"}])
def test_questions_that_the_file_does_not_ask_are_not_kept(office, sent):
    url = send(office, state(BURTON, Phone="(323) 555-0142"), "pubschls.txt", STATE_DATA)
    office.post(url, {"do": "next", **sent})
    assert ChangeSet.objects.get().upload.decisions == {}


def test_questions_are_filtered(office):
    data = state(MOHAN, Phone="(213) 555-0142", WebSite="http://example.org", Latitude="34.290459")
    url = send(office, data, "pubschls.txt", STATE_DATA)
    assert len(questions_of(office.get(url))) == 3
    assert [name.rsplit("-", 1)[1] for name in questions_of(office.get(url, {"what": "website"}))] == ["website"]
    assert len(questions_of(office.get(url, {"what": "warned"}))) == 2
    assert not questions_of(office.get(url, {"name": "Hogwarts"}))
    assert "Nothing to decide: the state agrees, or you already" not in words(office.get(url, {"name": "Hogwarts"}))


def test_after_a_change_by_somebody_else_what_is_shown_then_can_be_agreed_to(office):
    url = send(office, ours("burton-tech", only=("uid", "slug", "phone"), phone="(213) 555-0142"))
    digest = ChangeSet.objects.get().preview["digest"]
    School.objects.filter(slug="burton-tech").update(phone="(213) 555-0199")
    page = office.post(url, {"do": "import", "digest": digest, "reason": "New numbers."})
    assert "has changed since" in words(page)
    shown = soup(page).find("input", attrs={"name": "digest"})["value"]
    office.post(url, {"do": "import", "digest": shown, "reason": "New numbers."})
    assert School.objects.get(slug="burton-tech").phone == "(213) 555-0142"
