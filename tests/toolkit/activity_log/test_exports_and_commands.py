"""Exports, reading what visitors reported, and powerful commands are logged."""

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError
from django.urls import reverse

from schools.models import MistakeReport, School
from tests.cases import cases
from toolkit.activity_log.commands import noting

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_every_export_is_logged_without_its_question(log, client, maria, kind):
    client.force_login(maria)
    for name, title in cases(__file__, "exports.csv"):
        start = len(log())
        response = client.get(
            reverse(name), {"export": kind, "q": "zanzibar"}, headers={"X-Request-ID": "abcdef0123456"}
        )
        assert response["Content-Disposition"].startswith("attachment")
        (entry,) = log()[start:]
        assert entry.sentence == f"Maria Lopez exported “{title}” as {kind.upper()}."
        assert (entry.changes, entry.request) == (["Filtered by: q"], "abcdef0123456")
        assert "zanzibar" not in str(vars(entry))


def test_reading_what_visitors_reported_is_logged_and_a_refused_export_is_not(log, client, person):
    client.force_login(person("Writer"))
    start = len(log())
    for address in ("/admin/", reverse("audit_log")):
        client.get(address, {"export": "csv"})
    assert log()[start:] == []
    client.force_login(person("Listings manager", "lidia"))
    made = MistakeReport.objects.create(school=School.objects.first(), text="My child told me", language="en")
    start = len(log())
    client.get(reverse(MistakeReport.snippet_viewset.get_url_name("edit"), args=[made.pk]))
    client.get(reverse(MistakeReport.snippet_viewset.get_url_name("list")))
    read, opened = (entry.sentence for entry in log()[start:])
    assert read.startswith(f"lidia read a reported mistake: {made.school.name}, ")
    assert opened == "lidia opened the list of reported mistakes."


def test_powerful_commands_are_logged_with_their_option_names(log, as_before, monkeypatch):
    monkeypatch.setenv("SUDO_USER", "ada")
    for line, is_logged, options in cases(__file__, "commands.csv"):
        start, arguments = len(log()), line.split()
        with noting(arguments):
            pass
        found = [(entry.object_title, entry.detail["options"], entry.actor_name) for entry in log()[start:]]
        expected = [(arguments[0], options.split(), f"ada: manage.py {arguments[0]}")] if is_logged == "yes" else []
        assert found == expected, line


def test_without_a_database_a_command_is_not_noted_and_says_so_in_a_line(as_before, monkeypatch, caplog):
    def gone(*args, **kwargs):
        raise OperationalError("connection refused\nIs the server running?")

    monkeypatch.setattr("toolkit.activity_log.events.record", gone)
    with noting(["emergency", "Closed today."]):
        pass
    assert caplog.messages == ["Failed to add emergency to the activity log: connection refused Is the server running?"]
    with pytest.raises(OperationalError), noting(["migrate"]):
        raise OperationalError("no server")


def test_changes_by_a_command_name_it_and_a_failed_one_is_logged_as_failed(log, as_before, monkeypatch):
    monkeypatch.setenv("SUDO_USER", "ada")
    with noting(["invite", "ana@example.org"]):
        call_command("invite", "ana@example.org", role="Writer")
    assert {entry.actor_name for entry in log()} == {"ada: manage.py invite"}
    assert "account.invited" in [entry.action for entry in log()]
    with pytest.raises(SystemExit), noting(["restore", "x"]):
        raise SystemExit(1)
    assert log()[-1].sentence.endswith("manage.py restore ran and failed.")


def test_manage_py_logs_its_commands():
    assert "with noting(sys.argv[1:])" in (settings.BASE_DIR / "manage.py").read_text()
