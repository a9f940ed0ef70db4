"""Personal data is deleted when it expires, and data that is still needed stays."""

from datetime import date, timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from wagtail.admin.models import EditingSession, FormState
from wagtail.contrib.search_promotions.models import Query, QueryDailyHits
from wagtail.log_actions import log as wagtail_log
from wagtail.models import ModelLogEntry

from alliance_site import jobs, personal_data
from alliance_site.models import Reminded
from schools.models import MistakeReport, School
from tests.toolkit.accounts.conftest import sign_in

pytestmark = pytest.mark.django_db
User = get_user_model()


def ago(days):
    return timezone.now() - timedelta(days=days)


def invited(name, days, **more):
    call_command("invite", f"{name}@example.org", role="Writer")
    User.objects.filter(email=f"{name}@example.org").update(date_joined=ago(days), **more)
    return User.objects.get(email=f"{name}@example.org")


def test_an_unused_invitation_is_deleted_after_thirty_days(person, aged):
    kept = [person("Writer", "paula"), invited("used", 31, last_login=ago(1)), invited("other", 31, is_active=False)]
    gone = [invited("never", 31)]
    aged(31)
    kept.append(invited("young", 29))
    again = invited("again", 31)  # invited today
    kept.append(again)
    assert personal_data.delete_old()["accounts never used"] == 1
    assert {*User.objects.filter(pk__in=[user.pk for user in kept + gone])} == {*kept}


def test_a_closed_account_is_deleted_after_a_year(person, aged):
    old = [person("Writer", name, is_active=False) for name in ("gone", "changed")]
    active = person("Writer", "active")
    User.objects.update(date_joined=ago(400), last_login=ago(400))
    aged(366)
    User.objects.filter(pk=old[1].pk).update(first_name="Still asked for")
    assert personal_data.delete_old()["closed accounts"] == 1
    assert {*User.objects.filter(pk__in=[old[0].pk, old[1].pk, active.pk])} == {old[1], active}


def test_expired_sessions_tries_and_editing_sessions_are_deleted(client, person):
    user = person("Writer")
    sign_in(client)
    kept = Session.objects.count()
    Session.objects.create(session_key="old", session_data="", expire_date=ago(1))
    UserSession.objects.create(user=user, ip="192.0.2.77", session_key="old", user_agent="Browser")
    caches["limits"].set_many({"a": 1, "b": 1}, timeout=3600)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE accounts_limits SET expires = %s WHERE cache_key = %s", [ago(1), caches["limits"].make_key("b")]
        )
    kind = ContentType.objects.get_for_model(School)
    for days in (0, 2):
        EditingSession.objects.create(user=user, content_type=kind, object_id="1", last_seen_at=ago(days))
        FormState.objects.create(user=user, content_type=kind, object_id=str(days), data={}, last_updated_at=ago(days))
    jobs.tidy.call()
    assert Session.objects.count() == kept
    assert not UserSession.objects.filter(session_key="old").exists()
    assert UserSession.objects.count() == 1
    assert (caches["limits"].get("a"), caches["limits"].get("b")) == (1, None)
    assert (EditingSession.objects.count(), FormState.objects.count()) == (1, 1)


def test_names_in_the_histories_of_accounts_go_with_the_log_and_reminders_after_sixty_days(person, settings):
    for _each in range(2):
        wagtail_log(person("Writer", f"p{_each}"), "wagtail.edit")
    kept = ModelLogEntry.objects.latest("pk")
    of_a_school = wagtail_log(School.objects.first(), "wagtail.edit")
    ModelLogEntry.objects.exclude(pk=kept.pk).update(timestamp=ago(settings.AUDIT_DAYS + 1))
    personal_data.delete_old()
    assert {kept, of_a_school} <= {*ModelLogEntry.objects.all()}
    assert not ModelLogEntry.objects.filter(label="p0").exists()
    user, today = person("Writer"), timezone.localdate()
    for item, days in (("new", 59), ("old", 61)):
        Reminded.objects.create(user=user, item=item, since=date(2020, 1, 1), day=today - timedelta(days=days))
    personal_data.delete_old()
    assert Reminded.objects.get().item == "new"


def test_deletions_are_logged_as_counts(log, client):
    report = MistakeReport.objects.create(
        school=School.objects.first(), text="My child", email="f@example.org", language="en"
    )
    MistakeReport.objects.filter(pk=report.pk).update(handled=True, handled_at=ago(400))
    personal_data.delete_old()
    noted = log()[-1]
    assert (noted.action, noted.detail) == ("personal.expired", {"counts": {"reported mistakes": 1}})
    start = len(log())
    personal_data.delete_old()
    assert log()[start:] == []  # nothing was deleted
    before = Query.objects.count()
    client.get("/search/?q=maria+gonzalez")
    assert Query.objects.count() == before
    assert not QueryDailyHits.objects.exists()
