"""An import does what its dry run shows, on the pages and as a command: each change once, all or nothing."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.models import ModelLogEntry

from schools.changes import verbs
from schools.changes.agreement import Refused
from schools.models import Campus, ChangeSet, School, SchoolStateRecord, StateRecord
from schools.register import history
from schools.register.recorder import Recorder
from tests.cases import fields, named_cases
from tests.factories import SchoolFactory, by_hand, reread

from .files import BURTON, NEW, as_csv, changes, edited, imported, ours, plan, register, school, state, table, workbook

pytestmark = pytest.mark.django_db


def test_a_change_is_one_revision_with_who_why_and_the_file_and_a_second_import_changes_nothing():
    user = get_user_model().objects.create_superuser("office", first_name="Ada", last_name="Lovelace")
    before, columns = school(), ("uid", "phone", "website", "closed")
    data = ours("burton-tech", only=columns, phone="213.555.0142", website="", closed="2030-06-30")
    found = plan(data)
    assert ([item.name for item in found.of("closed")], found.counts["changed"]) == ([before.name], 0)
    assert changes(found)[before.name]["phone"] == ("(323) 920-6125", "(213) 555-0142")
    batch = imported(data, user=user)
    after = school()
    assert (after.phone, after.website, after.closed) == ("(213) 555-0142", "", date(2030, 6, 30))
    assert (after.name, after.transit, after.campus) == (before.name, before.transit, before.campus)
    last, first = history.steps(after)
    assert (last.who, last.reason) == ("Ada Lovelace", "A reason.")
    assert {one.name for one in last.differences} == {"phone", "website", "closed"}
    assert first.differences == []
    data_of_entry = {"reason": "A reason.", "change": batch.pk, "file": batch.upload.sha256}
    assert ModelLogEntry.objects.get(revision=last.revision).data == data_of_entry
    assert (batch.state, batch.by, batch.upload.content) == ("applied", user, None)
    assert all(not one.revisions.exists() for one in School.objects.exclude(pk=after.pk))
    imported(data)
    assert after.revisions.count() == 2


def test_a_school_is_found_by_its_code_and_level_never_by_its_name():
    imported(table([["cds_codes", "level", "phone"], ["19647330106864", "middle", "(213) 555-0142"]]))
    assert school("merkin").phone == "(213) 555-0142"
    assert school("gertz-ressler").phone != "(213) 555-0142"
    [problem] = plan(table([["cds_codes", "phone"], ["19647330106864", "(213) 555-0142"]])).problems
    assert (problem.row, problem.column) == (2, "level")
    found = plan(table([["uid", "name", "phone"], ["", school().name, "(213) 555-0142"]]))
    assert found.problems
    assert not found.of("changed")


def test_a_rename_keeps_the_former_name_with_its_month_and_source():
    data = ours("burton-tech", name="Alliance Burton Academy")
    [item] = plan(data).items
    assert "becomes a former name" in item.differences[0].how
    old = school().name
    imported(data)
    former = school().former_names.get(name=old)
    assert former.last_seen == timezone.localdate().replace(day=1)
    assert "schools.csv" in former.source
    imported(ours("burton-tech", name=old))
    imported(ours("burton-tech", name="Alliance Burton Academy"))
    assert sorted(school().former_names.values_list("name", flat=True)) == sorted({old, "Alliance Burton Academy"})


def test_new_schools_come_with_their_campus_and_share_one_if_they_agree(rita):
    data = table([list(NEW), list(NEW.values())])
    assert [item.name for item in plan(data).of("added")] == [NEW["name"]]
    with pytest.raises(Refused, match="do not have permission to add schools"):
        imported(data, user=rita)
    imported(data)
    made = school("made-up-high")
    assert (made.level, made.grades, made.opened) == ("high", "9–12", date(2026, 8, 15))
    assert (made.phone, made.languages) == ("(213) 555-0100", ["en", "es"])
    assert made.campus.address == "1 Made Up Way, Los Angeles, CA 90001-1234"
    assert made.revisions.count() == 1
    assert "UUID" in plan(data).problems[0].text  # the file has none: reported, not added again
    high = NEW | {"name": "Alliance Second High", "street": "2 Made Up Way"}
    middle = high | {"name": "Alliance Second Middle", "level": "middle", "lowest_grade": "6", "highest_grade": "8"}

    def both(**changes) -> bytes:
        return table([list(NEW), list(high.values()), list((middle | changes).values())])

    assert "same new address" in plan(both(city="Watts")).problems[0].text
    assert "short name" in plan(both(**high | {"street": "3 Made Up Way"})).problems[0].text
    imported(both())
    assert school("second-high").campus == school("second-middle").campus


def test_a_lost_zero_is_offered_and_never_guessed():
    other = SchoolFactory()
    record = StateRecord.objects.create(cds_code="01611920000001", name="A record")
    SchoolStateRecord.objects.create(school=other, record=record)
    data = workbook([["cds_codes", "phone"], [1611920000001, "(213) 555-0142"]])
    found = plan(data)
    assert found.zeros == 1
    assert "01611920000001" in found.problems[0].text
    with pytest.raises(Refused):
        imported(data)
    imported(data, options=["accept_zeros"])
    assert reread(other).phone == "(213) 555-0142"


OLD = {"street": "1 Old Street", "city": "Los Angeles", "state": "CA", "zip": "90001", "area": "Watts"}


@pytest.mark.parametrize("case", named_cases(__file__, "addresses.csv"))
def test_where_a_school_is_with_a_new_address(case):
    address, others = fields(case["address"]), case["others"]
    campus, other = Campus(pk=1, **OLD), Campus(pk=2, **OLD | {"street": "9 Other Street"})
    staying = [School(name="Other", closed=date(2020, 6, 30) if others == "closed" else None)] if others else []
    existing = other if "9 Other Street" in address.values() else None
    found = verbs.destination(campus, address, staying, existing, keeps_place=bool(case["keeps_place"]))
    if found.is_new:
        kind = "new"
    elif found.campus is other:
        kind = "existing"
    else:
        kind = "corrected with others" if found.others else "corrected"
        assert found.values == address
    assert kind == case["expected"]


def one(**where) -> bytes:
    return ours("gertz-ressler", only=("uid", "slug", *where), **where)


def test_a_file_that_changes_all_schools_of_a_campus_corrects_it():
    campus = school("merkin").campus
    schools = School.objects.filter(slug__in=["gertz-ressler", "merkin"])
    data = ours(schools=schools, only=("uid", "slug", "street")).replace(b"2023 South Union", b"2025 South Union")
    assert {one.how for item in plan(data).items for one in item.differences} == {"Corrects the campus."}
    imported(data)
    assert reread(campus).street == "2025 South Union Avenue"
    assert reread(campus).latitude  # a correction keeps the place on the map
    assert school("merkin").campus == school("gertz-ressler").campus == campus
    assert campus.revisions.count() == 2


def test_one_school_of_a_campus_moves_to_a_new_campus_at_its_zip_code_or_to_an_existing_one():
    old = school("merkin").campus
    data = one(street="1 Made Up Way")
    assert "is on the map in the middle of ZIP code 90007 until" in plan(data).items[0].differences[0].how
    imported(data)
    assert school("merkin").campus == old
    new = school("gertz-ressler").campus
    assert (new.street, new.area, new.is_at_zip) == ("1 Made Up Way", old.area, True)
    there = school("burton-tech").campus
    data = one(street=there.street.upper(), zip=there.zip)
    assert "Moves to the existing campus" in plan(data).items[0].differences[0].how
    imported(data)
    assert school("gertz-ressler").campus == there


def test_a_file_corrects_no_campus_for_one_of_its_open_schools_and_gives_another_one_as_it_is():
    [problem] = plan(one(area="Elsewhere")).problems
    assert "The campus has other schools" in problem.text
    School.objects.filter(slug="merkin").update(closed="2020-06-30")
    assert plan(one(area="Elsewhere")).problems == []
    there = school("stern").campus
    [problem] = plan(ours("burton-tech", street=there.street, zip=there.zip)).problems[:1]
    assert problem.column in ("city", "area", "latitude")
    data = ours("burton-tech", **{name: str(getattr(there, name)) for name in (*verbs.PLACE, *verbs.POINT)})
    imported(data)
    assert school().campus == there
    assert not plan(data).items


def test_a_move_by_form_puts_the_campus_at_its_zip_code_unless_it_has_a_point():
    recorder, one = Recorder(), school("burton-tech")
    assert verbs.move([one], {"area": "Elsewhere"}, recorder) == []
    assert one.campus.latitude
    assert verbs.move([one], {"street": "1 Made Up Way"}, recorder) == [one.campus.point_note]
    assert one.campus.is_at_zip
    assert "not on the map" in verbs.move([one], {"street": "1 Made Up Way", "zip": "99999"}, recorder)[-1]
    assert one.campus.latitude is None
    point = {"latitude": Decimal("34.000001"), "longitude": Decimal("-118.000001")}
    assert verbs.move([one], {"street": "2 Made Up Way"} | point, recorder) == []
    assert Campus.objects.get(street="2 Made Up Way").latitude == point["latitude"]


def run(capsys, tmp_path, data: bytes, *options) -> dict:
    file = tmp_path / "schools.csv"
    file.write_bytes(data)
    call_command("import_schools", str(file), "--json", *options)
    return json.loads(capsys.readouterr().out)


def test_a_dry_run_writes_nothing_and_says_all_as_json_and_an_import_keeps_its_reason(capsys, tmp_path):
    before = register()
    found = run(capsys, tmp_path, ours("burton-tech", phone="(213) 555-0142"), "--dry-run")
    assert {kind: count for kind, count in found["counts"].items() if count} == {"changed": 1, "unchanged": 29}
    [changed] = found["changed"]
    assert (changed["row"], changed["differences"][0]["after"]) == (15, "(213) 555-0142")
    assert len(found["unchanged"]) == 29
    assert not found["applied"]
    call_command("import_schools", str(tmp_path / "schools.csv"), "--dry-run")
    counts = "0 added, 0 closed, 1 changed, 0 conflicts, 29 unchanged, 0 ignored, 0 problems"
    assert counts in capsys.readouterr().out
    with pytest.raises(CommandError, match="problems"):
        run(capsys, tmp_path, ours("burton-tech", phone="1"))
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert [(one["row"], one["column"]) for one in problems] == [(15, "phone")]
    assert register() == before
    assert not ChangeSet.objects.exists()
    found = run(capsys, tmp_path, state(BURTON, Phone="(323) 555-0142"), "--reason", "News of the state.")
    batch = ChangeSet.objects.get(pk=found["number"])
    assert (found["applied"], batch.reason, batch.preview["layout"]) == (True, "News of the state.", "pubschls")
    assert history.steps(school())[0].reason == "News of the state."


def test_an_export_is_written_whole_or_refused(tmp_path):
    file = tmp_path / "schools.xlsx"
    call_command("export_schools", str(file))
    found = plan(file.read_bytes())
    assert (found.items, found.problems, found.counts["unchanged"]) == ([], [], 30)
    assert [one.name for one in tmp_path.iterdir()] == [file.name]
    with pytest.raises(CommandError, match=r"\.csv or \.xlsx"):
        call_command("export_schools", str(tmp_path / "schools.pdf"))
    (tmp_path / "folder.csv").mkdir()
    for there in ("folder.csv", "no/schools.csv"):
        with pytest.raises(CommandError, match="Cannot write"):
            call_command("export_schools", str(tmp_path / there))
    (tmp_path / "other").touch()
    assert {one.name for one in tmp_path.iterdir()} == {file.name, "folder.csv", "other"}
    assert file.stat().st_mode == (tmp_path / "other").stat().st_mode


def test_the_command_lists_conflicts_and_refuses_unless_it_is_told_what_to_do(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("schools.management.progress.MANY", 1)
    mine, theirs = "(213) 555-0142", "(213) 555-0199"
    file = tmp_path / "schools.csv"
    file.write_bytes(edited(as_csv(), phone=mine, transit="Bus 1"))
    by_hand(school(), phone=theirs)
    for options in ([], ["--dry-run"]):
        with pytest.raises(CommandError, match="conflict"):
            call_command("import_schools", str(file), *options)
        said = capsys.readouterr().out
        assert all(text in said for text in (theirs, mine))
    assert not ChangeSet.objects.exists()
    for choice, phone in (("keep", theirs), ("replace", mine)):
        call_command("import_schools", str(file), "--on-conflict", choice)
        assert (school().phone, school().transit) == (phone, "Bus 1")
        assert "1 of 1\n" in capsys.readouterr().err
