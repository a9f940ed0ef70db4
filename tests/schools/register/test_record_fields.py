"""A field of the record is defined once and reaches every place from there."""

import json

import pytest
from django.core.exceptions import ValidationError
from wagtail.admin.panels import get_edit_handler

from schools.desk.forms import ContactForm
from schools.desk.proposals import OF_THE_SCHOOL as PROPOSED
from schools.exchange import columns as exchange
from schools.finder.network import texts_of
from schools.lifecycle.actions import OF_THE_SCHOOL as OF_A_NEW_SCHOOL
from schools.listing.columns import IN_FILE
from schools.listing.edits import QUESTIONS
from schools.listing.filters import GAPS
from schools.models import Enrollment, Result, School
from schools.open_data.columns import SCHOOL as OPEN_DATA
from schools.open_data.files import members
from schools.profiles.facts import facts_of, offerings_of
from schools.register.models.hours import WeekField, parse_hours, written, written_week
from schools.register.record_fields import DAYS, FIELDS, ChangedBy, Group
from tests.cases import named_cases
from tests.factories import SchoolFactory
from tests.html import soup

SET_BY_CODE = {"id", "uid", "changed", "latest_revision", "campus"}
CONTACT = {
    "phone": "(213) 555-0100",
    "phone_extension": "012",
    "email": "office@example.org",
    "principal": "Ana Example",
    **dict.fromkeys(("hours_monday", "hours_tuesday", "hours_wednesday"), "07:30-16:00"),
    "hours_friday": "07:30-12:00",
    "office_hours": "Closed from 12 to 1",
}


def test_every_field_of_the_record_is_defined_once():
    names = [field.name for field in FIELDS]
    of_the_model = {field.name for field in (*School._meta.concrete_fields, *School._meta.many_to_many)}
    assert len(set(names)) == len(names)
    assert set(names) == of_the_model - SET_BY_CODE


@pytest.mark.django_db
@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_a_field_reaches_every_place_from_its_definition(field):
    """Whoever adds a field to the table gets all of this."""
    name = field.name
    model_field = School._meta.get_field(name)
    form_name = field.asked_as or name
    assert form_name in get_edit_handler(School).get_form_options()["fields"]
    cell = exchange.BY_NAME[name]
    assert cell.parse
    assert str(model_field.help_text) in cell.in_workbook.note
    assert (name in IN_FILE) or field.group == Group.SCHOOL
    assert (form_name in QUESTIONS) == field.is_bulk or name == "details_as_of"
    assert (name in GAPS) == field.is_gap or name in ("programs", "details_as_of")  # which have their own
    assert (form_name in ContactForm.base_fields) == (field.changed_by == ChangedBy.SCHOOL)
    assert (name in PROPOSED) == (field.changed_by == ChangedBy.PROPOSAL)
    assert (form_name in OF_A_NEW_SCHOOL) == (field.group in (Group.SCHOOL, Group.CONTACT) or name == "opened")
    if field.meaning:
        assert str(field.meaning) in members(OPEN_DATA)["properties"][name]["description"]


@pytest.mark.django_db
def test_families_see_and_find_what_the_definitions_say():
    rest = {"website": "https://www.example.org/", "languages": ["en", "es"], "transit": "E Line, Expo / Vermont"}
    school = SchoolFactory(**CONTACT, **rest)
    texts = {text for _kind, text in texts_of(school, {})}
    assert {getattr(school, field.name) for field in FIELDS if field.is_searched} <= texts
    shown = [field.name for field in FIELDS if field.group in (Group.CONTACT, Group.PLACE) and not field.part_of]
    assert [fact.name for fact in facts_of(school, Group.CONTACT, Group.PLACE)] == shown
    asked = {str(label) for label in offerings_of(SchoolFactory()).ask}
    assert {"Office hours", "Languages at the front desk", "Bus and rail"} <= asked
    by_day = {str(label) for label in offerings_of(SchoolFactory(hours_monday="08:00-16:00")).ask}
    assert asked - by_day == {"Office hours"}


@pytest.mark.django_db
@pytest.mark.parametrize("case", named_cases(__file__, "contacts.csv"))
def test_a_profile_shows_the_contact_fields_and_nothing_that_is_blank(client, case):
    school = School.objects.get(slug="gertz-ressler")
    School.objects.filter(pk=school.pk).update(**CONTACT, website="", languages=[])
    page = soup(client.get(school.pages.get(locale__language_code=case["language"]).url))
    facts = {row.dt.get_text(): row.dd for row in page.select(".every-day .facts > div")}
    phone, email, _principal, office = (facts[case[name]] for name in ("phone", "email", "principal", "office_hours"))
    assert not {"Website", "Sitio web"} & facts.keys()
    assert phone.get_text() == "(213) 555-0100, ext. 012"
    call = page.select_one(".actions a[href^='tel:']")
    assert (call["href"], call.get_text()[-24:]) == ("tel:+12135550100;ext=012", "(213) 555-0100, ext. 012")
    assert email.a["href"] == "mailto:office@example.org"
    assert office.get_text() == case["hours"]
    data = json.loads(page.find("script", type="application/ld+json").string)
    node = next(node for node in data["@graph"] if node.get("openingHoursSpecification"))
    days = node["openingHoursSpecification"]
    assert [day["dayOfWeek"].rpartition("/")[2] for day in days] == ["Monday", "Tuesday", "Wednesday", "Friday"]
    assert (days[-1]["opens"], days[-1]["closes"]) == ("07:30", "12:00")
    assert (node["email"], node["telephone"]) == ("office@example.org", "+12135550100 ext. 012")


def test_office_hours_are_read_as_people_write_them_or_refused_in_words():
    for row in [*named_cases(__file__, "hours.csv"), {"text": "7 AM-" * 5_000, "why_not": "Write office hours as"}]:
        if row["why_not"]:
            with pytest.raises(ValidationError, match=row["why_not"]):
                parse_hours(row["text"])
        else:
            assert parse_hours(row["text"]) == row["stored"], row
            assert parse_hours(written(row["stored"])) == row["stored"], row


def test_the_hours_of_the_week_are_read_from_one_field_or_refused_in_words():
    for row in named_cases(__file__, "weeks.csv"):
        if row["why_not"]:
            with pytest.raises(ValidationError, match=row["why_not"]):
                WeekField().clean(row["text"])
            continue
        week = {day: row[day] for day in DAYS}
        assert WeekField().clean(row["text"]) == week, row
        assert WeekField().clean(written_week(week)) == week, row
    assert WeekField(is_partial=True).clean("Wed 7:30-1:30") == {"wednesday": "07:30-13:30"}  # of a bulk edit


def test_a_school_year_is_read_as_people_write_it():
    for text, year in (
        *(("2026-27", "2026-27"), ("2026-2027", "2026-27"), (" 2026 / 27 ", "2026-27")),
        *(("2027", "2027-28"), ("2026-29", "2026-29"), ("next year", "next year")),
    ):
        assert Enrollment._meta.get_field("year").to_python(text) == year
    assert Result._meta.get_field("year").to_python("2027") == "2026-27"  # the one in which results end
