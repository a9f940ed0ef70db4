"""Users choose the listing's columns. It sorts by them, with the same number of queries for any number of schools."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from schools.listing.columns import COLUMNS, available_columns, columns_for, default_columns
from schools.models import RegisterColumns, School
from tests.factories import CampusFactory, SchoolFactory, profile, profile_of
from tests.html import assert_valid, sent_by, soup, words
from tests.schools.people import editor_of, person

from .conftest import LIST

pytestmark = pytest.mark.django_db
CHOOSE = reverse("schools_register_columns")
NAMES = [shown.name for shown in COLUMNS]


def heads(client) -> list[str]:
    found = soup(client.get(LIST)).select(".register-table thead th")
    return [text for one in found if (text := " ".join(one.get_text(" ").split()))]


def test_they_are_chosen_and_given_back(office, manager):
    first = heads(office)
    assert first == ["Name", *(str(shown.label) for shown in default_columns(manager))]
    page = office.get(CHOOSE)
    form = soup(page).select_one("main form")
    assert sent_by(form)["columns"] == [shown.name for shown in default_columns(manager)]
    back = office.post(CHOOSE, {"columns": ["former_names", "phone"], "next": f"{LIST}?status=open"})
    assert back.url == f"{LIST}?status=open"
    assert heads(office) == ["Name", "Phone", "Former names"]
    assert sent_by(soup(office.get(CHOOSE)).select_one("main form"))["columns"] == ["phone", "former_names"]
    office.post(CHOOSE, {})
    assert heads(office) == ["Name"]
    office.post(CHOOSE, {"usual": "1", "columns": ["phone"]})
    assert heads(office) == first
    assert not RegisterColumns.objects.exists()


def test_they_are_one_persons_own_and_go_with_the_account(office, manager):
    office.post(CHOOSE, {"columns": ["phone"]})
    other = person("olga", "Listings manager")
    assert columns_for(other) == default_columns(other)
    office.force_login(other)
    assert len(heads(office)) > 2
    manager.delete()
    assert not RegisterColumns.objects.exists()


def test_what_is_no_column_is_refused(office):
    page = office.post(CHOOSE, {"columns": ["phone", "password"]})
    assert page.status_code == 422
    assert not RegisterColumns.objects.exists()


def test_a_column_that_is_gone_since_is_no_error(office, manager):
    RegisterColumns.objects.create(user=manager, names=["phone", "of_an_older_release"])
    assert heads(office) == ["Name", "Phone"]


def test_nobody_is_led_elsewhere(office):
    assert office.post(CHOOSE, {"columns": ["phone"], "next": "https://example.org/"}).url == LIST


def test_a_writer_chooses_of_what_is_no_concern_of_the_office(writer):
    user = RegisterColumns._meta.get_field("user").related_model.objects.get(username="wendy")
    assert {shown.name for shown in COLUMNS} - {shown.name for shown in available_columns(user)} == {"editors", "desk"}
    assert "desk" not in sent_by(soup(writer.get(CHOOSE)).select_one("main form"))["columns"]
    assert writer.post(CHOOSE, {"columns": ["desk"]}).status_code == 422
    RegisterColumns.objects.create(user=user, names=["desk", "editors", "phone"])
    assert heads(writer) == ["Name", "Phone"]
    page = soup(writer.get(LIST))
    assert not page.select(".register-table input[type=checkbox]")
    assert "Change fields" not in page.select_one(".register-tools").get_text()


@pytest.mark.parametrize("role", ["", "nobody"])
def test_who_may_not_see_the_register_chooses_nothing(role, client, school):
    if role:
        client.force_login(editor_of(school))
        assert client.get(CHOOSE).status_code == 403
    else:
        assert client.get(CHOOSE).url.startswith("/accounts/login/")


def cells(client, school) -> dict[str, str]:
    """The listing's values for `school`, by column, with every column shown."""
    client.post(CHOOSE, {"columns": NAMES})
    page = soup(client.get(LIST, {"q": school.name}))
    row = next(row for row in page.select(".register-table tbody tr") if school.name in row.get_text())
    texts = [" ".join(cell.get_text(" ").split()) for cell in row.find_all("td")][2:]
    return dict(zip(NAMES, texts, strict=True))


def test_what_they_say(office, manager):
    school = SchoolFactory(
        name="Alliance Zanzibar",
        phone="(213) 555-0100",
        languages=["en", "es"],
        campus=CampusFactory(street="1 Example Road", area="Zzyzx"),
        website="https://example.org/",
        details_as_of=date(2020, 1, 1),
        closed=timezone.localdate() + timedelta(days=30),
    )
    profile(school)
    editor_of(school, first_name="Edith", last_name="Example")
    said = cells(office, school)
    assert said["status"] == "Open"
    assert said["level"] == "High school"
    assert said["grades"] == "9–12"
    assert said["area"] == "Zzyzx"
    assert said["campus"] == "1 Example Road, Los Angeles, CA 90007"
    assert said["languages"] == "English, Spanish"
    assert said["confirm_by"] == "March 31, 2020, overdue"
    assert said["editors"] == "Edith Example"
    assert (said["profile_en"], said["profile_es"]) == ("Published", "None")
    assert "Office hours" in said["missing"]
    assert "Phone" not in said["missing"]
    page = soup(office.get(LIST, {"q": school.name}))
    for address in (
        reverse("school_desk", args=[school.slug]),
        reverse("wagtailadmin_pages:edit", args=[profile_of(school).pk]),
        "https://example.org/",
    ):
        assert page.select(f'.register-table a[href="{address}"]')
    School.objects.filter(pk=school.pk).update(details_as_of=None)
    assert cells(office, school)["confirm_by"] == "Never confirmed"
    School.objects.filter(pk=school.pk).update(closed=timezone.localdate() - timedelta(days=1))
    said = cells(office, school)
    assert (said["status"], said["confirm_by"]) == ("Closed", "")


SORTS = [shown for shown in COLUMNS if shown.sort]


@pytest.mark.parametrize("shown", SORTS, ids=lambda shown: shown.name)
@pytest.mark.parametrize("sign", ["", "-"])
def test_it_sorts_by_every_column_that_offers_it_with_what_is_empty_last(shown, sign, office, listed):
    office.post(CHOOSE, {"columns": NAMES})
    SchoolFactory(name="Zzz empty", campus=CampusFactory())
    names = listed(ordering=sign + shown.sort)
    assert sorted(names) == sorted(School.objects.values_list("name", flat=True))
    schools = {school.name: school for school in shown.needs(School.objects.select_related("campus"))}

    def value(name):
        found = schools[name]
        for part in shown.sort.split("__"):
            found = getattr(found, part)
        return found

    filled = [value(name) for name in names if value(name) is not None]
    assert [value(name) for name in names][: len(filled)] == filled
    if filled and isinstance(filled[0], date | int):
        assert filled == sorted(filled, reverse=bool(sign))
    else:
        assert filled[0] != filled[-1]


def test_there_is_something_to_sort_by():
    assert {"level", "lowest_grade", "campus__area", "opened", "closed", "confirm_by"} <= {one.sort for one in SORTS}


def test_by_something_that_is_not_shown_it_does_not_sort(office, listed):
    office.post(CHOOSE, {"columns": ["phone"]})
    assert listed(ordering="-campus__area") == listed() == listed(ordering="password")


def test_pages_of_equal_schools_repeat_none(office):
    for _number in range(60):
        SchoolFactory(name="Alliance Alike")
    office.post(CHOOSE, {"columns": NAMES})
    seen = [
        school.pk
        for page in (1, 2)
        for school in office.get(LIST, {"ordering": "level", "p": page}).context["object_list"]
    ]
    assert len(seen) == len(set(seen)) > 60


def test_every_column_at_once_takes_the_same_queries_for_one_school_and_for_many(office):
    office.post(CHOOSE, {"columns": NAMES})
    question = {"q": "zanzibar", "status": "open", "missing": "transit", "due": "overdue", "ordering": "confirm_by"}

    def made(number):
        school = SchoolFactory(name=f"Alliance Zanzibar {number}")
        profile(school)
        editor_of(school, f"editor{number}")

    made(0)
    office.get(LIST, question)
    with CaptureQueriesContext(connection) as one:
        assert len(office.get(LIST, question).context["object_list"]) == 1
    for number in range(1, 20):
        made(number)
    with CaptureQueriesContext(connection) as many:
        assert len(office.get(LIST, question).context["object_list"]) == 20
    assert len(one) == len(many) <= 30


def test_the_pages_are_valid_and_have_nothing_inline(office):
    office.post(CHOOSE, {"columns": NAMES})
    for page in (office.get(LIST), office.get(CHOOSE)):
        main = soup(page).find("main")
        assert not main.find_all(style=True)
        assert not main.find_all("script")
    assert_valid(office.get(CHOOSE))
    assert "The name column is always shown" in words(office.get(CHOOSE))
