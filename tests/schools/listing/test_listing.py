"""The list of schools: its filters and search, and its columns on screen and in files."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.users.models import UserProfile

from schools.desk import confirmations
from schools.listing import filters
from schools.models import Confirmation, FormerName, Part, Program, School, SchoolStateRecord, StateRecord
from schools.register import history
from schools.register.models.campus import point_of_zip
from schools.register.record_fields import FIELDS
from tests.factories import CampusFactory, SchoolFactory, profile
from tests.html import soup
from tests.schools.exchange.files import plan
from tests.schools.lifecycle.acts import translated
from tests.schools.people import editor_of, person

pytestmark = pytest.mark.django_db
LIST = reverse("wagtailsnippets_schools_school:list")
SORTS = ["name", "level", "lowest_grade", "campus__area", "opened", "confirm_by"]
DAY = timedelta(days=1)


@pytest.fixture
def listed(office):
    """The names in the listing, in order."""

    def ask(**question) -> list[str]:
        response = office.get(LIST, question)
        assert response.status_code == 200
        return [school.name for school in response.context["page_obj"].paginator.object_list]

    return ask


def test_by_status_to_the_day(listed):
    School.objects.all().update(opened=timezone.localdate() - 99 * DAY, closed=timezone.localdate() - 9 * DAY)
    before = set(School.objects.values_list("name", flat=True))
    SchoolFactory(name="Ends today", closed=timezone.localdate())
    SchoolFactory(name="Begins today", opened=timezone.localdate())
    SchoolFactory(name="Ended yesterday", closed=timezone.localdate() - DAY)
    SchoolFactory(name="Begins tomorrow", opened=timezone.localdate() + DAY)
    for status, expected in (
        ("open", {"Ends today", "Begins today"}),
        ("closed", {"Ended yesterday"}),
        ("later", {"Begins tomorrow"}),
        (["closed", "later"], {"Ended yesterday", "Begins tomorrow"}),
    ):
        assert set(listed(status=status)) - before == expected


def test_by_level_and_neighborhood_and_an_unknown_filter_is_no_error(listed):
    for name, level, area in (("A", "high", "Zzyzx"), ("B", "middle", "Zzyzx"), ("C", "high", "Xanadu")):
        SchoolFactory(name=name, level=level, campus=CampusFactory(area=area))
    assert listed(area="Zzyzx") == ["A", "B"]
    assert listed(area=["Zzyzx", "Xanadu"]) == ["A", "B", "C"]
    assert listed(area=["Zzyzx", "Xanadu"], level="high") == ["A", "C"]
    assert listed(area="Zzyzx", level="middle", status="closed") == []
    for question in ({"status": "x"}, {"missing": "x"}, {"area": "' OR 1=1"}, {"due": "x"}, {"level": "\0"}):
        listed(**question)


def confirmed(school, contacts: int, rest: int):
    """Days ago at this local time; subtracting hours would miss the day when the clocks change."""
    for part, days in ((Part.CONTACTS, contacts), (Part.REST, rest)):
        Confirmation.objects.create(school=school, part=part, at=timezone.localtime() - days * DAY)


def test_overdue_is_what_the_desks_say_of_open_schools(listed):
    today = timezone.localdate()
    School.objects.all().update(closed=today - DAY)
    for name, days, fields in (
        ("Today", 90, {}),
        ("In two weeks", 76, {}),
        ("Later", 75, {}),
        ("Closed", 99, {"closed": today - DAY}),
        ("Not yet open", 99, {"opened": today + DAY}),
    ):
        SchoolFactory(name=name, details_as_of=today - days * DAY, **fields)
    SchoolFactory(name="Never")
    overdue = {"Today", "Never"}
    assert set(listed(due="overdue")) == overdue
    assert {school.name for school, _dues in confirmations.overdue(School.objects.all())} == overdue
    assert set(listed(due="soon")) == overdue | {"In two weeks"}


def test_the_day_to_confirm_by_is_the_same_in_the_database_and_on_the_desk():
    SchoolFactory(details_as_of=None)
    again = SchoolFactory(details_as_of=timezone.localdate())
    confirmed(again, 100, 200)
    confirmed(again, 0, 0)
    for contacts, rest in ((0, 0), (89, 0), (90, 0), (0, 179), (0, 181), (75, 165)):
        confirmed(SchoolFactory(details_as_of=timezone.localdate()), contacts, rest)
    schools = list(confirmations.with_confirm_by(School.objects.all()))
    dues = confirmations.dues(schools)
    assert {one.pk: one.confirm_by for one in schools} == {
        one.pk: min(due.by for due in dues[one.pk]) for one in schools
    }


@pytest.fixture
def complete(db):
    """A complete school."""
    school = SchoolFactory(
        name="Complete",
        phone="(213) 555-0100",
        email="office@example.org",
        office_hours="8 to 4",
        languages=["en"],
        transit="Line 2",
        website="https://example.org/",
        complaint_url="https://example.org/complain",
        details_as_of=timezone.localdate(),
    )
    school.programs.add(Program.objects.create(name="Robotics", slug="robotics"))
    school.save()
    record = StateRecord.objects.create(name="Complete", cds_code="01234567890123")
    SchoolStateRecord.objects.create(school=school, record=record)
    profile(school)
    translated(school, "completa")
    editor_of(school)
    return school


def empty(entry):
    def change(school):
        nothing = {name: [] if name == "languages" else "" for name in entry.names}
        School.objects.filter(pk=school.pk).update(**nothing)

    return change


LOST = {
    **{entry.name: empty(entry) for entry in FIELDS if entry.is_gap},
    "programs": lambda school: School.programs.through.objects.filter(school=school).delete(),
    "point": lambda school: type(school.campus).objects.update(latitude=None, longitude=None),
    "record": lambda school: (
        school.record_links.all().delete() or SchoolStateRecord.objects.filter(school=school).delete()
    ),
    "details_as_of": lambda school: School.objects.filter(pk=school.pk).update(details_as_of=None),
    "editor": lambda school: school.team.group.user_set.update(is_active=False),
    "profile_en": lambda school: school.pages.filter(locale__language_code="en").update(live=False),
    "profile_es": lambda school: school.pages.filter(locale__language_code="es").update(live=False),
}


def test_each_gap_lists_a_school_that_has_it_and_no_other(complete, listed):
    assert LOST.keys() == filters.GAPS.keys()
    assert "Complete" not in listed(missing=list(filters.GAPS))
    for name, lose in LOST.items():
        with transaction.atomic():
            lose(School.objects.get(pk=complete.pk))
            assert listed(missing=[name, "record"]).count("Complete") == 1, name
            assert "Complete" not in listed(missing=[other for other in filters.GAPS if other != name]), name
            found = filters.missing(filters.with_gaps(School.objects.all()).get(pk=complete.pk))
            assert found == [str(filters.GAPS[name].label)]
            transaction.set_rollback(True)
    campus = complete.campus
    campus.latitude, campus.longitude = point_of_zip(campus.zip)  # the point of a ZIP code is not yet the school's
    campus.save()
    assert "Complete" in listed(missing="point")
    complete.team.group.delete()
    assert "Complete" in listed(missing="editor")


def test_filters_stay_in_every_address_of_the_page(office):
    page = soup(office.get(LIST, {"status": "open", "q": "alliance", "ordering": "-opened"}))
    tools = [link["href"] for link in page.select(".register-tools a")]
    assert len(tools) == 5
    for address in tools:
        for part in ("open", "alliance", "opened"):
            assert part in address
    heads = [link["href"] for link in page.select(".register-table thead a")]
    assert heads
    assert all("status=open" in address for address in heads)


@pytest.fixture
def zanzibar(db):
    school = SchoolFactory(name="Alliance Zanzibar Academy", campus=CampusFactory(street="7 Quetzal Road", zip="90099"))
    school.former_names.add(FormerName(name="Alliance Kilimanjaro Prep"))
    history.save(school, reason="It was called otherwise.")
    return school


def test_it_is_found_by_its_words_or_words_like_them_and_by_its_present_name_first(zanzibar, listed):
    for text in (
        *("zanzibar", "Zanzibar Academy", "zanz", "zanzibr", "ZANZÍBAR", "kilimanjaro", "kilimanjaro prep"),
        *("kilimanjarro", "90099", "quetzal road", "kilimanjaro quetzal", "alliance zanzibar"),
    ):
        assert listed(q=text) == ["Alliance Zanzibar Academy"], text
    for text in ("xylophone", "zanzibar xylophone", "' OR 1=1 --", "z" * 3000, "zanzibar burton"):
        assert listed(q=text) == [], text
    assert len(listed(q="alliance")) == len(listed())  # a word that nearly every school has
    assert listed(q="%") is not None
    other = SchoolFactory(name="Alliance Aardvark")
    other.former_names.add(FormerName(name="Alliance Zanzibar Prep"))
    history.save(other, reason="It was called otherwise.")
    assert listed(q="zanzibar") == ["Alliance Zanzibar Academy", "Alliance Aardvark"]
    assert listed(q="zanzibar", ordering="name") == ["Alliance Aardvark", "Alliance Zanzibar Academy"]


def table(client, kind="csv", **question) -> list[dict[str, str]]:
    """The rows of the list as people download it, by heading."""
    page = client.get(LIST, {**question, "export": kind, "shown": "1"})
    assert f".{kind}" in page["Content-Disposition"]
    data = page.getvalue()
    if kind == "csv":
        return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    head, *rows = load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True)
    return [dict(zip(head, map(_text, row), strict=True)) for row in rows]


def _text(value) -> str:
    """Return a cell as text. Dates in a workbook are real ones."""
    return f"{value:%Y-%m-%d}" if isinstance(value, date) else value or ""


def on_screen(client, school) -> dict[str, str]:
    page = soup(client.get(LIST, {"q": school.name}))
    heads = [" ".join(head.get_text(" ").split()) for head in page.select(".register-table thead th")]
    row = next(row for row in page.select(".register-table tbody tr") if school.name in row.get_text())
    return dict(zip(heads, (" ".join(cell.get_text(" ").split()) for cell in row.find_all("td")), strict=True))


@pytest.fixture
def school():
    school = SchoolFactory(
        name="Alliance Zanzibar",
        phone="(213) 555-0100",
        languages=["en", "es"],
        campus=CampusFactory(street="1 Example Road", area="Zzyzx"),
        website="https://example.org/",
        details_as_of=date(2020, 1, 1),
        opened=date(2010, 8, 16),
        closed=timezone.localdate() + timedelta(days=30),
    )
    profile(school)
    editor_of(school, first_name="Edith", last_name="Example")
    return school


def test_the_screen_has_the_usual_columns(office, school):
    shown = on_screen(office, school)
    shown.pop("")
    assert shown.pop("Name").startswith("Alliance Zanzibar")
    assert shown == {
        "Status": "Open",
        "Level": "High school",
        "Grades": "9–12",
        "Neighborhood": "Zzyzx",
        "Phone": "(213) 555-0100",
        "Opened": "August 16, 2010",
        "Confirm by": "March 31, 2020, overdue",
    }
    School.objects.filter(pk=school.pk).update(details_as_of=None)
    assert on_screen(office, school)["Confirm by"] == "Never confirmed"
    School.objects.filter(pk=school.pk).update(closed=timezone.localdate() - timedelta(days=1))
    shown = on_screen(office, school)
    assert (shown["Status"], shown["Confirm by"]) == ("Closed", "")


def test_a_school_is_added_by_opening_it_only(office):
    address, opened = reverse("wagtailsnippets_schools_school:add"), reverse("school_open")
    assert office.get(address).url == office.post(address).url == opened
    page = soup(office.get(LIST))
    assert "Open a school" in page.find("a", href=address).get_text()


def test_the_file_has_everything_in_words(office, school):
    (row,) = table(office, q="zanzibar")
    assert table(office, "xlsx", q="zanzibar") == [row]
    assert row["Campus"] == "1 Example Road, Los Angeles, CA 90007"
    assert row["Languages at the front desk"] == "English, Spanish"
    assert (row["Opened"], row["Confirm by"]) == ("2010-08-16", "2020-03-31")
    assert row["Editors of the school"] == "Edith Example"
    assert (row["Profile (English)"], row["Profile (Spanish)"]) == ("Published", "None")
    assert "Office hours" in row["Missing"]
    assert "Phone" not in row["Missing"]


def test_the_file_has_all_listed_schools_in_their_order_and_in_the_language_of_the_account(office, manager):
    middle = School.objects.filter(level="middle").order_by("-opened", "name")
    rows = table(office, level="middle", ordering="-opened")
    assert [row["Name"] for row in rows] == [school.name for school in middle]
    SchoolFactory.create_batch(60, name="Alliance Zanzibar")
    assert len(table(office, q="zanzibr", p=2)) == 60
    account = UserProfile.get_for_user(manager)
    account.preferred_language = "es"
    account.save()
    for kind in ("csv", "xlsx"):
        assert not {"High school", "Middle school"} & {row["Nivel"] for row in table(office, kind)}


def test_the_other_file_is_for_an_import(office):
    for kind in ("csv", "xlsx"):
        found = plan(office.get(LIST, {"export": kind, "status": "open"}).getvalue())
        assert (found.items, found.problems) == ([], [])
        assert found.counts["unchanged"] == School.objects.open_today().count()


def test_writers_see_and_download_what_does_not_concern_the_office(client, school):
    client.force_login(person("wendy", "Writer"))
    page = soup(client.get(LIST))
    assert not page.select(".register-table input[type=checkbox]")
    assert "Change fields" not in page.select_one(".register-tools").get_text()
    (row,) = table(client, q="zanzibar")
    assert "Editors of the school" not in row


def test_it_sorts_by_what_is_shown_with_empty_values_last_and_no_school_twice(office, listed):
    SchoolFactory(name="Zzz empty", campus=CampusFactory(), details_as_of=None)
    for ordering in [sign + field for field in SORTS for sign in ("", "-")]:
        values = list(office.get(LIST, {"ordering": ordering}).context["object_list"])
        assert sorted(one.pk for one in values) == sorted(School.objects.values_list("pk", flat=True)), ordering
        for part in ordering.removeprefix("-").split("__"):
            values = [getattr(value, part) for value in values]
        filled = [value for value in values if value is not None]
        assert values[: len(filled)] == filled, ordering
        if not isinstance(filled[0], str):
            assert filled == sorted(filled, reverse=ordering.startswith("-")), ordering
    assert listed(ordering="password") == listed()
    alike = SchoolFactory.build_batch(60, name="Alliance Alike", campus=CampusFactory())
    School.objects.bulk_create(alike)
    pages = [office.get(LIST, {"ordering": "level", "p": page}).context["object_list"] for page in (1, 2)]
    seen = [school.pk for page in pages for school in page]
    assert len(seen) == len(set(seen)) > 60
