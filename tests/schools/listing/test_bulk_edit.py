"""A bulk edit changes fields of many schools at the same time: preview, all or nothing, a reason, one undo."""

from datetime import date
from urllib.parse import quote

import pytest
from django.db.models import F
from django.urls import reverse

from schools.changes import engine
from schools.changes.undo import undo
from schools.listing import edits
from schools.listing.edits import EditForm
from schools.models import ChangeSet, Program, School
from schools.register import history
from tests.cases import fields, named_cases
from tests.factories import SchoolFactory, reread
from tests.html import assert_says, assert_valid, sent_by, soup, words
from tests.schools.exchange.files import register

pytestmark = pytest.mark.django_db
LIST = reverse("wagtailsnippets_schools_school:list")
EDIT = reverse("wagtail_bulk_action", args=["schools", "school", "edit"])
DELETE = reverse("wagtail_bulk_action", args=["schools", "school", "delete"])


@pytest.fixture
def schools(db):
    return [
        SchoolFactory(name="Alliance Aardvark", languages=["en"], office_hours="<b>8</b> to 4"),
        SchoolFactory(name="Alliance Badger", languages=["en", "es"]),
        SchoolFactory(name="Alliance Caribou", languages=["ko"], transit="Line 2"),
    ]


def address(schools) -> str:
    keys = "&".join(f"id={school.pk}" for school in schools)
    return f"{EDIT}?{keys}&next={LIST}"


def ask(client, schools, left=None, **data):
    """The response to the form about `schools`, with those selected that were `left`, or all."""
    return client.post(address(schools), {"schools": [school.pk for school in left or schools], **data})


def looked_at(client, schools, left=None, **data):
    """The preview page and its address."""
    response = ask(client, schools, left, **data)
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


def test_many_schools_are_changed_with_one_reason_and_changed_back(office, schools, manager):
    before = register()
    data = {"do_office_hours": "set", "office_hours": "<b>8</b> to 4", "do_languages": "add", "languages": ["es"]}
    url, page = looked_at(office, schools, **data)
    assert register() == before
    assert_valid(page)
    assert "<b>8</b>" not in page.content.decode()
    assert told(page) == {
        "Alliance Aardvark": [("Languages at the front desk", "English", "English, Spanish")],
        "Alliance Badger": [("More about office hours", "—", "<b>8</b> to 4")],
        "Alliance Caribou": [
            ("More about office hours", "—", "<b>8</b> to 4"),
            ("Languages at the front desk", "Korean", "Spanish, Korean"),
        ],
    }
    apply(office, url, page)
    assert {reread(one).office_hours for one in schools} == {"<b>8</b> to 4"}
    assert [reread(one).languages for one in schools] == [["en", "es"], ["en", "es"], ["es", "ko"]]
    for school in schools:
        assert school.revisions.count() == 2  # before and after
        step = history.steps(reread(school))[0]
        assert (step.reason, step.revision.user) == ("New hours.", manager)
    imports = soup(office.get(reverse("schools_imports")))
    link = imports.find("a", string=lambda text: text and "languages at the front desk of 3 schools" in text.lower())
    assert link["href"] == url.partition("?")[0]
    page = office.post(url, {"do": "undo", "reason": "A mistake."}, follow=True)
    assert "Everything was undone" in soup(page).get_text()
    assert register() == before
    assert history.steps(reread(schools[0]))[0].reason == "A mistake."
    url, page = looked_at(office, schools, do_languages="remove", languages=["es", "ko"])
    assert set(told(page)) == {"Alliance Badger", "Alliance Caribou"}
    assert_says(page, "These already have the value: Alliance Aardvark")
    apply(office, url, page)
    assert (reread(schools[0]).revisions.count(), reread(schools[2]).languages) == (3, [])


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (
            {"do_office_hours": "empty", "do_transit": "set", "transit": "a;b|c,h\ti"}
            | {"do_programs": "add", "programs": "robotics"},
            {"office_hours": "", "transit": "a;b|c,h i", "programs": ["art", "robotics"]},
        ),
        (
            {"do_week_hours": "set", "week_hours": "Wed 7:30-1:30", "do_programs": "remove", "programs": "art"},
            {"hours_wednesday": "07:30-13:30", "hours_monday": "08:00-12:00", "programs": []},
        ),
        (
            {"do_week_hours": "empty", "do_languages": "set", "languages": ["vi", "es"], "do_programs": "empty"},
            {"hours_monday": "", "languages": ["es", "vi"], "programs": []},
        ),
        (
            {"do_transit": "empty", "do_languages": "empty", "do_programs": "set", "programs": "theater"},
            {"transit": "", "languages": [], "programs": ["theater"]},
        ),
        (
            {"do_details_as_of": "set", "details_as_of": "2026-10-01", "details_source": "The offices"},
            {"details_source": "The offices", "details_as_of": date(2026, 10, 1)},
        ),
    ],
)
def test_every_field_and_what_can_be_done_to_it(data, expected):
    made = {slug: Program.objects.create(name=slug.title(), slug=slug) for slug in ("art", "robotics", "theater")}
    school = SchoolFactory(office_hours="8 to 4", hours_monday="08:00-12:00", transit="Line 2", languages=["en"])
    school.programs.add(made["art"])
    school.save()
    before = register()
    if "programs" in data:
        data = data | {"programs": [made[data["programs"]].pk]}
    form = EditForm(data | {"schools": [school.pk]}, schools=[school])
    assert form.is_valid(), form.errors
    change_set = edits.receive("Fields", [school], form.edits, user=None)
    engine.apply(change_set, reason="New hours.")
    after = reread(school)
    found = {name: getattr(after, name) for name in expected if name != "programs"}
    assert found | {"programs": sorted(one.slug for one in after.programs.all())} == {"programs": ["art"]} | expected
    undo(change_set)
    assert register() == before


def test_an_invalid_change_is_explained(office, schools):
    keys = {"schools": [school.pk for school in schools]}
    for case in named_cases(__file__, "invalid_edits.csv"):
        entries = fields(case["entries"])
        entries |= {"languages": [entries["languages"]]} if "languages" in entries else {}
        assert case["why"] in str(EditForm(keys | entries, schools=schools).errors), case
    assert_says(ask(office, schools), "Choose at least one field")
    assert not ChangeSet.objects.exists()


def test_schools_can_be_left_out_but_none_brought_in(office, schools):
    two, data = schools[:2], {"do_transit": "set", "transit": "Line 9"}
    School.objects.filter(pk=schools[0].pk).update(closed=F("opened"))
    assert_says(looked_at(office, two, **data)[1], "Among them are closed schools: Alliance Aardvark.")
    page = office.get(address(two))
    assert sent_by(soup(page).select_one("main form"))["schools"] == [str(one.pk) for one in two]
    assert set(told(looked_at(office, two, schools[1:2], **data)[1])) == {"Alliance Badger"}
    assert_says(ask(office, two, schools[2:], **data), "is not one of the available choices")
    assert_says(office.post(address(two), data), "This field is required")


@pytest.mark.parametrize("action", [EDIT, DELETE])
@pytest.mark.usefixtures("schools")
def test_all_in_the_listing_is_what_is_filtered_and_searched_and_keys_of_no_school_are_not_found(action, office):
    def names(question):
        text = words(office.get(f"{action}?id=all&next={LIST}{question}"))
        return {school.name for school in School.objects.all() if school.name in text}

    assert names("&q=badgr") == {"Alliance Badger"}
    assert names("&missing=office_hours&q=alliance&level=high&status=open") >= {"Alliance Badger", "Alliance Caribou"}
    assert "Alliance Aardvark" not in names("&missing=office_hours")
    assert names("") == set(School.objects.values_list("name", flat=True))
    assert office.get(f"{action}?id=all&q=xylophone").status_code == 404
    for keys in ("", "?id=", "?id=x", "?id=0", "?id=99999999999999999999", "?id=-1", "?id=²"):
        assert office.get(action + keys).status_code == 404
        assert office.post(action + keys, {"do_transit": "empty"}).status_code == 404


def test_one_invalid_record_prevents_the_whole_change_and_is_named(office, schools):
    School.objects.filter(pk=schools[1].pk).update(phone="none")
    before = register()
    url, page = looked_at(office, schools, do_transit="set", transit="Line 9")
    why = "There are problems, so nothing can be changed"
    assert_says(page, "Alliance Badger", "Use the format (555) 555-0100.", why)
    office.post(url, {"do": "apply", "reason": "Anyway.", "digest": ChangeSet.objects.get().preview["digest"]})
    assert register() == before


def test_a_school_that_changed_or_was_deleted_meanwhile_is_not_overwritten_unseen(office, schools):
    url, page = looked_at(office, schools, do_languages="add", languages=["vi"])
    School.objects.filter(pk=schools[0].pk).update(languages=["hy"])
    before = register()
    page = apply(office, url, page)
    assert_says(page, "The register has changed since")
    assert register() == before
    assert told(page)["Alliance Aardvark"] == [("Languages at the front desk", "Armenian", "Armenian, Vietnamese")]
    School.objects.filter(pk=schools[0].pk).update(phone="(213) 555-0199")
    page = apply(office, url, page)
    assert_says(page, "The register has changed since")
    apply(office, url, page)  # the confirmed preview is the current one
    assert (reread(schools[0]).languages, reread(schools[0]).phone) == (["hy", "vi"], "(213) 555-0199")
    url, page = looked_at(office, schools, do_transit="set", transit="Line 9")
    schools[0].delete()
    assert_says(apply(office, url, page), "“Alliance Aardvark” is no longer in the register.")
    assert reread(schools[1]).transit == ""


def test_it_leads_back_to_the_listing_as_it_was_filtered(office, schools):
    filtered = f"{LIST}?status=open&q=badger"
    start = f"{EDIT}?id={schools[0].pk}&next={quote(filtered)}"
    url = office.post(start, {"schools": [schools[0].pk], "do_transit": "set", "transit": "Line 9"}).url
    page = office.get(url)
    assert soup(page).find("a", href=filtered)
    assert soup(apply(office, url, page)).find("a", href=filtered)
    assert office.post(url, {"do": "discard"}).url == filtered
    assert "example.org" not in office.get(url.partition("?")[0] + "?next=https://example.org/").content.decode()
