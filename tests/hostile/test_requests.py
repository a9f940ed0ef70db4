"""Hostile requests: questions, typed text, headers, forms, redirect targets, and host names."""

import re
from datetime import timedelta
from urllib.parse import quote, urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from pages.models import Announcement, StandardPage
from schools.mistakes.views import guard
from schools.models import Campus, MistakeReport, Offering, Recognition, School
from tests.html import soup
from tests.jobs import forgot, work
from tests.schools.people import PASSWORD, person

from .requests import REPORT, SCRIPT, assert_no_script, leads_elsewhere

pytestmark = [pytest.mark.django_db, pytest.mark.hostile]
QUESTIONS = [
    *("' OR 1=1 --", "'; DROP TABLE schools_school; --", "1) UNION SELECT password FROM alliance_site_user --"),
    *("%' AND pg_sleep(9) --", "\x00", chr(0xD800), "%ff%fe", "((((((((" * 200, "a & | ! <-> b:*", "x" * 20_000),
    *("word " * 4_000, "\u202e\u0000\ufeff", "{{ 7*7 }}${7*7}<%= 7*7 %>", SCRIPT),
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_questions_are_words_and_nothing_else(client, question):
    text = question.encode("utf-8", "surrogatepass")
    before = School.objects.count()
    names = ("q", "near", "page", "grade", "level", "area", "within")
    questions = [f"/schools/?{name}={quote(text)}" for name in names]
    questions += [f"{path}?{name}={quote(text)}" for path in ("/search/", "/es/buscar/") for name in ("q", "page")]
    questions += [f"/schools/results.json?{name}={quote(text)}" for name in ("q", "near")]
    for asked in questions:
        response = client.get(asked)
        assert response.status_code in (200, 404), asked
        assert_no_script(response)
        assert "49" not in response.headers.get("Location", "")
    assert School.objects.count() == before


def test_typed_text_is_escaped_on_every_page(client):
    page = StandardPage.objects.live().filter(locale__language_code="en").first()
    Page.objects.filter(pk=page.pk).update(title=SCRIPT, seo_title=SCRIPT, search_description=SCRIPT)
    School.objects.filter(slug="gertz-ressler").update(name=SCRIPT, phone=SCRIPT[2:16])
    school = School.objects.get(slug="gertz-ressler")
    Campus.objects.filter(pk=school.campus_id).update(area=SCRIPT[:60])
    Recognition.objects.create(school=school, title=SCRIPT, year=2020, source=SCRIPT)
    Offering.objects.create(school=school, topic="uniform", text=SCRIPT)
    words = {"en": SCRIPT, "es": SCRIPT}
    link = {"link_text": words, "link_url": f"https://example.org/{SCRIPT}"}
    Announcement.objects.create(text=words, **link, last_published_at=timezone.now())
    for path in (
        *("/", page.url, "/schools/", "/schools/gertz-ressler/", REPORT, "/search/?q=script", "/es/escuelas/"),
        *("/schools/compare/?school=gertz-ressler", "/schools/?q=gertz"),
    ):
        response = client.get(path)
        assert response.status_code in (200, 404), path
        assert_no_script(response)
    assert soup(client.get("/")).select_one(".announcement bdi").get_text() == SCRIPT  # it was there to be escaped


@pytest.mark.parametrize("name", ["Gertz\r\nBcc: all@evil.example", "Gertz\nSubject: evil", "=?utf-8?q?evil?="])
def test_no_name_adds_a_header_to_a_mail(client, monkeypatch, name):
    monkeypatch.setattr(guard, "shortest", timedelta(seconds=-1))
    get_user_model().objects.create_superuser("admin", "admin@example.org", PASSWORD)
    School.objects.filter(slug="gertz-ressler").update(name=name)
    client.post(REPORT, {"text": "wrong", "stamp": guard.stamp("gertz-ressler")})
    work()
    (message,) = mail.outbox
    assert "\n" not in message.subject
    assert message.recipients() == ["admin@example.org"]
    usual = {"content-type", "mime-version", "subject", "from", "to", "date", "message-id", "auto-submitted"}
    assert {name.lower() for name in message.message()} <= usual


def test_a_password_is_mailed_to_the_address_on_record_only(client):
    person("paula")
    for address in (
        *("paula@example.org\nBcc: all@evil.example", "paula@example.org,all@evil.example", "paula@evil.example"),
        "ＰＡＵＬＡ@example.org",
    ):
        forgot(client, address)
        assert all(message.recipients() == ["paula@example.org"] for message in mail.outbox), address


def test_a_form_that_is_too_large_is_refused_at_once(client):
    for what, sent in {
        "10,001 fields": {f"field{number}": "x" for number in range(10_001)},
        "101 files": {f"file{number}": SimpleUploadedFile("a", b"a") for number in range(101)},
        "a field of 3 MB": {"text": "x" * 3 * 2**20},
    }.items():
        assert client.post(REPORT, sent).status_code == 400, what
    assert not MistakeReport.objects.exists()


@pytest.mark.parametrize("forged", ["no token", "a token of one's own", "another origin"])
def test_a_post_from_another_site_is_refused(settings, forged):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(get_user_model().objects.create_superuser("admin", "admin@example.org", PASSWORD))
    headers, sent = {}, {"login": "x"}
    if forged != "no token":
        strict.get("/admin/account/")
        sent["csrfmiddlewaretoken"] = strict.cookies["csrftoken"].value if forged == "another origin" else "a" * 64
    if forged == "another origin":
        headers = {"origin": "https://evil.example"}
    users = get_user_model().objects.count()
    for path in (
        *("/accounts/login/", "/accounts/logout/", "/accounts/password/reset/"),
        *("/admin/pages/1/delete/", "/admin/users/new/", "/admin/account/"),
    ):
        assert strict.post(path, sent, headers=headers).status_code == 403, path
    assert get_user_model().objects.count() == users
    assert "_auth_user_id" in strict.session


ELSEWHERE = [
    *("https://evil.example/", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example"),
    *("/\t/evil.example", "/\n/evil.example", " //evil.example", "https:evil.example", "https:/evil.example"),
    *("https://testserver@evil.example/", "https://testserver.evil.example/", "javascript:alert(1)"),
    *("data:text/html,<script>alert(1)</script>", "/about/\r\nLocation: https://evil.example"),
]


@pytest.mark.parametrize("target", ELSEWHERE)
def test_signing_in_and_out_redirects_to_this_site_only(client, target):
    person("paula")
    shown = client.get("/accounts/login/", {"next": target})
    assert not any(leads_elsewhere(field["value"]) for field in soup(shown).find_all("input", attrs={"name": "next"}))
    inside = client.post("/accounts/login/", {"login": "paula", "password": PASSWORD, "next": target})
    assert inside.status_code == 302
    assert not leads_elsewhere(inside["Location"])
    outside = client.post(f"/accounts/logout/?next={quote(target)}", {"next": target})
    assert outside.status_code == 302
    assert not leads_elsewhere(outside["Location"])


def test_a_redirect_carries_no_script_and_no_header(client):
    for target in ("javascript:alert(1)", "https://example.org/\r\nSet-Cookie: a=b", "data:text/html,x"):
        Redirect.objects.update_or_create(old_path="/gone", defaults={"redirect_link": target})
        response = client.get("/gone/")
        assert not response.cookies
        assert "Set-Cookie" not in response
        assert response.status_code in (301, 400)
        assert not re.search(r"[\r\n]|^(?:javascript|data):", response.get("Location", ""))


def test_only_the_sites_own_host_names_are_answered(client):
    response = client.get("/about/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert b"evil.example" not in response.content
    assert "public" not in response["Cache-Control"]


HEADERS = {
    **dict.fromkeys(("X-Forwarded-Host", "X-Forwarded-Server"), "evil.example"),
    **dict.fromkeys(("X-Original-URL", "X-Rewrite-URL"), "/admin/"),
    **{"Forwarded": "host=evil.example", "X-HTTP-Method-Override": "DELETE", "X-Forwarded-Proto": "https"},
    **{"X-Forwarded-Prefix": "/evil", "Accept-Language": "es", "User-Agent": SCRIPT},
    **{"Referer": "https://evil.example/", "Cookie": "theme=evil; csrftoken_=evil"},
}


@pytest.mark.parametrize("path", ["/about/", "/schools/gertz-ressler/", "/robots.txt", "/search/?q=alliance"])
def test_no_header_changes_a_page_that_others_get_too(client, path):
    plain = client.get(path)
    for name, value in HEADERS.items():
        other = client.get(path, headers={name: value})
        assert (other.status_code, other.content) == (200, plain.content), name
        assert other["Cache-Control"] == plain["Cache-Control"]
        assert not other.cookies


@pytest.mark.parametrize(
    "header", [{"host": "testserver:8080"}, {"host": "TESTSERVER"}, {"X-Forwarded-Host": "evil.example"}]
)
def test_a_mail_leads_to_the_sites_own_address_whatever_was_asked(client, settings, header):
    settings.WAGTAILADMIN_BASE_URL = "https://www.example.org"
    user = person("paula")
    client.post("/accounts/password/reset/", {"email": user.email}, headers=header)
    work()
    (message,) = mail.outbox
    everything = message.body + message.alternatives[0].content
    assert {urlsplit(link).netloc for link in re.findall(r"https?://[^\s\"<]+", everything)} == {"www.example.org"}
