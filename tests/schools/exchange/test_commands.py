"""The import and export commands, which do what the admin does."""

import json

import pytest
from django.core.management import CommandError, call_command

from schools.models import ChangeSet
from schools.register import history

from .files import BURTON, as_csv, edited, ours, plan, register, school, somebody_changes, state

pytestmark = pytest.mark.django_db


def run(capsys, tmp_path, data: bytes, *options) -> dict:
    file = tmp_path / "schools.csv"
    file.write_bytes(data)
    call_command("import_schools", str(file), "--json", *options)
    return json.loads(capsys.readouterr().out)


def test_a_dry_run_writes_nothing_and_says_all_as_json(capsys, tmp_path):
    before = register()
    found = run(capsys, tmp_path, ours("burton-tech", phone="(213) 555-0142"), "--dry-run")
    assert {kind: count for kind, count in found["counts"].items() if count} == {"changed": 1, "unchanged": 29}
    [changed] = found["changed"]
    assert (changed["row"], changed["differences"][0]["after"]) == (15, "(213) 555-0142")
    assert len(found["unchanged"]) == 29
    assert not found["applied"]
    assert register() == before
    assert not ChangeSet.objects.exists()


def test_an_import_says_its_batch_and_the_reason_is_kept(capsys, tmp_path):
    found = run(capsys, tmp_path, state(BURTON, Phone="(323) 555-0142"), "--reason", "News of the state.")
    batch = ChangeSet.objects.get(pk=found["number"])
    assert (found["applied"], batch.reason, batch.preview["layout"]) == (True, "News of the state.", "pubschls")
    assert history.steps(school())[0].reason == "News of the state."


def test_problems_end_it_with_an_error(capsys, tmp_path):
    with pytest.raises(CommandError, match="problems"):
        run(capsys, tmp_path, ours("burton-tech", phone="1"))
    found = json.loads(capsys.readouterr().out)
    assert [(one["row"], one["column"]) for one in found["problems"]] == [(15, "phone")]
    assert not ChangeSet.objects.exists()


def test_an_exported_file_is_imported_without_a_change(tmp_path):
    file = tmp_path / "schools.xlsx"
    call_command("export_schools", str(file))
    found = plan(file.read_bytes())
    assert (found.items, found.problems, found.counts["unchanged"]) == ([], [], 30)
    assert [one.name for one in tmp_path.iterdir()] == [file.name]


def test_an_export_that_cannot_be_written(tmp_path):
    with pytest.raises(CommandError, match=r"\.csv or \.xlsx"):
        call_command("export_schools", str(tmp_path / "schools.pdf"))
    with pytest.raises(CommandError, match="Cannot write"):
        call_command("export_schools", str(tmp_path / "no" / "schools.csv"))


def test_the_command_lists_conflicts_and_refuses_unless_it_is_told_what_to_do(tmp_path, capsys):
    mine, theirs = "(213) 555-0142", "(213) 555-0199"
    file = tmp_path / "schools.csv"
    file.write_bytes(edited(as_csv(), phone=mine, transit="Bus 1"))
    somebody_changes(phone=theirs)
    for options in ([], ["--dry-run"]):
        with pytest.raises(CommandError, match="conflict"):
            call_command("import_schools", str(file), *options)
        said = capsys.readouterr().out
        assert "conflict" in said
        assert all(text in said for text in (theirs, mine))
    assert not ChangeSet.objects.exists()
    assert school().transit == ""
    call_command("import_schools", str(file), "--on-conflict", "keep", "--json")
    found = json.loads(capsys.readouterr().out)
    assert found["applied"]
    assert [(one["now"], one["file"], one["choice"]) for one in found["conflicts"]] == [(theirs, mine, "keep")]
    assert (school().phone, school().transit) == (theirs, "Bus 1")
    call_command("import_schools", str(file), "--on-conflict", "replace")
    assert school().phone == mine
