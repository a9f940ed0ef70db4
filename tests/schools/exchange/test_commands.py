"""The import and export commands, which do what the admin does."""

import json

import pytest
from django.core.management import CommandError, call_command

from schools.models import ChangeSet, School
from schools.register import history

from .files import BURTON, TODAY, ours, plan, register, state

pytestmark = pytest.mark.django_db


def run(capsys, tmp_path, data: bytes, *options) -> dict:
    file = tmp_path / "schools.csv"
    file.write_bytes(data)
    call_command("import_schools", str(file), "--json", *options)
    return json.loads(capsys.readouterr().out)


def test_a_dry_run_writes_nothing_and_says_all_as_json(capsys, tmp_path):
    before = register()
    found = run(capsys, tmp_path, ours("burton-tech", phone="(213) 555-0142"), "--dry-run")
    assert found["counts"] == {
        "added": 0,
        "changed": 1,
        "closed": 0,
        "unchanged": 29,
        "conflicts": 0,
        "ignored": 0,
        "problems": 0,
    }
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
    assert history.steps(School.objects.get(slug="burton-tech"))[0].reason == "News of the state."


def test_nothing_to_import_leaves_no_batch(capsys, tmp_path):
    assert not run(capsys, tmp_path, TODAY)["applied"]
    assert not ChangeSet.objects.exists()


def test_problems_end_it_with_an_error(capsys, tmp_path):
    with pytest.raises(CommandError, match="problems"):
        run(capsys, tmp_path, ours("burton-tech", phone="1"))
    found = json.loads(capsys.readouterr().out)
    assert [(one["row"], one["column"]) for one in found["problems"]] == [(15, "phone")]
    assert not ChangeSet.objects.exists()


def test_in_plain_words(capsys, tmp_path):
    file = tmp_path / "schools.tsv"
    file.write_bytes(state(BURTON, Phone="(323) 555-0142"))
    call_command("import_schools", str(file), "--dry-run")
    said = capsys.readouterr().out
    assert "Phone: (323) 920-6125 → (323) 555-0142" in said
    assert "0 added, 1 changed, 0 closed, 29 unchanged" in said


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_exported_is_imported_without_a_change(kind, tmp_path):
    file = tmp_path / f"schools.{kind}"
    call_command("export_schools", str(file))
    found = plan(file.read_bytes())
    assert (found.items, found.problems, found.counts["unchanged"]) == ([], [], 30)
    assert [one.name for one in tmp_path.iterdir()] == [file.name]


def test_an_export_that_cannot_be_written(tmp_path):
    with pytest.raises(CommandError, match=r"\.csv or \.xlsx"):
        call_command("export_schools", str(tmp_path / "schools.pdf"))
    with pytest.raises(CommandError, match="Cannot write"):
        call_command("export_schools", str(tmp_path / "no" / "schools.csv"))
