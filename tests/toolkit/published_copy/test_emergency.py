"""An emergency notice reaches every visitor while the site is down, and becomes an announcement afterwards."""

import threading
from io import StringIO
from unittest.mock import Mock

import brotli
import pytest
from bs4 import BeautifulSoup
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from alliance_site.publishing import emergency, outage_page
from pages.models import Announcement
from tests.html import assert_valid
from toolkit.published_copy import loop
from toolkit.published_copy.publisher import Busy, publishing

TEXT, SPANISH = "No school today: water main break.", "Hoy no hay clases."
ENGLISH_ONLY = ("--english-only", "No one to translate")


@pytest.fixture
def down(monkeypatch):
    """Runs the command while the database is down."""

    def run_it(*arguments):
        with monkeypatch.context() as patch:
            patch.setattr(connection, "ensure_connection", Mock(side_effect=OperationalError("connection refused")))
            patch.setattr(connection, "cursor", Mock(side_effect=AssertionError("it asked the database")))
            return run(*arguments)

    return run_it


def run(*arguments):
    out = StringIO()
    call_command("emergency", *arguments, stdout=out)
    return out.getvalue()


def pages(copy):
    return list(copy.site.rglob("*.html"))


def test_every_page_shows_it_while_the_database_is_down_and_any_web_server_serves_it(copy, down):
    before = {file: file.read_bytes() for file in pages(copy)}
    said = down(TEXT, "--es", SPANISH, "--yes")
    assert f"Added to {len(before)} pages" in said
    for file in pages(copy):
        text = file.read_text()
        own, other = (SPANISH, TEXT) if file.is_relative_to(copy.site / "es") else (TEXT, SPANISH)
        assert (text.count(own), text.count(other)) == (1, 0), file
        assert 'role="alert"' in text
        assert text.index(own) < text.index("<header")
        assert brotli.decompress(file.with_name(file.name + ".br").read_bytes()).decode() == text
    assert_valid(type("Response", (), {"content": copy.file("/").read_bytes()}))

    down(TEXT + " Again.", *ENGLISH_ONLY, "--yes")
    assert copy.text("/").count(TEXT) == 1
    down("--off", "--yes")
    assert {file: file.read_bytes() for file in pages(copy)} == before


def test_a_note_that_comes_while_the_publisher_is_at_work_is_taken_over_once(client, copy, down):
    for act in (down, down, run):
        act(TEXT, "--es", SPANISH, "--yes")
        emergency.take_over()
    (one,) = Announcement.objects.shown()
    assert (one.text, one.kind) == ({"en": TEXT, "es": SPANISH}, "emergency")
    copy.publish()
    for address, own, other in (("/", TEXT, SPANISH), ("/schools/", TEXT, SPANISH), ("/es/", SPANISH, TEXT)):
        assert (copy.text(address).count(own), copy.text(address).count(other)) == (1, 0)
        assert copy.file(address).read_bytes() == client.get(address).content
    run(TEXT, "--es", "Hoy cerramos.", "--yes")  # other words are another notice
    assert Announcement.objects.shown().count() == 2
    emergency.withdraw()
    down("<script>alert(1)</script>", *ENGLISH_ONLY, "--yes")
    assert "<script>alert" not in copy.text("/")
    assert "&lt;script&gt;alert(1)" in copy.text("/")
    with publishing() as publisher:
        loop.step(publisher, threading.Event())
    assert str(Announcement.objects.shown().get().text) == "<script>alert(1)</script>"


def test_taking_an_emergency_off_while_the_site_is_down_lasts_and_leaves_other_announcements(copy, down, client):
    Announcement.objects.create(text="Enrollment is open.")
    emergency.announce({"en": TEXT})
    copy.publish()
    said = down("--off", "--yes")
    page = BeautifulSoup(copy.text("/"), "html.parser")
    (shown,) = page.select(".announcements > .announcement")
    assert "Enrollment is open." in shown.get_text()
    assert f"Removed from {len(pages(copy))} pages" in said
    assert "No page had a notice" in down("--off", "--yes")
    down("School is open again.", *ENGLISH_ONLY, "--yes")
    emergency.take_over()
    assert {str(one.text) for one in Announcement.objects.shown()} == {"Enrollment is open.", "School is open again."}
    assert TEXT not in client.get("/").content.decode()


@pytest.mark.parametrize("off", [False, True])
def test_without_spanish_it_asks_for_the_reason_and_keeps_it(copy, down, off):
    act = down if off else run
    with pytest.raises(CommandError, match="Add the same text in Spanish: --es"):
        act(TEXT, "--yes")
    act(TEXT, *ENGLISH_ONLY, "--yes")
    if off:
        emergency.take_over()
    one = Announcement.objects.shown().get()
    assert (one.english_only, one.text.missing) == ("No one to translate", ["Spanish"])
    if not off:
        copy.publish()
    assert f'<bdi lang="en">{TEXT}</bdi>' in " ".join(copy.text("/es/").split())
    assert f"<bdi>{TEXT}</bdi>" in copy.text("/")
    assert "No one to translate" not in copy.text("/es/")


def test_an_old_or_broken_note_announces_nothing_and_stops_nothing(copy, down, caplog):
    for note in ('{"texts": {"en": "Closed"}, "at": "2020-01-01T00:00:00+00:00"}', "{", '["x"]'):
        caplog.clear()
        (copy.root / emergency.NOTE).write_text(note)
        emergency.take_over()
        assert not Announcement.objects.shown().exists()
        assert not (copy.root / emergency.NOTE).exists()
        assert caplog.records
    down("--off", "--yes")
    emergency.announce({"en": TEXT})
    emergency.take_over()
    assert str(Announcement.objects.shown().get().text) == TEXT


def test_the_page_for_a_site_that_does_not_answer_shows_it_too(copy, down):
    file = copy.root / outage_page.NAME
    outage_page.write()
    before = file.read_text()
    assert TEXT not in before
    down(TEXT, "--es", SPANISH, "--yes")
    down(TEXT, "--es", SPANISH, "--yes")
    page = BeautifulSoup(file.read_text(), "html.parser")
    said = [(line["lang"], " ".join(line.get_text().split())) for line in page.select("aside [role=alert] p")]
    assert said == [("en", f"Emergency: {TEXT}"), ("es", "Emergencia: Hoy no hay clases.")]
    assert_valid(type("Response", (), {"content": file.read_bytes()}))
    down("--off", "--yes")
    assert file.read_text() == before
    emergency.announce({"en": TEXT})
    copy.publish()
    assert (copy.root / outage_page.NAME).read_text().count(TEXT) == 1
    emergency.withdraw()
    copy.publish()
    assert TEXT not in (copy.root / outage_page.NAME).read_text()


def test_where_no_worker_runs_the_command_publishes(copy, monkeypatch, settings):
    settings.PUBLISH = True
    said = run(TEXT, *ENGLISH_ONLY, "--yes")
    assert "No worker is running" in said
    assert TEXT in copy.text("/about/")
    run("--off", "--yes")
    assert TEXT not in copy.text("/about/")
    monkeypatch.setattr(emergency, "publishing", Mock(side_effect=Busy))
    assert "within a minute" in run(TEXT, *ENGLISH_ONLY, "--yes")


def test_without_a_text_it_asks_whoever_sits_there_and_does_nothing_without_a_yes(copy, monkeypatch):
    monkeypatch.setattr("builtins.input", lambda question: "n")
    assert "Nothing was changed" in run(TEXT, *ENGLISH_ONLY)
    assert not Announcement.objects.shown().exists()
    answers = iter([TEXT + ' It\'s "over" at $5!', "", "No one to translate", "y"])
    monkeypatch.setattr("builtins.input", lambda question: next(answers))
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    run()
    assert str(Announcement.objects.shown().get().text) == TEXT + ' It\'s "over" at $5!'


def test_what_cannot_be_shown_is_refused_in_plain_words():
    for arguments in ((), (TEXT, "--off"), ("x" * 201,), (TEXT, "--es", "x" * 201)):
        with pytest.raises(CommandError, match=r"in quotes|Shorten it to 200"):
            run(*arguments, *ENGLISH_ONLY, "--yes")
