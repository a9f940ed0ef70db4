"""An import does what its dry run shows: each kind of change, once, with the reason, all or nothing."""

from datetime import date

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone
from wagtail.models import ModelLogEntry

from schools.models import Program, School, SchoolPage, SchoolStateRecord, StateRecord
from schools.register import history
from schools.register.agreement import Refused
from tests.factories import SchoolFactory

from .files import NEW, changes, imported, ours, plan, register, school, table, workbook

pytestmark = pytest.mark.django_db


def test_a_new_phone_is_one_revision_with_who_why_and_the_file():
    user = get_user_model().objects.create_superuser("office", first_name="Ada", last_name="Lovelace")
    data = ours("burton-tech", phone="213.555.0142")
    assert changes(plan(data)) == {school().name: {"phone": ("(323) 920-6125", "(213) 555-0142")}}
    batch = imported(data, user=user)
    assert school().phone == "(213) 555-0142"
    last, first = history.steps(school())
    assert (last.who, last.reason, [one.name for one in last.differences]) == ("Ada Lovelace", "A reason.", ["phone"])
    assert first.differences == []
    assert ModelLogEntry.objects.get(revision=last.revision).data == {
        "reason": "A reason.",
        "change": batch.pk,
        "file": batch.upload.sha256,
    }
    assert (batch.state, batch.by, batch.upload.content) == ("applied", user, None)
    assert all(not one.revisions.exists() for one in School.objects.exclude(pk=school().pk))


def test_a_file_imported_again_changes_nothing():
    data = ours("burton-tech", phone="(213) 555-0142", name="Alliance Burton", street="1 New Street")
    imported(data)
    after = register()
    assert (plan(data).items, plan(data).problems) == ([], [])
    imported(data)
    assert register() == after


def test_columns_that_are_missing_stay_and_empty_cells_are_emptied():
    before = school()
    imported(ours("burton-tech", only=("uid", "phone", "website"), phone="", website=""))
    after = school()
    assert (after.name, after.transit, after.campus) == (before.name, before.transit, before.campus)
    assert (after.phone, after.website) == ("", "")


def test_a_school_is_found_by_its_code_and_level_never_by_its_name():
    imported(table([["cds_codes", "level", "phone"], ["19647330106864", "middle", "(213) 555-0142"]]))
    assert school("merkin").phone == "(213) 555-0142"
    assert school("gertz-ressler").phone != "(213) 555-0142"
    [problem] = plan(table([["cds_codes", "phone"], ["19647330106864", "(213) 555-0142"]])).problems
    assert (problem.row, problem.column) == (2, "level")
    found = plan(table([["uid", "name", "phone"], ["", school().name, "(213) 555-0142"]]))
    assert found.problems
    assert not found.of("changed")


def test_a_rename_keeps_the_former_name_with_its_month_and_renames_the_profile():
    data = ours("burton-tech", name="Alliance Burton Academy")
    [item] = plan(data).items
    assert "becomes a former name" in item.differences[0].how
    old = school().name
    imported(data)
    former = school().former_names.get(name=old)
    assert former.last_seen == timezone.localdate().replace(day=1)
    assert "schools.csv" in former.source
    assert SchoolPage.objects.get(school=school(), locale__language_code="en").title == "Alliance Burton Academy"
    imported(ours("burton-tech", name=old))
    imported(ours("burton-tech", name="Alliance Burton Academy"))
    assert sorted(school().former_names.values_list("name", flat=True)) == sorted({old, "Alliance Burton Academy"})


def test_a_closing_is_an_item_of_its_own():
    data = ours("burton-tech", closed="2030-06-30")
    found = plan(data)
    assert ([item.name for item in found.of("closed")], found.counts["changed"]) == ([school().name], 0)
    imported(data)
    assert school().closed == date(2030, 6, 30)


def test_a_new_school_on_a_new_campus():
    data = table([list(NEW), list(NEW.values())])
    assert [item.name for item in plan(data).of("added")] == [NEW["name"]]
    imported(data)
    made = school("made-up-high")
    assert (made.level, made.grades, made.opened) == ("high", "9–12", date(2026, 8, 15))
    assert (made.phone, made.languages) == ("(213) 555-0100", ["en", "es"])
    assert made.campus.address == "1 Made Up Way, Los Angeles, CA 90001-1234"
    assert made.revisions.count() == 1
    again = plan(data)  # has no UUID in the file: reported, not added again
    assert not again.items or again.problems
    assert "UUID" in again.problems[0].text


def test_two_new_schools_share_a_new_campus_if_they_agree():
    other = {**NEW, "name": "Alliance Made Up Middle", "level": "middle", "lowest_grade": "6", "highest_grade": "8"}
    elsewhere = table([list(NEW), list(NEW.values()), list({**other, "city": "Watts"}.values())])
    assert "same new address" in plan(elsewhere).problems[0].text
    twice = table([list(NEW), list(NEW.values()), list({**NEW, "street": "2 Way"}.values())])
    assert "short name" in plan(twice).problems[0].text
    imported(table([list(NEW), list(NEW.values()), list(other.values())]))
    assert school("made-up-high").campus == school("made-up-middle").campus


def test_programs_and_state_records_are_linked():
    Program.objects.create(name="Robotics", slug="robotics")
    StateRecord.objects.create(cds_code="01611920000001", name="A record")
    imported(ours("burton-tech", programs="robotics", cds_codes="19647330108894; 01611920000001"))
    assert school().programs.get().slug == "robotics"
    assert school().record_links.count() == 2
    imported(ours("burton-tech", programs="", cds_codes="19647330108894"))
    assert not school().programs.exists()
    assert school().record_links.count() == 1


def test_a_lost_zero_is_offered_and_never_guessed():
    other = SchoolFactory()
    record = StateRecord.objects.create(cds_code="01611920000001", name="A record")
    SchoolStateRecord.objects.create(school=other, record=record)
    data = workbook([["cds_codes", "phone"], [1611920000001, "(213) 555-0142"]])
    found = plan(data)
    assert found.reading.zeros == 1
    assert "01611920000001" in found.problems[0].text
    with pytest.raises(Refused):
        imported(data)
    imported(data, options=["accept_zeros"])
    other.refresh_from_db()
    assert other.phone == "(213) 555-0142"
