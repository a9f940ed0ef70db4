"""Filters and a search with the finder’s words narrow the listing, can be combined, and are part of the address."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from schools.desk import confirmations
from schools.listing import gaps
from schools.models import Confirmation, FormerName, Part, Program, School, SchoolStateRecord, StateRecord
from schools.register import history
from schools.register.models.campus import point_of_zip
from schools.register.record_fields import FIELDS
from tests.factories import CampusFactory, SchoolFactory, profile
from tests.html import soup
from tests.schools.people import editor_of

from .conftest import LIST

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


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


def test_by_level_and_neighborhood(listed):
    for name, level, area in (("A", "high", "Zzyzx"), ("B", "middle", "Zzyzx"), ("C", "high", "Xanadu")):
        SchoolFactory(name=name, level=level, campus=CampusFactory(area=area))
    assert listed(area="Zzyzx") == ["A", "B"]
    assert listed(area=["Zzyzx", "Xanadu"]) == ["A", "B", "C"]
    assert listed(area=["Zzyzx", "Xanadu"], level="high") == ["A", "C"]
    assert listed(area="Zzyzx", level="middle", status="closed") == []


def confirmed(school, contacts: int, rest: int):
    """Days ago at this local time; subtracting hours would miss the day when the clocks change."""
    for part, days in ((Part.CONTACTS, contacts), (Part.REST, rest)):
        Confirmation.objects.create(school=school, part=part, at=timezone.localtime() - days * DAY)


def test_overdue_is_what_the_desks_say(listed):
    School.objects.all().update(closed=timezone.localdate() - DAY)
    for name, contacts, rest in (
        ("Contacts today", 90, 0),
        ("Contacts tomorrow", 89, 0),
        ("Rest today", 0, 180),
        ("Contacts in two weeks", 76, 0),
        ("Contacts later", 75, 165),
    ):
        confirmed(SchoolFactory(name=name), contacts, rest)
    SchoolFactory(name="Never")
    SchoolFactory(name="By its source", details_as_of=timezone.localdate() - 90 * DAY)
    SchoolFactory(name="Closed", closed=timezone.localdate() - DAY)
    SchoolFactory(name="Not yet open", opened=timezone.localdate() + DAY)
    again = SchoolFactory(name="Confirmed again")
    confirmed(again, 100, 200)
    confirmed(again, 0, 0)
    overdue = {"Contacts today", "Rest today", "Never", "By its source"}
    assert set(listed(due="overdue")) == overdue
    assert {school.name for school, _dues in confirmations.overdue(School.objects.all())} == overdue
    assert set(listed(due="soon")) == overdue | {"Contacts tomorrow", "Contacts in two weeks"}


def test_the_day_to_confirm_by_is_the_same_in_the_database_and_on_the_desk():
    for days in (0, 89, 90, 91, 179, 180, 181):
        confirmed(SchoolFactory(details_as_of=timezone.localdate()), days, days)
    SchoolFactory(details_as_of=None)
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
    english = profile(school)
    english.copy_for_translation(_spanish(), copy_parents=True).save_revision().publish()
    editor_of(school)
    return school


def _spanish():
    from wagtail.models import Locale

    return Locale.objects.get_or_create(language_code="es")[0]


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
    assert LOST.keys() == gaps.GAPS.keys()
    assert "Complete" not in listed(missing=list(gaps.GAPS))
    for name, lose in LOST.items():
        with transaction.atomic():
            lose(School.objects.get(pk=complete.pk))
            assert listed(missing=[name, "record"]).count("Complete") == 1, name
            assert "Complete" not in listed(missing=[other for other in gaps.GAPS if other != name]), name
            found = gaps.missing(gaps.with_gaps(School.objects.all()).get(pk=complete.pk))
            assert found == [str(gaps.GAPS[name].label)]
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


def test_an_unknown_filter_is_no_error(office):
    for question in ({"status": "x"}, {"missing": "x"}, {"area": "' OR 1=1"}, {"due": "x"}, {"level": "\0"}):
        assert office.get(LIST, question).status_code == 200


@pytest.fixture
def zanzibar(db):
    school = SchoolFactory(name="Alliance Zanzibar Academy", campus=CampusFactory(street="7 Quetzal Road", zip="90099"))
    school.former_names.add(FormerName(name="Alliance Kilimanjaro Prep"))
    history.save(school, reason="It was called otherwise.")
    return school


def test_it_is_found_by_its_words_or_words_like_them(zanzibar, listed):
    for text in (
        *("zanzibar", "Zanzibar Academy", "zanz", "zanzibr", "ZANZÍBAR", "kilimanjaro", "kilimanjaro prep"),
        *("kilimanjarro", "90099", "quetzal road", "kilimanjaro quetzal", "alliance zanzibar"),
    ):
        assert listed(q=text) == ["Alliance Zanzibar Academy"], text
    for text in ("xylophone", "zanzibar xylophone", "' OR 1=1 --", "z" * 3000, "zanzibar burton"):
        assert listed(q=text) == [], text
    assert len(listed(q="alliance")) == len(listed())  # a word that nearly every school has
    assert listed(q="%") is not None


def test_the_present_name_comes_before_a_former_one_unless_another_order_is_asked(zanzibar, listed):
    other = SchoolFactory(name="Alliance Aardvark")
    other.former_names.add(FormerName(name="Alliance Zanzibar Prep"))
    history.save(other, reason="It was called otherwise.")
    assert listed(q="zanzibar") == ["Alliance Zanzibar Academy", "Alliance Aardvark"]
    assert listed(q="zanzibar", ordering="name") == ["Alliance Aardvark", "Alliance Zanzibar Academy"]
