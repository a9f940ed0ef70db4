"""The list of schools: its filters and search, and its columns on screen and in files."""

import csv
import io
from datetime import date, timedelta
from functools import partial

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import DraftStateMixin
from wagtail.snippets.models import get_snippet_models
from wagtail.users.models import UserProfile

from schools.desk import confirmations
from schools.listing import filters
from schools.models import Confirmation, FormerName, Part, Program, School, SchoolStateRecord, StateRecord
from schools.register.models.campus import point_of_zip
from schools.register.record_fields import FIELDS
from tests.factories import CampusFactory, SchoolFactory, by_hand, profile, reread, today
from tests.html import soup
from tests.schools.exchange.files import plan
from tests.schools.lifecycle.acts import translated
from tests.schools.people import editor_of, person

pytestmark = pytest.mark.django_db
LIST = reverse("wagtailsnippets_schools_school:list")
SORTS = ["name", "level", "lowest_grade", "campus__area", "opened", "confirm_by"]


@pytest.fixture
def listed(office):
    """The names in the listing, in order."""

    def ask(**question) -> list[str]:
        response = office.get(LIST, question)
        assert response.status_code == 200
        return [school.name for school in response.context["page_obj"].paginator.object_list]

    return ask


def test_by_status_to_the_day(listed):
    School.objects.all().update(opened=today(-99), closed=today(-9))
    before = set(School.objects.values_list("name", flat=True))
    SchoolFactory(name="Ends today", closed=today())
    SchoolFactory(name="Begins today", opened=today())
    SchoolFactory(name="Ended yesterday", closed=today(-1))
    SchoolFactory(name="Begins tomorrow", opened=today(1))
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
        Confirmation.objects.create(school=school, part=part, at=timezone.localtime() - timedelta(days))


def test_overdue_is_what_the_desks_say_of_open_schools(listed):
    School.objects.all().update(closed=today(-1))
    for name, days, fields in (
        ("Today", 90, {}),
        ("In two weeks", 76, {}),
        ("Later", 75, {}),
        ("Closed", 99, {"closed": today(-1)}),
        ("Not yet open", 99, {"opened": today(1)}),
    ):
        SchoolFactory(name=name, details_as_of=today(-days), **fields)
    SchoolFactory(name="Never")
    overdue = {"Today", "Never"}
    assert set(listed(due="overdue")) == overdue
    assert {school.name for school, _dues in confirmations.overdue(School.objects.all())} == overdue
    assert set(listed(due="soon")) == overdue | {"In two weeks"}


def test_the_day_to_confirm_by_is_the_same_in_the_database_and_on_the_desk():
    SchoolFactory(details_as_of=None)
    again = SchoolFactory(details_as_of=today())
    confirmed(again, 100, 200)
    confirmed(again, 0, 0)
    for contacts, rest in ((0, 0), (89, 0), (90, 0), (0, 179), (0, 181), (75, 165)):
        confirmed(SchoolFactory(details_as_of=today()), contacts, rest)
    schools = list(confirmations.with_confirm_by(School.objects.all()))
    dues = confirmations.dues(schools)
    assert [one.confirm_by for one in schools] == [min(due.by for due in dues[one.pk]) for one in schools]


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
        details_as_of=today(),
    )
    school.programs.add(Program.objects.create(name="Robotics", slug="robotics"))
    school.save()
    record = StateRecord.objects.create(name="Complete", cds_code="01234567890123")
    SchoolStateRecord.objects.create(school=school, record=record)
    profile(school)
    translated(school, "completa")
    editor_of(school)
    return school


def lose(school, names, nothing="") -> None:
    School.objects.filter(pk=school.pk).update(**{name: [] if name == "languages" else nothing for name in names})


LOST = {
    **{entry.name: partial(lose, names=entry.names) for entry in FIELDS if entry.is_gap},
    "programs": lambda school: School.programs.through.objects.filter(school=school).delete(),
    "point": lambda school: type(school.campus).objects.update(latitude=None, longitude=None),
    "record": lambda school: SchoolStateRecord.objects.filter(school=school).delete(),
    "details_as_of": partial(lose, names=["details_as_of"], nothing=None),
    "editor": lambda school: school.team.group.user_set.update(is_active=False),
    "profile_en": lambda school: school.pages.filter(locale__language_code="en").update(live=False),
    "profile_es": lambda school: school.pages.filter(locale__language_code="es").update(live=False),
}


def test_each_gap_lists_a_school_that_has_it_and_no_other(complete, listed):
    assert LOST.keys() == filters.GAPS.keys()
    assert "Complete" not in listed(missing=list(filters.GAPS))
    for name, lose_it in LOST.items():
        with transaction.atomic():
            lose_it(reread(complete))
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
        assert all(part in address for part in ("open", "alliance", "opened")), address
    assert {"status=open" in link["href"] for link in page.select(".register-table thead a")} == {True}


def formerly(called: str, **fields) -> None:
    """A school that was called otherwise."""
    school = SchoolFactory(**fields)
    school.former_names.add(FormerName(name=called))
    by_hand(school)


def test_it_is_found_by_its_words_or_words_like_them_and_by_its_present_name_first(listed):
    campus = CampusFactory(street="7 Quetzal Road", zip="90099")
    formerly("Alliance Kilimanjaro Prep", name="Alliance Zanzibar Academy", campus=campus)
    for text in (
        *("zanzibar", "Zanzibar Academy", "zanz", "zanzibr", "ZANZÍBAR", "kilimanjaro", "kilimanjaro prep"),
        *("kilimanjarro", "90099", "quetzal road", "kilimanjaro quetzal", "alliance zanzibar"),
    ):
        assert listed(q=text) == ["Alliance Zanzibar Academy"], text
    for text in ("xylophone", "zanzibar xylophone", "' OR 1=1 --", "z" * 3000, "zanzibar burton"):
        assert listed(q=text) == [], text
    assert len(listed(q="alliance")) == len(listed())  # a word that nearly every school has
    assert listed(q="%") is not None
    formerly("Alliance Zanzibar Prep", name="Alliance Aardvark")
    assert listed(q="zanzibar") == ["Alliance Zanzibar Academy", "Alliance Aardvark"]
    assert listed(q="zanzibar", ordering="name") == ["Alliance Aardvark", "Alliance Zanzibar Academy"]


def table(client, kind="csv", **question) -> list[dict[str, str]]:
    """The rows of the list as people download it, by heading."""
    page = client.get(LIST, {**question, "export": kind, "shown": "1"})
    assert f'"schools-list-{timezone.localdate()}.{kind}"' in page["Content-Disposition"]
    data = page.getvalue()
    if kind == "csv":
        return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    head, *rows = load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True)
    texts = ([f"{cell:%Y-%m-%d}" if isinstance(cell, date) else cell or "" for cell in row] for row in rows)
    return [dict(zip(head, row, strict=True)) for row in texts]


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
        closed=today(30),
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
    lose(school, ["details_as_of"], None)
    assert on_screen(office, school)["Confirm by"] == "Never confirmed"
    School.objects.filter(pk=school.pk).update(closed=today(-1))
    shown = on_screen(office, school)
    assert (shown["Status"], shown["Confirm by"]) == ("Closed", "")


def test_a_school_is_added_by_opening_it_only(office):
    address = reverse("wagtailsnippets_schools_school:add")
    assert office.get(address).url == office.post(address).url == reverse("school_open")
    assert "Open a school" in soup(office.get(LIST)).find("a", href=address).get_text()


def test_the_file_has_everything_in_words(office, school):
    (row,) = table(office, q="zanzibar")
    assert table(office, "xlsx", q="zanzibar") == [row]
    assert row["Campus"] == "1 Example Road, Los Angeles, CA 90007"
    assert row["Languages at the front desk"] == "English, Spanish"
    assert (row["Opened"], row["Confirm by"]) == ("2010-08-16", "2020-03-31")
    assert row["Editors of the school"] == "Edith Example"
    assert (row["Profile (English)"], row["Profile (Spanish)"]) == ("Published", "None")
    assert ("Office hours" in row["Missing"], "Phone" in row["Missing"]) == (True, False)


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
    School.objects.bulk_create(SchoolFactory.build_batch(60, name="Alliance Alike", campus=CampusFactory()))
    pages = [office.get(LIST, {"ordering": "level", "p": page}).context["object_list"] for page in (1, 2)]
    seen = [school.pk for page in pages for school in page]
    assert len(seen) == len(set(seen)) > 60


def test_nothing_without_drafts_is_saved_while_somebody_types(admin_client, school):
    for model in get_snippet_models():
        record, names = model.objects.first(), model.snippet_viewset.get_url_name
        forms = [reverse(names("add")), *([reverse(names("edit"), args=[record.pk])] if record else [])]
        pages = b"".join(admin_client.get(url, follow=True).content for url in forms)
        assert issubclass(model, DraftStateMixin) or b"data-w-autosave-interval" not in pages, model
