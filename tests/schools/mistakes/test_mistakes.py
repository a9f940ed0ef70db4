"""“Report a mistake”: without account or cookie, protected from abuse, visible to few people, and deleted in time."""

import subprocess
import sys
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core import mail
from django.core.cache import caches
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from wagtail.models import PageViewRestriction

from alliance_site.staff.roles import ROLES
from pages.address_words import in_language
from schools.mistakes import FORM, retention
from schools.mistakes.guard import guard
from schools.models import MistakeReport, School, SchoolPage
from tests.factories import SchoolFactory, profile
from tests.ground.programs import ROOT, environment
from tests.html import assert_valid, soup
from tests.jobs import work
from tests.production import PRODUCTION
from tests.reminders import body
from tests.toolkit.monitoring.server import database_url
from toolkit.form_guard import address_of

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


def manager(name="keeper", role="Listings manager", **fields):
    user = get_user_model().objects.create_user(name, f"{name}@example.org", "a long password 42", **fields)
    user.groups.add(Group.objects.get(name=role))
    return user


def test_the_profile_leads_to_the_form_which_says_what_is_kept(client):
    link = soup(client.get("/schools/gertz-ressler/")).main.find("a", href=URL)
    assert link.get_text() == "Report a mistake"
    response = client.get(URL)
    assert_valid(response)
    assert "delete all of this 90 days after" in " ".join(response.content.decode().split())
    assert {"private", "no-store"} <= {part.strip() for part in response["Cache-Control"].split(",")}
    assert not response.cookies


def test_a_report_is_kept_and_thanked_for(client):
    response = report(client, email="family@example.org")
    assert (response.status_code, response.url) == (302, f"{URL}thanks/")
    thanks = client.get(response.url)
    assert_valid(thanks)
    assert "Thank you" in thanks.content.decode()
    assert not response.cookies
    assert not thanks.cookies
    assert "no-store" in thanks["Cache-Control"]
    (kept,) = MistakeReport.objects.all()
    assert (kept.school.slug, kept.language, kept.handled) == ("gertz-ressler", "en", False)
    assert (kept.text, kept.email) == ("The phone number is an old one.", "family@example.org")


def test_it_needs_no_token_from_a_cookie():
    response = Client(enforce_csrf_checks=True).post(URL, answers())
    assert response.status_code == 302


def test_the_thanks_and_the_form_are_for_profiles_only(client):
    for path in ("/schools/nowhere/report/", "/about/gertz-ressler/report/", "/schools/nowhere/report/thanks/"):
        assert client.get(path).status_code == 404
        assert client.post(path, answers()).status_code in (404, 405)
    assert client.put(URL).status_code == 405
    assert client.post(f"{URL}thanks/").status_code == 405


def test_a_hidden_profile_has_no_form(client):
    page = profile()
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert client.get(f"{page.url}report/").status_code in (302, 404)
    client.force_login(manager())
    assert "Report a mistake" not in client.get(page.url).content.decode()
    assert profile(live=False).pk
    draft = profile(live=False)
    assert client.get(f"/schools/{draft.slug}/report/").status_code == 404


def test_in_another_language_it_stands_below_that_profile(client):
    page = SchoolPage.objects.get(locale__language_code="es", slug="gertz-ressler")
    assert client.post(f"{page.url}avisar-de-un-error/", answers()).status_code == 302
    assert MistakeReport.objects.get().language == "es"


@pytest.mark.parametrize(
    ("language", "subject", "phrase"),
    [
        ("en", "We received your report about Gertz-Ressler High School", "Someone in our office will check it"),
        ("es", "Recibimos su aviso sobre Gertz-Ressler High School", "Alguien de nuestra oficina lo va a revisar"),
    ],
)
def test_visitors_who_ask_for_an_answer_get_a_mail_in_their_language_without_their_words(
    client, language, subject, phrase
):
    page = SchoolPage.objects.get(locale__language_code=language, slug="gertz-ressler")
    address = f"{page.url}{in_language(FORM, language)}"
    client.post(address, answers(text=HOSTILE))
    work()
    assert mail.outbox == []
    client.post(address, answers(text=HOSTILE, email="family@example.org"))
    work()
    (message,) = mail.outbox
    html = message.alternatives[0].content
    assert (message.to, message.subject) == (["family@example.org"], subject)
    for text in (body(message), html):
        assert phrase in text
        assert page.school.phone in text
        assert "alert(1)" not in text
    assert f'<html lang="{language}">' in html


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": ""}, "Enter what is wrong."),
        ({"text": " \n "}, "Enter what is wrong."),
        ({"text": "x" * 1001}, "This has 1001 characters. Please shorten it to 1000."),
        ({"email": "not an address"}, "This is not a valid email address"),
        ({"email": "a@b.example\nBcc: c@d.example"}, "This is not a valid email address"),
        ({"text": "nul \x00 byte"}, "Null characters are not allowed."),
        ({"stamp": ""}, "This page could not be verified"),
        ({"stamp": "gertz-ressler:1:forged"}, "This page could not be verified"),
        ({"stamp": "\ud7ff" * 500}, "This page could not be verified"),
    ],
)
def test_what_cannot_be_sent_is_said_and_nothing_is_lost(client, fields, said):
    response = report(client, **({"text": "Some words of mine", "email": "me@example.org"} | fields))
    assert response.status_code == 422
    assert said in " ".join(soup(response).main.get_text().split())
    assert "no-store" in response["Cache-Control"]
    page = soup(response)
    if "text" not in fields:
        assert page.find("textarea").get_text().strip() == "Some words of mine"
    if "email" not in fields:
        assert page.find("input", type="email")["value"] == "me@example.org"
    assert guard.check(page.find("input", attrs={"name": "stamp"})["value"], "gertz-ressler") == ""
    assert not MistakeReport.objects.exists()


def test_errors_stand_at_their_field(client):
    response = report(client, text="")
    assert_valid(response)
    field = soup(response).find("textarea")
    assert field["aria-invalid"] == "true"
    said = [soup(response).find(id=name) for name in field["aria-describedby"].split()]
    assert all(said)
    assert "Enter what is wrong." in said[-1].get_text()


def test_lines_count_as_in_the_browser(client):
    assert report(client, text="\r\n".join(["x" * 9] * 100)).status_code == 302
    assert len(MistakeReport.objects.get().text) == 999


def test_what_is_sent_at_once_or_after_a_day_can_be_sent_again(client, monkeypatch):
    monkeypatch.setattr(guard, "shortest", timedelta(seconds=30))
    response = report(client)
    assert "very quick" in response.content.decode()
    assert "old one" in soup(response).find("textarea").get_text()
    monkeypatch.setattr(guard, "shortest", timedelta(seconds=-1))
    monkeypatch.setattr(guard, "longest", timedelta(seconds=-1))
    assert "more than a day" in report(client).content.decode()
    assert not MistakeReport.objects.exists()


def test_a_stamp_is_for_its_school_only(client):
    assert report(client, stamp=guard.stamp("merkin")).status_code == 422


def test_who_fills_in_what_people_do_not_see_hears_thanks_and_is_not_kept(client):
    assert report(client, subject="Cheap watches").url == f"{URL}thanks/"
    assert report(client, subject="Cheap watches", stamp="").url == f"{URL}thanks/"
    assert not MistakeReport.objects.exists()
    assert not mail.outbox


def test_the_trap_is_out_of_the_way(client):
    trap = soup(client.get(URL)).find("input", attrs={"name": "subject"})
    assert (trap["tabindex"], trap["autocomplete"]) == ("-1", "off")
    assert trap.find_parent(class_="form-trap").label.get_text() == "Leave this empty"


def test_the_same_sent_twice_is_one(client):
    sent = answers()  # of one page, whichever second it is sent in
    assert [client.post(URL, sent).status_code for _n in range(2)] == [302, 302]
    assert MistakeReport.objects.count() == 1


def test_an_address_that_is_added_on_second_thought_is_kept(client):
    report(client)
    report(client, email="family@example.org")
    assert MistakeReport.objects.get(email="family@example.org").text == "The phone number is an old one."


def test_one_address_may_send_so_many_an_hour_and_then_loses_nothing(client):
    for n in range(guard.most_of_one):
        assert report(client, text=f"Mistake {n}").status_code == 302
    response = report(client, text="One too many")
    assert response.status_code == 429
    assert "in an hour" in response.content.decode()
    assert "One too many" in soup(response).find("textarea").get_text()
    assert client.post(URL, answers(text="Another"), REMOTE_ADDR="192.0.2.7").status_code == 302


def sent_from(client, address, text) -> int:
    """The status of a report. Each has a different text, because equal reports count as duplicates."""
    return client.post(URL, answers(text=f"{text} of {address}"), REMOTE_ADDR=address).status_code


def test_addresses_that_send_all_they_may_close_the_form_to_nobody_else(client):
    for number in range(12):
        statuses = [sent_from(client, f"192.0.2.{number}", n) for n in range(guard.most_of_one + 1)]
        assert statuses[0] == 302
        assert statuses[-1] == 429
    assert MistakeReport.objects.count() == guard.busy
    assert sent_from(client, "203.0.113.9", "A family's") == 302
    assert sent_from(client, "2001:db8:1:2::9", "Another family's") == 302


def test_in_a_busy_hour_each_visitor_may_send_one(client, monkeypatch):
    monkeypatch.setattr(guard, "busy", 2)
    assert [sent_from(client, "192.0.2.1", n) for n in range(3)] == [302, 302, 429]
    assert [sent_from(client, "203.0.113.9", n) for n in range(2)] == [302, 429]


def test_in_a_busy_hour_one_network_has_so_many_however_many_addresses_are_its_own(client, monkeypatch):
    monkeypatch.setattr(guard, "busy", 0)
    monkeypatch.setattr(guard, "most_of_network", 3)
    for address in ("2001:db8:1:{}::7", "203.0.113.{}"):
        assert [sent_from(client, address.format(n), n) for n in range(1, 6)] == [302] * 3 + [429] * 2
    for address in ("2001:db8:2::7", "203.0.114.1"):
        assert sent_from(client, address, "Another network's") == 302


def test_addresses_of_one_ipv6_network_are_one_visitor(client):
    statuses = [sent_from(client, f"2001:db8:1:2::{n}", n) for n in range(guard.most_of_one + 1)]
    assert statuses == [302] * guard.most_of_one + [429]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "192.0.2.1", "127.0.0.1"),
        (1, "192.0.2.1", "192.0.2.1"),
        (1, "10.9.9.9, 192.0.2.1", "192.0.2.1"),
        (2, "192.0.2.1, 10.0.0.1", "192.0.2.1"),
        (2, "192.0.2.1", "127.0.0.1"),
        (1, "<script>", "127.0.0.1"),
        (1, "::ffff:192.0.2.1", "192.0.2.1"),
        (1, "192.0.2.1:51234", "192.0.2.1"),
        (1, "[2001:db8:1:2::7]:443", "2001:db8:1:2::/64"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (1, None, "127.0.0.1"),
    ],
)
def test_an_address_is_believed_from_our_own_proxies_only(settings, proxies, forwarded, address):
    settings.PROXIES = proxies
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    assert address_of(RequestFactory().get("/", headers=headers)) == address


def test_no_address_is_kept(client):
    client.post(URL, answers(), REMOTE_ADDR="192.0.2.77")
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM visitor_limits")
        places = cursor.fetchall()
    assert len(places) == 2  # the visitor's, and the form's
    assert "192.0.2.77" not in str([*places, *MistakeReport.objects.values()])
    assert salted_hmac(guard.name, "192.0.2.77").hexdigest() not in str(places)  # nor what a guess would reveal


OTHER_PROCESS = """
import sys, django
from datetime import timedelta
django.setup()
from django.test import Client
from schools.mistakes.guard import guard
guard.shortest = timedelta(seconds=-1)
ask = {"HTTP_HOST": "www.example.org", "HTTP_X_FORWARDED_PROTO": "https", "HTTP_X_FORWARDED_FOR": "203.0.113.7"}
for text in sys.argv[1:]:
    sent = {"text": text, "stamp": guard.stamp("gertz-ressler")}
    print(Client().post("/schools/gertz-ressler/report/", sent, **ask).status_code)
"""


def in_another_process(*texts) -> list[str]:
    ours = PRODUCTION | {"DJANGO_SETTINGS_MODULE": "tests.toolkit.monitoring.settings", "DATABASE_URL": database_url()}
    command = [sys.executable, "-c", OTHER_PROCESS, *texts]
    done = subprocess.run(command, cwd=ROOT, env=environment(**ours), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.mark.django_db(transaction=True)
def test_the_limit_holds_for_all_processes_together():
    assert in_another_process("one", "two", "three") == ["302"] * 3
    assert in_another_process("four", "five", "six") == ["302", "302", "429"]


def test_those_who_keep_the_listings_get_a_mail_without_what_the_visitor_wrote(client, settings):
    settings.WAGTAILADMIN_BASE_URL = "https://alliance.example.org"
    manager(), manager("second"), manager("writer", "Writer"), manager("gone", is_active=False)
    report(client, text=HOSTILE, email="family@example.org")
    work()
    to = ["family@example.org", "keeper@example.org", "second@example.org"]
    assert sorted(message.to[0] for message in mail.outbox) == to
    message = next(message for message in mail.outbox if message.to == ["keeper@example.org"])
    html = message.alternatives[0].content
    kept = MistakeReport.objects.get()
    assert message.subject == "A mistake was reported: Gertz-Ressler High School"
    assert f"https://alliance.example.org{edit_url(kept)}" in body(message)
    assert "They are waiting for an answer" in body(message)
    for text in ("alert(1)", "everyone@example.org", "family@example.org"):
        assert text not in message.body + html
    assert "everyone@example.org" not in [*message.to, *message.cc, *message.bcc]


def test_where_nobody_keeps_the_listings_the_site_admins_get_it(client):
    get_user_model().objects.create_superuser("admin", "admin@example.org", "a long password 42")
    report(client)
    work()
    assert [message.to for message in mail.outbox] == [["admin@example.org"]]


def test_a_fault_of_the_mail_server_stops_no_other_mail(client, monkeypatch, caplog):
    manager()

    def refuse(*args, **kwargs):
        raise OSError("no mail server")

    monkeypatch.setattr("toolkit.mail.send", refuse)
    assert report(client).status_code == 302
    work()
    assert MistakeReport.objects.count() == 1
    assert "old one" not in caplog.text


def test_the_form_takes_few_queries_however_much_there_is(client, django_assert_max_num_queries):
    for n in range(20):
        MistakeReport.objects.create(school=School.objects.first(), language="en", text=f"{n}")
        profile()
    for path in (URL, f"{URL}thanks/"):
        client.get(path)
        with django_assert_max_num_queries(10):
            client.get(path)


# In the admin


def edit_url(one) -> str:
    return reverse(MistakeReport.snippet_viewset.get_url_name("edit"), args=[one.pk])


def view(name) -> str:
    return reverse(MistakeReport.snippet_viewset.get_url_name(name))


def made(**fields) -> MistakeReport:
    given = {"school": School.objects.get(slug="merkin"), "language": "en", "text": HOSTILE, "email": "a@example.org"}
    return MistakeReport.objects.create(**given | fields)


@pytest.mark.parametrize("role", [role.name for role in ROLES])
def test_only_those_who_keep_the_listings_read_reports(client, role):
    one = made()
    client.force_login(manager(role=role))
    may = role == "Listings manager"
    for url in (view("list"), edit_url(one)):
        assert (client.get(url).status_code == 200) == may
    assert ("Reported mistakes" in client.get(reverse("wagtailadmin_home")).content.decode()) == may
    assert client.get(view("add")).status_code == 302


def test_visitors_read_no_reports(client):
    assert client.get(view("list")).url.startswith("/accounts/login/")
    assert client.get(edit_url(made())).url.startswith("/accounts/login/")


def test_not_even_a_site_admin_writes_one(admin_client):
    assert admin_client.get(view("add")).status_code == 302
    assert view("add") not in admin_client.get(view("list")).content.decode()


def test_what_was_written_is_text_in_the_admin(client):
    one = made()
    client.force_login(manager())
    for url in (view("list"), edit_url(one)):
        html = client.get(url).content.decode()
        assert "&lt;script&gt;alert(1)" in html
        assert "<script>alert(1)" not in html


def test_a_report_is_marked_by_somebody_at_a_time_and_its_words_stay(client):
    one, user = made(), manager()
    client.force_login(user)
    assert client.post(edit_url(one), {"handled": "on", "text": "changed", "email": "x@example.org"}).status_code == 302
    one.refresh_from_db()
    assert (one.handled, one.handled_by, one.text) == (True, user, HOSTILE)
    assert timezone.now() - one.handled_at < timedelta(minutes=1)
    client.post(edit_url(one), {})
    one.refresh_from_db()
    assert (one.handled, one.handled_by, one.handled_at) == (False, None, None)


def test_what_waits_comes_first(client, django_assert_max_num_queries):
    made(text="done", handled=True, created=timezone.now() + timedelta(days=1))
    for n in range(30):
        made(text=f"waits {n}", created=timezone.now() - timedelta(days=n), school=SchoolFactory())
    client.force_login(manager())
    client.get(view("list"))
    with django_assert_max_num_queries(22):
        found = client.get(view("list")).context["object_list"]
    assert [one.text for one in found][:2] == ["waits 0", "waits 1"]
    assert found[30].text == "done"


def test_reports_are_deleted_in_time(settings):
    now = timezone.now()
    settings.MISTAKE_REPORT_DAYS = 10
    made(text="fresh")
    made(text="done", handled=True, handled_at=now - timedelta(days=9))
    made(text="long done", handled=True, handled_at=now - timedelta(days=11))
    made(text="forgotten", created=now - timedelta(days=366))
    assert retention.delete_old() == 2
    assert set(MistakeReport.objects.values_list("text", flat=True)) == {"fresh", "done"}
