"""A day on the site over HTTP, and its activity log. Run with `-s` to print the log."""

import re

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.urls import reverse

from alliance_site import jobs
from pages.models import AboutPage
from schools.models import MistakeReport, School
from tests.toolkit.accounts.conftest import PASSWORD, code_of, mailed_link
from toolkit.activity_log import actors
from toolkit.activity_log.models import AuditEntry
from toolkit.published_copy import purge

from .browser import Browser

pytestmark = pytest.mark.django_db(transaction=True)
MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")
HER_OWN = "her own long password 77"


def staff(name, first, last, role):
    user = get_user_model().objects.create_user(
        name, f"{name}@example.org", PASSWORD, first_name=first, last_name=last, is_superuser=role == "Site admin"
    )
    user.groups.set(Group.objects.filter(name=role))
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return user, secret


@pytest.fixture
def as_worker():
    """Act as the worker from now on, which is another process."""
    before = actors._process
    yield lambda: actors.set_process_actor(actors.Actor("worker", name="worker"))
    actors.set_process_actor(before)


DAY = [
    ("door", "Someone tried to sign in to an account that does not exist."),
    ("door", "Someone tried to sign in as Maria Lopez and was refused (password)."),
    ("door", "Maria Lopez signed in (password, code from an app)."),
    (
        "editor",
        "Maria Lopez created the account of Paula Perez.",
        "First name: Paula",
        "Active: yes",
        "Staff status: no",
        "Superuser status: no",
        "Last name: Perez",
        "Username: paula",
    ),
    ("editor", "Maria Lopez gave Paula Perez the role Writer."),
    ("editor", "Maria Lopez changed the account of Paula Perez.", "Password: changed"),
    ("editor", "Maria Lopez sent an invitation to Paula Perez."),
    ("editor", "Maria Lopez took the role Writer from Paula Perez."),
    ("editor", "Maria Lopez gave Paula Perez the role Publisher."),
    ("door", "Someone not signed in changed the account of Paula Perez.", "Password: changed"),
    ("door", "Paula Perez chose a password through the emailed link."),
    ("door", "Paula Perez signed in (password)."),
    ("door", "Paula Perez added two-step sign-in to the account of Paula Perez: code from an app."),
    ("door", "Paula Perez added two-step sign-in to the account of Paula Perez: recovery code."),
    ("editor", "Paula Perez saved a draft of the about page “Who we are”."),
    ("editor", "Paula Perez: Changed with the page it translates, about page “Quiénes somos”."),
    ("editor", "Paula Perez published the about page “Who we are”."),
    ("door", "Paula Perez signed out."),
    ("door", "Lidia Ruiz signed in (password, code from an app)."),
    (
        "editor",
        "Lidia Ruiz changed “Alliance Gertz-Ressler High School” (school).",
        "Phone: (213) 745-8141 → (213) 555-0142",
    ),
    ("editor", "Lidia Ruiz read a reported mistake: Alliance Gertz-Ressler High School, …."),
    (
        "editor",
        "Lidia Ruiz changed “Alliance Gertz-Ressler High School, …” (reported mistake).",
        "Handled: no → yes",
    ),
    ("editor", "Lidia Ruiz opened the list of reported mistakes."),
    ("editor", "Lidia Ruiz exported “schools” as CSV.", "Filtered by: level"),
    ("door", "Lidia Ruiz signed in (password, recovery code)."),
    ("door", "Lidia Ruiz ended a session of Lidia Ruiz."),
    ("door", "Lidia Ruiz signed out."),
    ("editor", "Maria Lopez changed the account of Lidia Ruiz.", "Active: yes → no"),
    ("editor", "Maria Lopez ended all sessions of lidia."),
    ("editor", "Maria Lopez exported “Activity log” as XLSX."),
    ("worker", "The worker purged addresses from the CDN: 1.", "https://www.example.org/about/"),
    ("worker", "The worker deleted expired personal data: details of sessions 1."),
]


class Purged:
    def purge_batch(self, urls):
        self.urls = urls


def test_the_log_of_a_day(live_server, monkeypatch, as_worker, log, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    _maria, maria_secret = staff("maria", "Maria", "Lopez", "Site admin")
    lidia, lidia_secret = staff("lidia", "Lidia", "Ruiz", "Listings manager")
    (code, *_others) = RecoveryCodes.activate(lidia).get_unused_codes()
    school = School.objects.get(slug="gertz-ressler")
    before = len(log())

    # Someone guesses passwords.
    stranger = Browser(live_server.url)
    stranger.sign_in("administrator", password="guessed")
    stranger.sign_in("maria", password="guessed")

    # The site admin signs in, invites a writer, and makes her a publisher.
    hers = Browser(live_server.url)
    hers.sign_in("maria", maria_secret)
    hers.show_again()
    hers.send(
        reverse("wagtailusers_users:add"),
        "users",
        username="paula",
        email="paula@example.org",
        first_name="Paula",
        last_name="Perez",
        groups=str(Group.objects.get(name="Writer").pk),
    )
    paula, invitation = get_user_model().objects.get(username="paula"), mailed_link()
    hers.send(reverse("wagtailusers_users:edit", args=[paula.pk]), groups=str(Group.objects.get(name="Publisher").pk))

    # The publisher chooses a password, adds an app, and publishes a page.
    theirs = Browser(live_server.url)
    theirs.send(invitation, password1=HER_OWN, password2=HER_OWN)
    theirs.sign_in("paula", password=HER_OWN)
    page = theirs.get("/accounts/2fa/totp/activate/")
    theirs.send_from(page, code=code_of(re.search(r"\b[A-Z2-7]{32}\b", page.text)[0]))
    about = AboutPage.objects.get(locale__language_code="en")
    theirs.send(
        reverse("wagtailadmin_pages:edit", args=[about.pk]),
        **{"lead": "We are a network of schools.", "action-publish": "1", "body-count": "0", "figures-count": "0"},
        **{"timeline-count": "0"},
    )
    theirs.http.post("/accounts/logout/", data={"csrfmiddlewaretoken": theirs.http.cookies["csrftoken"]})

    # A listings manager calls a school, reads a family's report, and exports the register.
    lists = Browser(live_server.url)
    lists.sign_in("lidia", lidia_secret)
    lists.send(reverse(School.snippet_viewset.get_url_name("edit"), args=[school.pk]), phone="(213) 555-0142")
    MistakeReport.objects.create(school=school, text="My child told me", email="family@example.org", language="en")
    report = reverse(MistakeReport.snippet_viewset.get_url_name("edit"), args=[MistakeReport.objects.get().pk])
    lists.send(report, handled="on")
    exported = lists.get(reverse(School.snippet_viewset.get_url_name("list")), export="csv", level="high")
    assert exported.headers["Content-Type"].startswith("text/csv")

    # She ends a session that she had left open.
    elsewhere = Browser(live_server.url)
    elsewhere.sign_in("lidia", code=code)
    assert elsewhere.get("/admin/").url.path == "/admin/"
    lists.show_again()
    lists.send("/accounts/sessions/", reverse("end_session", args=[UserSession.objects.latest("pk").pk]))
    assert elsewhere.get("/admin/").url.path == "/accounts/login/"
    lists.http.post("/accounts/logout/", data={"csrfmiddlewaretoken": lists.http.cookies["csrftoken"]})

    # The admin closes a leaver's account, and views and exports the log.
    hers.send(reverse("wagtailusers_users:edit", args=[lidia.pk]), is_active=None)
    assert "Lidia Ruiz" in hers.get(reverse("audit_log")).text
    hers.get(reverse("audit_log"), export="xlsx")

    # At night, the worker runs.
    as_worker()
    monkeypatch.setattr(purge, "get_backends", lambda: {"cdn": Purged()})
    purge.purge_urls.call(["https://www.example.org/about/"])
    lidia.refresh_from_db()
    jobs.tidy.call()

    said = [(entry.channel, MOMENT.sub("…", entry.sentence), *entry.changes) for entry in log()[before:]]
    call_command("audit", since=log()[before].at.isoformat())
    assert said == DAY

    # Someone with the site's database account.
    assert_refused()


def assert_refused():
    before = list(AuditEntry.objects.order_by("pk").values())
    for statement in ("UPDATE {} SET actor_name = 'nobody'", "DELETE FROM {}", "TRUNCATE {}"):
        with connection.cursor() as cursor, pytest.raises(DatabaseError, match="append-only"):
            cursor.execute(statement.format("activity_log_auditentry"))
        print(f"{'refused':>31}  {statement.format('activity_log_auditentry')}")  # noqa: T201 (the table of a day)
    assert list(AuditEntry.objects.order_by("pk").values()) == before
