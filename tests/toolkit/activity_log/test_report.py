"""The activity log in the editor and on the command line: for site admins, as sentences, searchable, exportable.

Exports, reading what visitors reported, and powerful commands are in it.
"""

from datetime import timedelta
from unittest.mock import Mock

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone
from wagtail.users.models import UserProfile

from alliance_site.activity_log import WATCHED
from schools.models import MistakeReport, School
from tests.cases import cases
from tests.html import soup
from toolkit.activity_log.actors import Actor
from toolkit.activity_log.commands import noting
from toolkit.activity_log.events import record
from toolkit.activity_log.models import AuditEntry
from toolkit.activity_log.sentences import kinds

pytestmark = pytest.mark.django_db
URL = "/admin/reports/audit/"


@pytest.fixture
def maria(maria, client):
    client.force_login(maria)
    return maria


def sentences(client, **query):
    response = client.get(URL, query)
    assert response.status_code == 200
    return [entry.sentence for entry in response.context["object_list"]]


def note(action="export.made", title="A list", name="Lidia Ruiz", channel="editor", **detail):
    record(action, title=title, actor=Actor(channel, "77" if name else "", name), **detail)


def test_site_admins_find_it_among_the_reports_in_their_language(client, maria):
    menu = soup(client.get("/admin/")).find(id="wagtail-sidebar-props").string
    assert URL in menu
    note(title="<script>alert(1)</script>", name="<b>Lidia</b>")
    page = soup(client.get(URL)).get_text()
    assert "Maria Lopez signed in" in page
    assert "<b>Lidia</b> exported “<script>alert(1)</script>”" in page, "escaped, so that it is read and not run"
    UserProfile.objects.update_or_create(user=maria, defaults={"preferred_language": "es"})
    maria.groups.add(Group.objects.get(name="Publisher"))
    School.objects.filter(slug="odonovan").update(phone="")
    page = soup(client.get(URL)).get_text()
    assert "Registro de actividad" in page
    assert "Maria Lopez inició sesión" in page
    assert "dio a Maria Lopez el rol Publisher" in page
    assert "→ nada" in page


def test_only_site_admins_read_or_export_the_log_and_nobody_writes_it(client, person, maria):
    assert client.post(URL).status_code == 405
    assert not hasattr(AuditEntry, "snippet_viewset")
    for role in (None, "Writer", "Publisher", "Listings manager"):
        client.force_login(person(role, f"a {role}"))
        for address in (URL, f"{URL}results/", f"{URL}?export=csv", f"{URL}?export=xlsx"):
            assert client.get(address).url.startswith(("/admin/", "/accounts/login/")), (role, address)
        assert not role or URL not in client.get("/admin/").content.decode(), role


def test_it_is_filtered_by_day_action_person_object_and_way(client, maria):
    note(title="theirs", format="csv")
    note("cdn.purged", name="", channel="worker", count=3)
    School.objects.filter(slug="odonovan").update(phone="(213) 555-0100")
    today = timezone.localdate()
    theirs = ["Lidia Ruiz exported “theirs” as CSV."]
    assert sentences(client, actor_name="Lidia Ruiz") == theirs
    assert sentences(client, kind="export", at_from=today, at_to=today) == theirs
    assert sentences(client, kind="export", at_to=today - timedelta(days=1)) == []
    assert sentences(client, channel="worker") == ["The worker purged addresses from the CDN: 3."]
    name = School.objects.get(slug="odonovan").name
    changed, *_others = sentences(client, object_label="schools.school", at_from=today, kind="register", q=name)
    assert "changed “Alliance" in changed
    assert sentences(client, q="theirs") == theirs


def test_every_action_of_the_watched_tables_has_a_name_in_the_filter():
    assert {one.kind for one in WATCHED} <= {*kinds()}


def listed(capsys, **options):
    call_command("audit", **options)
    return capsys.readouterr().out


def test_the_command_prints_the_same_sentences_by_time_action_object_and_way(capsys):
    note(title="one", format="csv", filters=["q"])
    School.objects.filter(slug="odonovan").update(phone="")
    text = listed(capsys, actor="lidia")
    assert "editor    Lidia Ruiz exported “one” as CSV.\n" in text
    assert "Filtered by: q" in text
    key = School.objects.get(slug="odonovan").pk
    today = timezone.localdate().isoformat()
    assert "“one”" in listed(capsys, since=today, until=today, action="export")
    assert "“one”" not in listed(capsys, since="2001-01-01", until="2001-12-31", action="export")
    assert "“one”" not in listed(capsys, channel="worker", action="export")
    assert "(school)." in listed(capsys, object=f"schools.school {key}", action="register.changed")
    for never in ("yesterday", "2026-13-45", "2026-11-03T99:00"):
        with pytest.raises(CommandError, match="is not a valid date or time"):
            call_command("audit", since=never)


# Exports and commands


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_every_export_is_logged_without_its_question(log, client, maria, kind):
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
    gone = OperationalError("connection refused\nIs the server running?")
    monkeypatch.setattr("toolkit.activity_log.events.record", Mock(side_effect=gone))
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
