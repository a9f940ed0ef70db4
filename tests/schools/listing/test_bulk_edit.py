"""A bulk edit changes fields of many schools at the same time: preview, all or nothing, a reason, one undo."""

from urllib.parse import quote

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from schools.changes import jobs
from schools.changes.kinds import Kind
from schools.models import ChangeSet, Program, School, State
from schools.register import history
from tests.factories import SchoolFactory
from tests.html import assert_valid, sent_by, soup, words
from tests.jobs import work
from tests.schools.exchange.files import register
from tests.schools.people import editor_of, person

from .conftest import LIST

pytestmark = pytest.mark.django_db
EDIT = reverse("wagtail_bulk_action", args=["schools", "school", "edit"])
DELETE = reverse("wagtail_bulk_action", args=["schools", "school", "delete"])


@pytest.fixture
def schools(db):
    return [
        SchoolFactory(name="Alliance Aardvark", languages=["en"], office_hours="8 to 4"),
        SchoolFactory(name="Alliance Badger", languages=["en", "es"]),
        SchoolFactory(name="Alliance Caribou", languages=["ko"], transit="Line 2"),
    ]


def address(schools, **question) -> str:
    keys = "&".join(f"id={school.pk}" for school in schools)
    return f"{EDIT}?{keys}&next={LIST}"


def ask(client, schools, **data):
    """The response to the form with all `schools` selected."""
    keys = [school.pk for school in schools]
    return client.post(address(schools), {"schools": keys, **data})


def looked_at(client, schools, **data):
    """The preview page and its address."""
    response = ask(client, schools, **data)
    assert response.status_code == 302, words(response)
    return response.url, client.get(response.url)


def apply(client, url: str, page, reason="New hours."):
    form = sent_by(soup(page).select_one("main form"))
    return client.post(url, {**form, "do": "apply", "reason": reason}, follow=True)


def told(page) -> dict[str, list[tuple[str, ...]]]:
    """The rows of the table of differences, by school."""
    found, name = {}, ""
    for row in soup(page).select("#changed-title ~ table tbody tr"):
        name = row.th.get_text(strip=True) if row.th else name
        found.setdefault(name, []).append(tuple(cell.get_text(strip=True) for cell in row.find_all("td")))
    return found


def again(school) -> School:
    return School.objects.get(pk=school.pk)


def test_from_the_form_to_the_change_and_back(office, schools, manager):
    before = register()
    url, page = looked_at(
        office, schools, do_office_hours="set", office_hours="8 to 4", do_languages="add", languages=["es"]
    )
    assert register() == before
    assert told(page) == {
        "Alliance Aardvark": [("Languages at the front desk", "English", "English, Spanish")],
        "Alliance Badger": [("More about office hours", "—", "8 to 4")],
        "Alliance Caribou": [
            ("More about office hours", "—", "8 to 4"),
            ("Languages at the front desk", "Korean", "Spanish, Korean"),
        ],
    }
    assert "This field is required" in words(apply(office, url, page, reason=""))
    assert register() == before
    page = apply(office, url, page)
    assert [(again(one).office_hours, again(one).languages) for one in schools] == [
        ("8 to 4", ["en", "es"]),
        ("8 to 4", ["en", "es"]),
        ("8 to 4", ["es", "ko"]),
    ]
    for school in schools:
        assert school.revisions.count() == 2  # before and after
        step = history.steps(again(school))[0]
        assert (step.reason, step.revision.user) == ("New hours.", manager)
    assert "Changes" in words(page)
    page = office.post(url, {"do": "undo", "reason": "A mistake."}, follow=True)
    assert "Everything was undone" in words_of_all(page)
    assert register() == before
    assert history.steps(again(schools[0]))[0].reason == "A mistake."
    assert "Undo changes" not in words(page)


def words_of_all(page) -> str:
    return " ".join(soup(page).get_text(" ").split())


def test_what_says_so_already_is_named_and_gets_no_revision(office, schools):
    url, page = looked_at(office, schools, do_languages="remove", languages=["es", "ko"])
    assert set(told(page)) == {"Alliance Badger", "Alliance Caribou"}
    assert "These already have the value: Alliance Aardvark" in words(page)
    apply(office, url, page)
    assert again(schools[0]).revisions.count() == 0
    assert [again(one).languages for one in schools] == [["en"], ["en"], []]


PROGRAMS = ("art", "robotics", "theater")


@pytest.mark.parametrize(
    ("data", "field", "expected"),
    [
        ({"do_office_hours": "empty"}, "office_hours", ""),
        ({"do_transit": "set", "transit": "Line 4"}, "transit", "Line 4"),
        ({"do_week_hours": "set", "week_hours": "Wed 7:30-1:30"}, "hours_wednesday", "07:30-13:30"),
        ({"do_week_hours": "set", "week_hours": "Wed 7:30-1:30"}, "hours_monday", "08:00-12:00"),
        ({"do_week_hours": "empty"}, "hours_monday", ""),
        ({"do_transit": "empty"}, "transit", ""),
        ({"do_languages": "set", "languages": ["vi", "es"]}, "languages", ["es", "vi"]),
        ({"do_languages": "empty"}, "languages", []),
        (
            {"do_complaint_url": "set", "complaint_url": "https://example.org/complain"},
            "complaint_url",
            "https://example.org/complain",
        ),
        ({"do_programs": "add", "programs": ["robotics"]}, "programs", ["art", "robotics"]),
        ({"do_programs": "remove", "programs": ["art", "robotics"]}, "programs", []),
        ({"do_programs": "set", "programs": ["theater"]}, "programs", ["theater"]),
        ({"do_programs": "empty"}, "programs", []),
        (
            {"do_details_as_of": "set", "details_as_of": "2026-10-01", "details_source": "The offices"},
            "details_source",
            "The offices",
        ),
    ],
)
def test_every_field_and_what_can_be_done_to_it(data, field, expected, office):
    made = {slug: Program.objects.create(name=slug.title(), slug=slug) for slug in PROGRAMS}
    school = SchoolFactory(
        office_hours="8 to 4", hours_monday="08:00-12:00", transit="Line 2", languages=["en"], complaint_url=""
    )
    school.programs.add(made["art"])
    school.save()
    before = register()
    if "programs" in data:
        data = data | {"programs": [made[slug].pk for slug in data["programs"]]}
    url, page = looked_at(office, [school], **data)
    apply(office, url, page)
    if field == "programs":
        assert sorted(one.slug for one in again(school).programs.all()) == expected
    else:
        assert getattr(again(school), field) == expected
    if field == "details_source":
        assert again(school).details_as_of.isoformat() == "2026-10-01"
    office.post(url, {"do": "undo", "reason": "A mistake."})
    assert register() == before


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ({}, "Choose at least one field"),
        ({"do_office_hours": "set"}, "Choose a value, or choose another action"),
        ({"do_languages": "add"}, "Choose a value, or choose another action"),
        ({"office_hours": "8 to 4"}, "You chose a value below"),
        ({"do_transit": "empty", "transit": "Line 2"}, "You chose a value below"),
        ({"do_languages": "set", "languages": ["xx"]}, "xx is not one of the available choices"),
        ({"do_transit": "explode", "transit": "x"}, "explode is not one of the available choices"),
        ({"do_transit": "add", "transit": "x"}, "add is not one of the available choices"),
        ({"do_transit": "set", "transit": "x" * 201}, "at most 200 characters"),
        ({"do_week_hours": "set", "week_hours": "7-8"}, "Write AM or PM"),
        ({"do_complaint_url": "set", "complaint_url": "javascript:alert(1)"}, "Enter a valid URL"),
        ({"do_details_as_of": "set", "details_as_of": "31 June"}, "Enter a valid date"),
        ({"do_details_as_of": "set", "details_source": "The offices"}, "Choose a value, or choose another action"),
    ],
)
def test_what_makes_no_sense_is_said_beside_the_field(data, why, office, schools):
    page = ask(office, schools, **data)
    assert why in words(page)
    assert not ChangeSet.objects.exists()


def test_schools_can_be_left_out_but_none_brought_in(office, schools):
    page = office.get(address(schools[:2]))
    assert sent_by(soup(page).select_one("main form"))["schools"] == [str(one.pk) for one in schools[:2]]
    data = {"do_transit": "set", "transit": "Line 9"}
    response = office.post(address(schools[:2]), {**data, "schools": [schools[1].pk]})
    assert set(told(office.get(response.url))) == {"Alliance Badger"}
    assert "is not one of the available choices" in words(
        office.post(address(schools[:2]), {**data, "schools": [schools[2].pk]})
    )
    assert "This field is required" in words(office.post(address(schools[:2]), data))


@pytest.mark.parametrize("action", [EDIT, DELETE])
def test_all_in_the_listing_is_what_is_filtered_and_searched(action, office, schools):
    def names(question):
        page = office.get(f"{action}?id=all&next={LIST}{question}")
        text = words(page)
        return {school.name for school in School.objects.all() if school.name in text}

    assert names("&q=badgr") == {"Alliance Badger"}
    assert names("&missing=office_hours&q=alliance&level=high&status=open") >= {"Alliance Badger", "Alliance Caribou"}
    assert "Alliance Aardvark" not in names("&missing=office_hours")
    assert names("") == set(School.objects.values_list("name", flat=True))
    assert office.get(f"{action}?id=all&q=xylophone").status_code == 404


@pytest.mark.parametrize("keys", ["", "?id=", "?id=x", "?id=0", "?id=99999999999999999999", "?id=-1", "?id=²"])
@pytest.mark.parametrize("action", [EDIT, DELETE])
def test_keys_of_no_school(keys, action, office):
    assert office.get(action + keys).status_code == 404
    assert office.post(action + keys, {"do_transit": "empty"}).status_code == 404


def test_many_schools_are_not_ticked_one_by_one(office, monkeypatch, schools):
    monkeypatch.setattr("schools.listing.edit_form.TICKED", 2)
    page = office.get(address(schools))
    assert "3 schools." in words(page)
    response = office.post(address(schools), {"do_transit": "set", "transit": "Line 9"})
    assert len(told(office.get(response.url))) == 3


def test_one_record_that_may_not_be_so_stands_against_all_by_name(office, schools):
    School.objects.filter(pk=schools[1].pk).update(phone="none")
    before = register()
    url, page = looked_at(office, schools, do_transit="set", transit="Line 9")
    assert "Alliance Badger" in words(page)
    assert "Use the format (213) 555-0100." in words(page)
    assert "There are problems, so nothing can be changed" in words(page)
    office.post(url, {"do": "apply", "reason": "Anyway.", "digest": ChangeSet.objects.get().preview["digest"]})
    assert register() == before


@pytest.mark.parametrize(
    "change",
    [
        {"transit": "Line 7"},  # the fields to change
        {"phone": "(213) 555-0199"},  # another field of the record
    ],
)
def test_who_changed_one_of_them_meanwhile_is_not_overwritten_unseen(change, office, schools):
    url, page = looked_at(office, schools, do_transit="set", transit="Line 9")
    School.objects.filter(pk=schools[0].pk).update(**change)
    before = register()
    page = apply(office, url, page)
    assert "The register has changed since" in words(page)
    assert register() == before
    if "transit" in change:
        assert told(page)["Alliance Aardvark"] == [("Bus and rail", "Line 7", "Line 9")]
    page = apply(office, url, page)  # the confirmed preview is the current one
    assert {again(one).transit for one in schools} == {"Line 9"}
    assert {getattr(again(schools[0]), name) for name in change} <= {"Line 9", *change.values()}


def test_what_is_added_is_added_to_what_it_is_then(office, schools):
    url, page = looked_at(office, schools, do_languages="add", languages=["vi"])
    School.objects.filter(pk=schools[0].pk).update(languages=["hy"])
    page = apply(office, url, page)
    assert told(page)["Alliance Aardvark"] == [("Languages at the front desk", "Armenian", "Armenian, Vietnamese")]
    apply(office, url, page)
    assert again(schools[0]).languages == ["hy", "vi"]


def test_a_school_that_is_deleted_meanwhile_is_named(office, schools):
    url, page = looked_at(office, schools, do_transit="set", transit="Line 9")
    schools[0].delete()
    page = apply(office, url, page)
    assert "“Alliance Aardvark” is no longer in the register." in words(page)
    assert again(schools[1]).transit == ""


def test_it_leads_back_to_the_listing_as_it_was_filtered(office, schools):
    filtered = f"{LIST}?status=open&q=badger"
    keys = "&".join(f"id={school.pk}" for school in schools)
    start = f"{EDIT}?{keys}&next={quote(filtered)}"
    data = {"schools": [school.pk for school in schools], "do_transit": "set", "transit": "Line 9"}
    url = office.post(start, data).url
    page = office.get(url)
    assert soup(page).find("a", href=filtered)
    page = apply(office, url, page)
    assert soup(page).find("a", href=filtered)
    assert office.post(url, {"do": "discard"}).url == filtered
    elsewhere = office.get(url.partition("?")[0] + "?next=https://example.org/")
    assert "example.org" not in elsewhere.content.decode()


def test_it_is_listed_with_the_imports(office, schools):
    url, page = looked_at(office, schools, do_transit="set", transit="Line 9")
    apply(office, url, page)
    page = office.get(reverse("schools_imports"))
    link = soup(page).find("a", string=lambda text: text and "Bus and rail of 3 schools" in text)["href"]
    assert link == url.partition("?")[0]
    assert office.get(reverse("schools_import", args=[ChangeSet.objects.get().pk])).url == link
    assert "Bulk edit" in words(page)
    assert "3 changed" in words(page)


def test_a_preview_waits_in_the_worker_while_another_change_is_made(office, schools, monkeypatch):
    monkeypatch.setattr(jobs, "is_locked", lambda: True)
    url, page = looked_at(office, schools[:1], do_transit="set", transit="Line 9")
    assert ChangeSet.objects.get().state == State.CHECKING
    assert page["Refresh"]
    work()
    assert "Line 9" in words(office.get(url))


def test_many_are_changed_by_the_worker(office, schools, monkeypatch):
    monkeypatch.setattr(Kind, "at_once", 2)
    url, page = looked_at(office, schools, do_transit="set", transit="Line 9")
    assert "Preparing the preview" in words(page)
    work()
    page = apply(office, url, office.get(url))
    assert "Changing the schools" in words(page)
    assert page["Refresh"]
    batch, user = ChangeSet.objects.get(), get_user_model().objects.get(username="manfred")
    jobs.work_job.call(batch.pk, user.pk, "applying", {"reason": "New hours.", "digest": batch.preview["digest"]})
    assert {again(school).transit for school in schools} == {"Line 9"}


def test_text_is_text_whatever_it_looks_like(office, schools):
    text = "a;b;c;d;e|f|g,h\ti"
    url, page = looked_at(office, schools[:1], do_transit="set", transit=text)
    apply(office, url, page)
    assert again(schools[0]).transit == "a;b;c;d;e|f|g,h i"
    _url, page = looked_at(office, schools[:1], do_office_hours="set", office_hours="<b>8</b> to 4")
    assert "<b>8</b>" not in page.content.decode()
    assert "<b>8</b> to 4" in words(page)


@pytest.mark.parametrize("role", ["Writer", "Publisher"])
def test_nobody_else_changes_or_looks(role, office, client, schools):
    url, _page = looked_at(office, schools, do_transit="set", transit="Line 9")
    before = register()
    client.force_login(person("paula", role))
    for response in (
        client.get(address(schools)),
        ask(client, schools, do_transit="set", transit="Line 8"),
        client.get(url),
        client.post(url, {"do": "apply", "reason": "Mine.", "digest": ChangeSet.objects.get().preview["digest"]}),
        client.post(url, {"do": "discard"}),
    ):
        assert response.status_code == 302
        assert response.url == reverse("wagtailadmin_home")
    assert register() == before
    assert ChangeSet.objects.count() == 1


def test_nor_does_the_editor_of_a_school_or_a_visitor(office, client, schools, school):
    client.force_login(editor_of(school))
    for response in (client.get(address([school])), ask(client, [school], do_transit="empty")):
        assert response.status_code == 403
    client.logout()
    assert client.get(address([school])).url.startswith("/accounts/login/")
    assert ask(client, [school], do_transit="empty").url.startswith("/accounts/login/")
    assert not ChangeSet.objects.exists()


def test_deleting_what_is_ticked_still_works(office, schools):
    page = office.get(f"{DELETE}?id={schools[0].pk}&next={LIST}")
    assert "Alliance Aardvark" in words(page)
    office.post(f"{DELETE}?id={schools[0].pk}&next={LIST}")
    assert not School.objects.filter(pk=schools[0].pk).exists()
    assert School.objects.filter(pk=schools[1].pk).exists()


def test_the_pages_take_the_same_queries_for_one_school_or_many(office):
    some = [SchoolFactory() for _number in range(21)]
    data = {"do_transit": "set", "transit": "Line 9"}

    def queries(schools):
        with CaptureQueriesContext(connection) as form:
            office.get(address(schools))
        url, _page = looked_at(office, schools, **data)
        with CaptureQueriesContext(connection) as shown:
            office.get(url)
        return len(form), len(shown)

    queries(some[:1])
    assert queries(some[:1]) == queries(some)


def test_the_pages_are_valid_and_have_nothing_inline(office, schools):
    url, page = looked_at(office, schools, do_transit="set", transit="Line 9")
    done = apply(office, url, page)
    for one in (office.get(address(schools)), page, done):
        assert one.status_code == 200
        assert_valid(one)
        main = soup(one).find("main")
        assert not main.find_all(style=True)
        assert not main.find_all("script")
