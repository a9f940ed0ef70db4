"""`--verify` finds every byte that is not as it was backed up, and everything that is missing."""

import pytest
from django.core.management import CommandError

from alliance_site.models import LoadedContent
from toolkit.backups import postgres, scratch, tables, verification
from toolkit.backups.reader import Reader
from toolkit.backups.store import Store


def flip(path, at=-20):
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


@pytest.fixture
def made(filled, run):
    run("backup")
    return filled.backups / filled.names()[0]


def verify(run, *arguments):
    """What it says of a damaged backup."""
    with pytest.raises(CommandError) as error:
        run("restore", "--verify", *arguments)
    return str(error.value)


def test_a_whole_backup_passes_and_leaves_no_database(made, run):
    said = run("restore", "--verify")
    assert "0 differ" in said
    assert said.endswith("is whole.\n")
    with scratch.server() as cursor:
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname LIKE '%%\\_verify\\_%%'")
        assert cursor.fetchone()[0] == 0


@pytest.mark.parametrize("part", ["database.dump", "files.json"])
def test_a_flipped_byte_in_the_backup(made, run, part):
    flip(made / part)
    assert "is damaged in 1 places" in verify(run)


@pytest.mark.parametrize("at", [0, 5, 300, -2, -1])
def test_a_flipped_byte_in_the_manifest(made, run, at):
    flip(made / "manifest.json", at)
    assert "its manifest" in verify(run, made.name)


def test_a_flipped_byte_in_an_upload_and_a_missing_one(made, monkeypatch):
    monkeypatch.setattr(verification, "_database", lambda *arguments: [])
    one, other, *_more = sorted((made.parent / "files").iterdir())
    flip(one, 1)
    other.unlink()
    faults = verification.verify(Reader(Store(), Store().whole()[0], []), lambda line: None)
    assert sorted("it is missing" in fault for fault in faults) == [False, True]


def test_a_table_whose_rows_are_not_those_of_the_manifest(made, run):
    manifest = Store().whole()[0]
    manifest.tables["schools_school"][1] = "1"
    assert tables.differences(Store().whole()[0].tables, manifest.tables) == [
        f"table schools_school: {manifest.tables['schools_school'][0]} rows as it should be, but their content differs"
    ]
    Store().put_manifest(manifest)
    assert "is damaged in 1 places" in verify(run)


def test_rows_and_files_that_come_and_go_while_it_is_made_do_not_tear_it(filled, run, monkeypatch):
    dumping = postgres.dumping

    def meanwhile(*arguments):
        LoadedContent.objects.first().delete()
        next((filled.media / "documents").iterdir()).unlink()
        (filled.media / "documents" / "new.txt").write_text("new")
        return dumping(*arguments)

    count = LoadedContent.objects.count()
    monkeypatch.setattr(postgres, "dumping", meanwhile)
    run("backup")
    manifest = Store().whole()[0]
    assert LoadedContent.objects.count() == count - 1
    assert manifest.tables["alliance_site_loadedcontent"][0] == count
    assert manifest.files["count"] == 5  # with the deleted one, which the rows name, and the new one
    assert "is whole" in run("restore", "--verify")
