"""The activity log in the editor and on the command line: for site admins, as sentences, searchable, exportable."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.users.models import UserProfile

from schools.models import School
from tests.html import soup
from toolkit.activity_log.actors import Actor
from toolkit.activity_log.events import record
from toolkit.activity_log.models import AuditEntry
from toolkit.activity_log.sentences import kinds

pytestmark = pytest.mark.django_db
URL = "/admin/reports/audit/"


@pytest.fixture
def maria(person, client):
    user = person("Site admin", "maria", first_name="Maria", last_name="Lopez")
    client.force_login(user)
    return user


def sentences(client, **query):
    response = client.get(URL, query)
    assert response.status_code == 200
    return [entry.sentence for entry in response.context["object_list"]]


def note(action="export.made", title="A list", name="Lidia Ruiz", channel="editor", **detail):
    record(action, title=title, actor=Actor(channel, "77" if name else "", name), **detail)


def test_site_admins_find_it_among_the_reports_in_their_language(client, maria):
    menu = soup(client.get("/admin/")).find(id="wagtail-sidebar-props").string
    assert URL in menu
    page = soup(client.get(URL))
    assert "Maria Lopez signed in" in page.get_text()
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


def test_typed_text_is_escaped(client, maria):
    note(title="<script>alert(1)</script>", name="<b>Lidia</b>")
    html = client.get(URL).content.decode()
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_every_action_of_the_watched_tables_has_a_name_in_the_filter():
    from alliance_site.activity_log import WATCHED

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
