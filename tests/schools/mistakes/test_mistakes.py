"""“Report a mistake”: without account or cookie, protected from abuse, visible to few people, and deleted in time."""

from datetime import timedelta
from unittest.mock import Mock

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pages.routing.words import in_language
from schools.mistakes import FORM
from schools.mistakes.models import delete_old
from schools.mistakes.views import guard
from schools.models import MistakeReport, School
from tests.factories import profile
from tests.html import assert_valid, soup, words
from tests.jobs import work
from tests.reminders import body
from tests.schools.people import person

pytestmark = pytest.mark.django_db
URL = "/schools/gertz-ressler/report/"
HOSTILE = "<script>alert(1)</script> {{ x }} \r\nBcc: everyone@example.org 'OR 1=1; --"


@pytest.fixture(autouse=True)
def _patient(monkeypatch):
    """As after the few seconds that a person takes, with empty counters."""
    caches["visitor_limits"].clear()
    monkeypatch.setattr(guard, "shortest", timedelta(seconds=-1))


def answers(**fields) -> dict:
    return {"text": "The phone number is an old one.", "stamp": guard.stamp("gertz-ressler")} | fields


def report(client, **fields):
    return client.post(URL, answers(**fields))


def test_the_profile_leads_to_the_form_which_says_what_is_kept(client):
    link = soup(client.get("/schools/gertz-ressler/")).main.find("a", href=URL)
    assert link.get_text() == "Report a mistake"
    response = client.get(URL)
    assert_valid(response)
    assert "delete all of this 90 days after" in " ".join(response.content.decode().split())
    assert {"private", "no-store"} <= {part.strip() for part in response["Cache-Control"].split(",")}
    assert not response.cookies


def test_a_report_is_stored_once_and_confirmed_without_a_cookie(client):
    sent = answers(text="\r\n".join(["x" * 9] * 100), email="family@example.org")  # lines count as in the browser
    response = Client(enforce_csrf_checks=True).post(URL, sent)
    assert client.post(URL, sent).status_code == 302  # sent twice
    assert (response.status_code, response.url) == (302, f"{URL}thanks/")
    thanks = client.get(response.url)
    assert_valid(thanks)
    assert "Thank you" in thanks.content.decode()
    assert not response.cookies
    assert not thanks.cookies
    assert "no-store" in thanks["Cache-Control"]
    (kept,) = MistakeReport.objects.all()
    assert (kept.school.slug, kept.language, kept.handled) == ("gertz-ressler", "en", False)
    assert (len(kept.text), kept.email) == (999, "family@example.org")


def test_only_public_profiles_have_a_form(client, manager):
    for path in ("/schools/nowhere/report/", "/about/gertz-ressler/report/", "/schools/nowhere/report/thanks/"):
        assert client.get(path).status_code == 404
        assert client.post(path, answers()).status_code in (404, 405)
    assert client.put(URL).status_code == client.post(f"{URL}thanks/").status_code == 405
    page, draft = profile(), profile(live=False)
    page.view_restrictions.create(restriction_type="login")
    assert client.get(f"{page.url}report/").status_code in (302, 404)
    assert client.get(f"/schools/{draft.slug}/report/").status_code == 404
    client.force_login(manager)
    assert "Report a mistake" not in client.get(page.url).content.decode()


def test_visitors_who_ask_for_an_answer_get_a_mail_in_their_language_without_their_words(client, spanish):
    address = f"{spanish.url}{in_language(FORM, 'es')}"
    client.post(address, answers(text=HOSTILE))
    work()
    assert mail.outbox == []
    client.post(address, answers(text=HOSTILE, email="family@example.org"))
    work()
    (message,) = mail.outbox
    html = message.alternatives[0].content
    subject = "Recibimos su aviso sobre Gertz-Ressler High School"
    assert (message.to, message.subject) == (["family@example.org"], subject)
    for text in (body(message), html):
        assert "Alguien de nuestra oficina lo va a revisar" in text
        assert spanish.school.phone in text
        assert "alert(1)" not in text
    assert '<html lang="es">' in html


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": ""}, "Enter what is wrong."),
        ({"text": " \n "}, "Enter what is wrong."),
        ({"text": "x" * 1001}, "This has 1001 characters. Please shorten it to 1000."),
        ({"email": "not an address"}, "This is not a valid email address"),
        ({"email": "a@b.example\nBcc: c@d.example"}, "This is not a valid email address"),
        ({"stamp": guard.stamp("merkin")}, "This page could not be verified"),
    ],
)
def test_an_invalid_report_is_refused_with_its_text_kept(client, fields, said):
    response = report(client, **({"text": "Some words of mine", "email": "me@example.org"} | fields))
    assert response.status_code == 422
    if fields == {"text": ""}:
        assert_valid(response)
    page = soup(response)
    assert said in words(response)
    assert "no-store" in response["Cache-Control"]
    if "text" not in fields:
        assert page.find("textarea").get_text().strip() == "Some words of mine"
    if "email" not in fields:
        assert page.find("input", type="email")["value"] == "me@example.org"
    assert guard.check(page.find("input", attrs={"name": "stamp"})["value"], "gertz-ressler") == ""
    assert not MistakeReport.objects.exists()


def test_robots_are_thanked_and_not_stored_and_a_visitor_has_an_hourly_limit(client, monkeypatch):
    trap = soup(client.get(URL)).find("input", attrs={"name": "subject"})
    assert (trap["tabindex"], trap["autocomplete"]) == ("-1", "off")
    assert trap.find_parent(class_="form-trap").label.get_text() == "Leave this empty"
    for stamp in (guard.stamp("gertz-ressler"), ""):
        assert report(client, subject="Cheap watches", stamp=stamp).url == f"{URL}thanks/"
    for name, days, said in (("shortest", 1, "very quick"), ("longest", -1, "more than a day")):
        with monkeypatch.context() as patch:
            patch.setattr(guard, name, timedelta(days=days))
            refused = report(client)
        assert said in refused.content.decode()
        assert "old one" in soup(refused).find("textarea").get_text()
    assert not MistakeReport.objects.exists()
    assert not mail.outbox
    for n in range(guard.most_of_one):
        assert report(client, text=f"Mistake {n}").status_code == 302
    response = report(client, text="One too many")
    assert (response.status_code, "in an hour" in response.content.decode()) == (429, True)
    assert "One too many" in soup(response).find("textarea").get_text()
    assert client.post(URL, answers(text="Another"), REMOTE_ADDR="192.0.2.7").status_code == 302


def test_listings_managers_get_a_mail_without_the_visitors_words(client, settings, manager):
    settings.WAGTAILADMIN_BASE_URL = "https://alliance.example.org"
    person("second", "Listings manager"), person("writer", "Writer")
    person("gone", "Listings manager", is_active=False)
    report(client, text=HOSTILE, email="family@example.org")
    work()
    messages = sorted(mail.outbox, key=lambda message: message.to)
    assert [message.to for message in messages] == [["family@example.org"], [manager.email], ["second@example.org"]]
    message = messages[1]
    html = message.alternatives[0].content
    edit = view("edit", MistakeReport.objects.get().pk)
    assert message.subject == "A mistake was reported: Gertz-Ressler High School"
    assert f"https://alliance.example.org{edit}" in body(message)
    assert "They are waiting for an answer" in body(message)
    for text in ("alert(1)", "everyone@example.org", "family@example.org"):
        assert text not in message.body + html
    assert "everyone@example.org" not in [*message.to, *message.cc, *message.bcc]
    mail.outbox.clear()
    get_user_model().objects.filter(groups__name="Listings manager").delete()
    get_user_model().objects.create_superuser("admin", "admin@example.org", "a long password 42")
    report(client)
    work()
    assert [message.to for message in mail.outbox] == [["admin@example.org"]]


def test_a_failing_mail_server_stops_no_report(client, manager, monkeypatch, caplog):
    monkeypatch.setattr("toolkit.mail.send", Mock(side_effect=OSError("no mail server")))
    assert report(client).status_code == 302
    work()
    assert MistakeReport.objects.count() == 1
    assert "old one" not in caplog.text


def view(name, *args) -> str:
    return reverse(MistakeReport.snippet_viewset.get_url_name(name), args=args)


def made(**fields) -> MistakeReport:
    given = {"school": School.objects.get(slug="merkin"), "language": "en", "text": HOSTILE, "email": "a@example.org"}
    return MistakeReport.objects.create(**given | fields)


@pytest.mark.parametrize("role", ["Publisher", "Listings manager"])
def test_listings_managers_read_reports_which_are_escaped_and_publishers_do_not(client, role):
    """Nor do others: tests/alliance_site/staff/test_isolation.py."""
    one, may = made(), role == "Listings manager"
    client.force_login(person("someone", role))
    for url in (view("list"), view("edit", one.pk)):
        response = client.get(url)
        html = response.content.decode()
        assert (response.status_code == 200, "&lt;script&gt;alert(1)" in html) == (may, may)
        assert "<script>alert(1)" not in html
    assert ("Reported mistakes" in client.get(reverse("wagtailadmin_home")).content.decode()) == may
    assert client.get(view("add")).status_code == 302


def test_a_report_is_marked_as_handled_and_its_text_stays(office, manager):
    one = made()
    edit = view("edit", one.pk)
    assert office.post(edit, {"handled": "on", "text": "changed", "email": "x@example.org"}).status_code == 302
    one.refresh_from_db()
    assert (one.handled, one.handled_by, one.text) == (True, manager, HOSTILE)
    assert timezone.now() - one.handled_at < timedelta(minutes=1)
    office.post(edit, {})
    one.refresh_from_db()
    assert (one.handled, one.handled_by, one.handled_at) == (False, None, None)


def test_open_reports_come_first(office):
    made(text="done", handled=True, created=timezone.now() + timedelta(days=1))
    for n in range(30):
        made(text=f"waits {n}", created=timezone.now() - timedelta(days=n))
    found = office.get(view("list")).context["object_list"]
    assert [one.text for one in found][:2] == ["waits 0", "waits 1"]
    assert found[30].text == "done"


def test_reports_are_deleted_in_time(settings):
    now = timezone.now()
    settings.MISTAKE_REPORT_DAYS = 10
    made(text="fresh")
    made(text="done", handled=True, handled_at=now - timedelta(days=9))
    made(text="long done", handled=True, handled_at=now - timedelta(days=11))
    made(text="forgotten", created=now - timedelta(days=366))
    assert delete_old() == 2
    assert set(MistakeReport.objects.values_list("text", flat=True)) == {"fresh", "done"}
