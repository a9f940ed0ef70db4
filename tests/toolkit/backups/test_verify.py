"""`--verify` finds everything that is not as it was backed up, or missing."""

import pytest
from django.core.management import CommandError
from django.db import connection

from schools.models import StreetPoint
from toolkit.backups import manifest, postgres, repository, scratch, tables, verification


def flip(path):
    """Change a byte of each kilobyte but the last ones, with which restic knows the content."""
    path.chmod(0o600)
    data = bytearray(path.read_bytes())
    for at in range(100, len(data) // 2, 1000):
        data[at] ^= 1
    path.write_bytes(data)


@pytest.fixture
def made(filled, run):
    run("backup")
    return filled


def largest_pack(site):
    """The one with the dump."""
    return max((site.backups / "data").rglob("*"), key=lambda path: path.is_file() and path.stat().st_size)


def test_a_whole_backup_passes_and_leaves_no_database(made, run):
    said = run("restore", "--verify")
    assert "0 differ" in said
    assert said.endswith("is whole.\n")
    with scratch.server() as cursor:
        assert scratch.like(cursor, connection.settings_dict["NAME"], verification.SCRATCH) == []


def test_flipped_bytes_are_found_and_their_files_named(made, run, monkeypatch):
    monkeypatch.setattr(verification, "_restore", lambda *arguments: [])
    flip(largest_pack(made))
    (snapshot,) = repository.snapshots()
    (fault,) = verification.verify(snapshot, print)
    assert "is damaged or missing: pack" in fault
    assert "/database.dump" in fault


def test_a_missing_pack_is_found(made, run, monkeypatch):
    monkeypatch.setattr(verification, "_restore", lambda *arguments: [])
    largest = largest_pack(made)
    largest.unlink()
    (snapshot,) = repository.snapshots()
    (fault,) = verification.verify(snapshot, print)
    assert f"pack {largest.name[:8]}" in fault


def test_a_damaged_dump_is_not_restored(made, run):
    flip(largest_pack(made))
    content = made.content()
    with pytest.raises(CommandError, match="failed verification: see the 2 lines above"):
        run("restore", "--verify")
    with pytest.raises(CommandError, match="ciphertext verification failed"):
        run("restore", "latest", "--yes")
    assert made.content() == content


def test_a_table_whose_rows_differ_from_the_description_is_found(made, run, monkeypatch):
    (snapshot,) = repository.snapshots()
    described = manifest.read(snapshot)
    rows, digest = described.tables["schools_school"]
    found = {**described.tables, "schools_school": [rows, "1"]}
    assert tables.differences(described.tables, found) == [
        f"table schools_school: {rows} rows as it should be, but their content differs"
    ]
    described.tables["schools_school"] = [rows, f"1{digest}"]
    monkeypatch.setattr(manifest, "read", lambda snapshot: described)
    (fault,) = verification.verify(snapshot, print)
    assert "schools_school" in fault


def meanwhile(monkeypatch, change):
    """Have `change` happen during the next dump only."""
    dump = postgres.dump

    def changing(*arguments):
        monkeypatch.setattr(postgres, "dump", dump)
        change()
        return dump(*arguments)

    monkeypatch.setattr(postgres, "dump", changing)


def test_rows_and_files_that_are_added_during_a_backup_do_not_tear_it(filled, run, monkeypatch):
    def change():
        StreetPoint.objects.first().delete()
        (filled.media / "documents" / "new.txt").write_text("new")

    count = StreetPoint.objects.count()
    meanwhile(monkeypatch, change)
    run("backup")
    (snapshot,) = repository.snapshots()
    assert StreetPoint.objects.count() == count - 1
    assert manifest.read(snapshot).tables["schools_streetpoint"][0] == count
    assert snapshot.files == 5  # with the new one
    assert "is whole" in run("restore", "--verify")


def test_a_file_that_is_deleted_during_a_backup_starts_it_again(filled, run, monkeypatch):
    gone = next((filled.media / "documents").iterdir())
    meanwhile(monkeypatch, gone.unlink)
    assert f"{gone} was not read. Starting again." in run("backup")
    (snapshot,) = repository.snapshots()
    assert snapshot.files == 3
