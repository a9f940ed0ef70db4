"""The register: which schools count as open, what a record may contain, and the effects of changes."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils.timezone import localtime

from schools import models
from schools.exchange import values
from schools.models import School, SchoolPage
from schools.profiles.neighbors import neighbors
from schools.register.models.campus import miles_between
from schools.register.models.levels import GradeFormField, check_level, grade_label
from schools.register.totals import register_totals
from tests.cases import fields, named_cases
from tests.factories import CampusFactory, SchoolFactory, profile, reread
from tests.html import filled

pytestmark = pytest.mark.django_db


def test_schools_open_on_a_day_are_counted_by_one_rule():
    for day, high, middle in (
        (date(2004, 9, 12), 0, 0),
        (date(2004, 9, 13), 1, 0),
        (date(2021, 6, 30), 18, 10),
        (date(2021, 7, 1), 17, 9),
    ):
        open_schools = {school for school in School.objects.all() if school.is_open_on(day)}
        assert open_schools == {*School.objects.open_on(day)}, day
        levels = [school.level for school in open_schools]
        assert (levels.count("high"), levels.count("middle")) == (high, middle), day


@pytest.mark.parametrize("case", named_cases(__file__, "wrong_entries.csv"))
def test_a_wrong_entry_says_what_is_wrong(case):
    make = SchoolFactory.build if case["model"] == "School" else getattr(models, case["model"])
    record = make(**fields(case["entries"]))
    with pytest.raises(ValidationError) as error:
        record.full_clean(exclude=["record", "campus"])
    assert case["message"] in str(error.value)


def test_a_school_has_one_profile_a_language_which_is_renamed_with_it_and_prevents_its_deletion():
    page = profile()
    page.school.name = "Alliance New Name High School"
    page.school.save()
    assert reread(page).title == "Alliance New Name High School"
    with pytest.raises(ValidationError, match="already has a profile"):
        SchoolPage(school=page.school, slug="twin", locale=page.locale).full_clean(exclude=["path", "depth"])
    with pytest.raises(ProtectedError):
        page.school.delete()


def test_every_school_on_a_campus_is_its_neighbor_and_three_of_each_level_elsewhere(client):
    campus = CampusFactory(latitude=34.0, longitude=-118.3)
    here = [profile(SchoolFactory(campus=campus)) for _n in range(6)]
    rows = {row.pk: row for row in SchoolPage.open_rows(here[0].locale_id) if row.pk != here[0].pk}
    found = neighbors(rows.values(), campus)
    away = {
        key: miles_between(campus.latitude, campus.longitude, row.latitude, row.longitude)
        for key, row in rows.items()
        if row.campus != campus.pk and row.latitude is not None
    }
    expected = {page.pk: 0 for page in here[1:]}
    for level in ("high", "middle"):
        nearest = [key for key in sorted(away, key=away.get) if rows[key].level == level][:3]
        assert [key for key in found if key in away and rows[key].level == level] == nearest
        expected |= {key: away[key] for key in nearest}
    assert found == expected
    campus.latitude = campus.longitude = None
    assert neighbors(rows.values(), campus).keys() == {page.pk for page in here[1:]}
    assert miles_between(34.0, -118.0, 35.0, -118.0) == pytest.approx(69.1, abs=0.1)


def test_kindergarten_is_a_letter_to_people_and_a_number_in_the_database():
    school = SchoolFactory.build(lowest_grade=0, highest_grade=8)
    assert (school.grades, school.get_lowest_grade_display()) == ("K–8", "K")
    assert (values.grades("TK-8"), values.grade("k"), GradeFormField().clean("TK")) == ((-1, 8), 0, -1)
    assert (GradeFormField().prepare_value(0), grade_label(0), grade_label(9)) == ("K", "Kindergarten", "Grade 9")


def test_totals_state_their_rule_and_take_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        totals = register_totals()
    assert totals["schools_open"].value == totals["high_schools_open"].value + totals["middle_schools_open"].value
    assert "complex" in totals["schools_open"].rule
    assert totals["schools_open"].source == "Our school register"
    assert totals["schools_open"].as_of == f"{localtime(School.objects.latest('changed').changed):%B %Y}"


def test_a_next_school_is_added_in_the_editor(admin_client):
    school, high = School.objects.get(slug="skirball"), School.objects.get(slug="stern")
    school.next_schools.all().delete()
    address = reverse(School.snippet_viewset.get_url_name("edit"), args=[school.pk])
    row = {"TOTAL_FORMS": "1", "0-high_school": high.pk, "0-ORDER": "1"}
    data = filled(admin_client.get(address)) | {f"next_schools-{name}": value for name, value in row.items()}
    assert admin_client.post(address, data).status_code == 302
    assert [link.high_school for link in school.next_schools.all()] == [high]


def test_a_change_of_grades_or_level_keeps_them_together():
    ordinary = {"level": "high", "lowest_grade": 9, "highest_grade": 12}
    for name, value in (("lowest_grade", 6), ("highest_grade", 13), ("level", "middle")):
        with pytest.raises(ValidationError) as error:
            check_level(School(**ordinary | {name: value}), School(**ordinary))
        assert [*error.value.message_dict] == [name]
    of_before = School(**ordinary | {"lowest_grade": 6})
    for after in ({"lowest_grade": 6, "name": "Alliance New"}, {"lowest_grade": 10}):  # what nobody touches may stay
        check_level(School(**ordinary | after), of_before)


def test_the_editor_refuses_grades_of_another_level_with_what_was_typed(admin_client):
    address = reverse(School.snippet_viewset.get_url_name("edit"), args=[School.objects.get(slug="stern").pk])
    response = admin_client.post(address, filled(admin_client.get(address)) | {"lowest_grade": "6"})
    assert "Grades of this level (high school): 9–12" in response.content.decode()
    assert filled(response)["lowest_grade"] == "6"
    assert School.objects.get(slug="stern").lowest_grade == 9
