"""Everything with power over the site is logged, no matter who does it and how."""

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page, PageViewRestriction, Site, Workflow

from alliance_site.activity_log import WATCHED
from pages.models import Announcement, Figure, Menu, StandardPage
from schools.models import MistakeReport, School
from tests.cases import cases
from tests.pages.forms import form_of
from tests.toolkit.accounts.conftest import (
    NEW,
    PASSWORD,
    change_password,
    choose_password,
    code_of,
    mailed_link,
    show_again,
    sign_in,
    sign_in_fully,
)
from toolkit.activity_log import actors, triggers
from toolkit.activity_log.events import record
from toolkit.activity_log.models import AuditEntry

pytestmark = pytest.mark.django_db


def test_every_table_is_watched_or_excluded():
    """Excluded are tables with no changes by people, or not about the site."""
    excluded = {name for _why, names in cases(__file__, "not_watched.csv") for name in names.split()}
    watched = {one.model for one in WATCHED}
    assert watched | excluded == {model._meta.label for model in apps.get_models(include_auto_created=True)}
    assert not watched & excluded


def test_every_watched_table_logs_deleted_rows(log):
    """Every title and foreign key query is valid SQL."""
    for one in WATCHED:
        table = triggers.apps.get_model(one.model)._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT {one.title} FROM "{table}" AS r LIMIT 1')
            for query in triggers.json.loads(triggers.pointing(one)).values():
                cursor.execute(query.replace("$1", "'0'"))


def test_bulk_sql_is_logged_field_by_field_and_a_save_without_changes_is_not(log):
    School.objects.filter(slug="odonovan").update(phone="(213) 555-0100", closed=None)
    (entry,) = log()
    assert (entry.action, entry.object_label) == ("register.changed", "schools.school")
    assert entry.detail["phone"][1] == "(213) 555-0100"
    assert "Phone: " in entry.changes[0]
    assert entry.changes[0].endswith("→ (213) 555-0100")
    school = School.objects.get(slug="odonovan")
    before, other = school.campus, School.objects.get(slug="gertz-ressler").campus
    school.campus = other
    school.save()
    assert log()[-1].changes == [f"Campus: {before.street} → {other.street}"]
    count = len(log())
    School.objects.first().save()
    assert len(log()) == count
    get_user_model().objects.create_user("paula")
    count = len(log())
    get_user_model().objects.get(username="paula").save(update_fields=["last_login"])
    assert len(log()) == count


def test_truncate_is_logged(log):
    for label in [*(one.model for one in WATCHED), *triggers.TAKEN_IN]:
        model = triggers.apps.get_model(label)
        table, rows = model._meta.db_table, model._base_manager.count()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f'TRUNCATE "{table}" CASCADE')
            (entry,) = [one for one in log() if one.object_label == label.lower()]  # and one for each dependent row
            assert entry.action.endswith(".emptied")
            assert entry.sentence == f"The site emptied the table {table}, which had {rows} rows."
            assert entry.changes == []
            transaction.set_rollback(True)


def test_truncate_and_changes_by_psql_name_their_actor(log, as_before):
    actors.set_process_actor(actors.Actor("command", name="ada: manage.py shell"))
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE schools_synonym")
    assert log()[-1].actor_name == "ada: manage.py shell"
    as_psql("TRUNCATE schools_synonym")
    assert (log()[-1].channel, log()[-1].actor_name) == ("database", connection.settings_dict["USER"])
    as_psql("UPDATE schools_school SET phone = '' WHERE slug = 'odonovan'")
    entry = log()[-1]
    assert (entry.channel, entry.actor_key) == ("database", "")
    assert entry.actor_name == connection.settings_dict["USER"]


def as_psql(statement):
    """Run `statement` through the driver, without the site's actor."""
    with connection.connection.cursor() as cursor:
        cursor.execute(f"RESET site.who; {statement}")


@pytest.mark.parametrize(("statement", "label"), cases(__file__, "changes_by_sql.csv"))
def test_sql_on_pages_menu_and_announcements_is_logged(log, statement, label):
    Menu.load()
    Announcement.objects.create(text="Closed")
    as_psql(statement)
    entry = log()[-1]
    assert (entry.channel, entry.object_label, entry.action) == ("database", label, "wagtail.changed")


def test_bulk_sql_is_logged_in_a_shell_and_by_wagtail_elsewhere(log, as_before):
    page = StandardPage.objects.live().get(slug="contact")
    page.save_revision().publish()
    assert [entry.action for entry in log()] == ["wagtail.publish"]
    actors.set_process_actor(actors.Actor("command", name="ada: manage.py shell"))
    Page.objects.filter(slug="contact").update(title="Write to us")
    assert log()[-1].sentence == "ada: manage.py shell changed “Write to us” (page)."


def test_permissions_are_logged_however_they_are_given(log, maria):
    group, page = Group.objects.get(name="Writer"), Page.objects.get(slug="about", locale__language_code="en")
    right = Permission.objects.get(codename="publish_page")
    GroupPagePermission.objects.bulk_create([GroupPagePermission(group=group, page=page, permission=right)])
    group.permissions.add(Permission.objects.get(codename="delete_figure"))
    maria.user_permissions.add(Permission.objects.get(codename="delete_figure"))
    get_user_model().objects.filter(pk=maria.pk).update(is_superuser=False)
    last = log()[-4:]
    assert [entry.sentence for entry in last[:3]] == [
        "The site gave Writer a permission: Publish any page.",
        "The site gave Writer a permission: Can delete figure.",
        "The site gave Maria Lopez a permission: Can delete figure.",
    ]
    assert (last[0].changes[0], last[3].changes) == (f"Page: {page.title}", ["Superuser status: yes → no"])


def test_passwords_addresses_and_secrets_are_not_logged(log, maria, app_of):
    maria.email, maria.password = "other@example.org", "pbkdf2$secret"
    maria.save()
    secret = app_of(maria)
    Authenticator.objects.all().delete()
    stored = str([vars(entry) for entry in log()])
    for word in ("example.org", "pbkdf2", "md5", PASSWORD, secret):
        assert word not in stored, word
    assert ("Email address: changed" in change for entry in log() for change in entry.changes)


def test_an_email_address_as_a_user_name_is_not_logged(log, client):
    call_command("invite", "ana.ruiz@example.org", role="Writer")
    sign_in(client, "ana.ruiz@example.org", "wrong")
    School.objects.filter(slug="odonovan").update(
        email="office@example.org", website="https://example.org/?u=a%40b.org"
    )
    stored = str([vars(entry) for entry in log()])
    assert "ana.ruiz@…" in stored
    for word in ("@example.org", "%40b.org"):
        assert word not in stored
    sign_in(client, "my password by mistake", "x")
    entry = log()[-1]
    assert entry.sentence == "Someone tried to sign in to an account that does not exist."
    assert "mistake" not in str(vars(entry))


def test_text_that_is_not_an_email_address_is_kept(log):
    for kept in ("https://www.google.com/maps/@34.05,-118.24,15z", "alliance@school", "@alliance"):
        record("export.made", title=kept, name=kept)
        assert (log()[-1].object_title, log()[-1].detail["name"]) == (kept, kept)


def test_sites_workflows_restrictions_library_and_figures_are_logged(log, picture):
    Site.objects.update(site_name="Another")
    Workflow.objects.first().delete()
    page = StandardPage.objects.live().first()
    PageViewRestriction.objects.create(page=page, restriction_type="password", password="very secret")
    type(picture()).objects.update(file="original_images/other.png")
    Figure.objects.filter(pk=Figure.objects.first().pk).update(label="Another")
    assert {"site", "workflow", "restriction", "library", "ledger"} <= {one.action.partition(".")[0] for one in log()}
    assert "very secret" not in str([vars(entry) for entry in log()])
    assert any("original_images/other.png" in change for entry in log() for change in entry.changes)


def test_pages_and_announcements_come_from_wagtails_own_log(log, client, maria):
    client.force_login(maria)
    page = StandardPage.objects.live().get(slug="contact")
    sent = form_of(client, page) | {"english_only": "Spanish follows", "action-publish": "1"}
    client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), sent)
    client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
    made = Announcement.objects.create(text="Closed", live=False)
    made.save_revision(user=maria).publish(user=maria)
    sentences = [entry.sentence for entry in log() if entry.action.startswith("wagtail.")]
    sentences[2:4] = sorted(sentences[2:4])  # Wagtail unpublishes a page and its translations in any order
    assert sentences == [
        "Maria Lopez saved a draft of the standard page “Contact”.",
        "Maria Lopez published the standard page “Contact”.",
        "Maria Lopez unpublished the standard page “Contacto”.",
        "Maria Lopez unpublished the standard page “Contact”.",
        "Maria Lopez published the announcement “Closed”.",
    ]


def test_one_action_is_one_entry(log, client, maria):
    client.force_login(maria)
    start = len(log())
    fields = {"old_path": "/old/", "site": "", "redirect_link": "https://www.example.org/", "is_permanent": "on"}
    fields["other_sites"] = "www.example.org"
    assert client.post(reverse("wagtailredirects:add"), fields).status_code == 302
    (entry,) = log()[start:]
    assert entry.action == "site.added"
    assert entry.object_title == "/old"


def test_a_visitor_leaves_no_entry_and_a_deleted_report_none_of_its_text(log, client):
    client.get("/about/")
    client.get("/schools/?q=zanzibar")
    school = School.objects.first()
    MistakeReport.objects.create(school=school, text="My child told me", email="family@example.org", language="en")
    assert log() == []
    MistakeReport.objects.update(text="Changed by somebody")
    MistakeReport.objects.all().delete()
    changed, deleted = log()
    assert (changed.action, changed.changes) == ("report.changed", ["What is wrong: changed"])
    assert (deleted.action, deleted.detail) == (
        "report.deleted",
        {"handled": ["false", None], "school_id": [school.name, None]},
    )
    assert "child" not in str([vars(entry) for entry in log()])


def test_an_account_s_way_from_its_invitation_to_its_end_is_logged(log, client, maria, app_of):
    hers, groups = Client(), {name: Group.objects.get(name=name).pk for name in ("Writer", "Publisher")}
    sign_in_fully(hers, app_of(maria), "maria")
    show_again(hers)
    start = len(log())
    fields = {"username": "paula", "email": "paula@example.org", "first_name": "Paula", "last_name": "Perez"}
    hers.post(reverse("wagtailusers_users:add"), fields | {"groups": groups["Writer"]})
    edit = reverse("wagtailusers_users:edit", args=[get_user_model().objects.get(username="paula").pk])
    hers.post(edit, fields | {"groups": groups["Publisher"], "is_active": "on"})
    choose_password(client, mailed_link())
    sign_in(client, password=NEW)
    secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret
    client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    client.post(reverse("account_logout"))
    hers.post(edit, fields | {"groups": groups["Publisher"]})
    assert [(entry.sentence, *entry.changes) for entry in log()[start:]] == [
        (
            "Maria Lopez created the account of Paula Perez.",
            *("First name: Paula", "Active: yes", "Staff status: no", "Superuser status: no", "Last name: Perez"),
            "Username: paula",
        ),
        ("Maria Lopez gave Paula Perez the role Writer.",),
        ("Maria Lopez changed the account of Paula Perez.", "Password: changed"),
        ("Maria Lopez sent an invitation to Paula Perez.",),
        ("Maria Lopez took the role Writer from Paula Perez.",),
        ("Maria Lopez gave Paula Perez the role Publisher.",),
        ("Someone not signed in changed the account of Paula Perez.", "Password: changed"),
        ("Paula Perez chose a password through the emailed link.",),
        ("Paula Perez signed in (password).",),
        ("Paula Perez added two-step sign-in to the account of Paula Perez: code from an app.",),
        ("Paula Perez added two-step sign-in to the account of Paula Perez: recovery code.",),
        ("Paula Perez signed out.",),
        ("Maria Lopez changed the account of Paula Perez.", "Active: yes → no"),
        ("Maria Lopez ended all sessions of paula.",),
    ]


def test_a_shortened_network_is_logged_at_sign_in_only(log, person):
    person("Writer")
    for address, kept in (("203.0.113.77", "203.0.113.0/24"), ("2001:db8:aaaa:bbbb::1", "2001:db8:aaaa::/48")):
        Client(REMOTE_ADDR=address).post("/accounts/login/", {"login": "paula", "password": PASSWORD})
        assert log()[-1].network == kept
    assert all(not entry.network for entry in log() if not entry.action.startswith("signin."))


def test_wrong_and_right_codes_are_logged(log, person, app_of, client):
    user = person()
    secret = app_of(user)
    sign_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert log()[-1].sentence == "Someone tried to sign in as paula and was refused (code from an app)."
    sign_in_fully(Client(), secret)
    assert log()[-1].sentence == "paula signed in (password, code from an app)."
    Client().force_login(user)
    assert log()[-1].sentence == "paula signed in (method unknown)."


def test_ending_a_session_is_logged_but_not_a_new_key_or_its_end_in_time(log, person, client):
    person("Writer")
    sign_in(client)
    change_password(client)
    assert [entry.action for entry in log()][-1] == "account.changed"
    other = Client()
    sign_in(other, password=NEW)
    show_again(client, password=NEW)
    client.post(reverse("usersessions_list"))
    assert log()[-1].sentence == "paula ended a session of paula."
    client.post(reverse("account_logout"))
    assert log()[-1].sentence == "paula signed out."
    sign_in(client, password=NEW)
    Session.objects.update(expire_date="2001-01-01T00:00Z")
    count = len(log())
    call_command("clearsessions")
    assert len(log()) == count


def test_an_entry_outlives_account_and_object(client, maria, person, log):
    client.force_login(maria)
    page = StandardPage.objects.get(slug="contact")
    page.unpublish(user=maria)
    client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    key = str(maria.pk)
    maria.delete()
    entry = AuditEntry.objects.filter(action="wagtail.delete").latest("pk")
    assert (entry.actor_key, entry.actor_name, entry.object_title) == (key, "Maria Lopez", "Contact")
