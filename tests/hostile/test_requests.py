"""Hostile requests to the application itself: what nginx does before it stands in tests/stack/test_hostile.py."""

import json
import re
import socket
from datetime import timedelta
from urllib.parse import quote, urlsplit

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.admin.rich_text import DraftailRichTextArea
from wagtail.contrib.redirects.models import Redirect
from wagtail.embeds.embeds import get_embed
from wagtail.embeds.exceptions import EmbedUnsupportedProviderException
from wagtail.models import Collection, CollectionViewRestriction, Page

from media.models import SiteDocument
from pages.models import Announcement, StandardPage
from schools.mistakes import guard
from schools.models import MistakeReport, School
from tests.html import soup

pytestmark = [pytest.mark.django_db, pytest.mark.hostile]
TABLE = "Hostile requests"
REPORT = "/schools/gertz-ressler/report/"
SCRIPT = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>"
PASSWORD = "a long password 42"


@pytest.fixture(autouse=True)
def nobody_has_tried_yet(db):
    caches["limits"].clear()


@pytest.fixture
def asked(client):
    """A request exactly as it is written; the client's own way of parsing an address is not asked."""

    def ask(path, method="GET", **headers):
        return client.generic(method, "/", headers=headers, **{"PATH_INFO": path, "QUERY_STRING": ""})

    return ask


def person(name="paula", **more):
    return get_user_model().objects.create_user(name, f"{name}@example.org", PASSWORD, **more)


# Host names


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "testserver,evil.example",
        "testserver:80@evil.example",
        "testserver:port",
        "testserver/evil.example",
        "testserver evil.example",
        "evil.example\\@testserver",
        "[::1",
        "",
        "*",
        "%00",
    ],
)
def test_only_the_sites_own_host_names_are_answered(client, told, host):
    response = client.get("/about/", headers={"host": host})
    assert response.status_code == 400
    assert b"evil.example" not in response.content
    assert "public" not in response["Cache-Control"]
    told(TABLE, f"Host: {host!r}", "400, in no cache", "nothing")


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-Host": "evil.example"},
        {"X-Forwarded-Server": "evil.example"},
        {"Forwarded": "host=evil.example"},
        {"X-Original-URL": "/admin/"},
        {"X-Rewrite-URL": "/admin/"},
        {"X-HTTP-Method-Override": "DELETE"},
        {"X-Forwarded-Proto": "https"},
        {"X-Forwarded-Prefix": "/evil"},
        {"Accept-Language": "es"},
        {"User-Agent": SCRIPT},
        {"Referer": "https://evil.example/"},
        {"Cookie": "theme=evil; csrftoken_=evil"},
    ],
)
def test_no_header_changes_a_page_that_others_get_too(client, told, headers):
    for path in ("/about/", "/schools/gertz-ressler/", "/robots.txt", "/search/?q=alliance"):
        plain, other = client.get(path), client.get(path, headers=headers)
        assert (other.status_code, other.content) == (200, plain.content), path
        assert other["Cache-Control"] == plain["Cache-Control"]
        assert not other.cookies
    (name, value), *_rest = headers.items()
    told(TABLE, f"a header that caches do not know: {name}: {value}", "the same page, byte for byte", "nothing")


@pytest.mark.parametrize(
    "header", [{"host": "testserver:8080"}, {"host": "TESTSERVER"}, {"X-Forwarded-Host": "evil.example"}]
)
def test_a_mail_leads_to_the_sites_own_address_whatever_was_asked(client, settings, told, header):
    settings.WAGTAILADMIN_BASE_URL = "https://www.example.org"
    user = person()
    client.post("/accounts/password/reset/", {"email": user.email}, headers=header)
    (message,) = mail.outbox
    everything = message.body + message.alternatives[0].content
    assert {urlsplit(link).netloc for link in re.findall(r"https?://[^\s\"<]+", everything)} == {"www.example.org"}
    told(
        TABLE,
        f"“Forgotten password?” with {header}",
        "the mail leads to BASE_URL",
        "one mail, to the address on record",
    )


# Where one is sent

ELSEWHERE = [
    "https://evil.example/",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    " //evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "/about/\r\nLocation: https://evil.example",
]


def leads_elsewhere(location: str) -> bool:
    """As a browser reads it, which takes \\ for / and drops tabs and line ends."""
    seen = re.sub(r"[\t\r\n]", "", location).strip().replace("\\", "/")
    return not seen.startswith("/") or seen.startswith("//")


@pytest.mark.parametrize("target", ELSEWHERE)
def test_signing_in_and_out_leads_to_this_site_only(client, told, target):
    person()
    shown = client.get("/accounts/login/", {"next": target})
    assert not any(leads_elsewhere(field["value"]) for field in soup(shown).find_all("input", attrs={"name": "next"}))
    inside = client.post("/accounts/login/", {"login": "paula", "password": PASSWORD, "next": target})
    assert inside.status_code == 302
    assert not leads_elsewhere(inside["Location"])
    outside = client.post(f"/accounts/logout/?next={quote(target)}", {"next": target})
    assert outside.status_code == 302
    assert not leads_elsewhere(outside["Location"])
    told(TABLE, f"signing in and out with next={target!r}", f"302 to {inside['Location']}", "the session")


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example/about",
        "/\\evil.example/about",
        "///evil.example",
        "//evil.example/%2e%2e/about",
        "/.//evil.example",
    ],
)
def test_an_address_without_its_slash_leads_to_this_site_only(asked, told, path):
    response = asked(path)
    assert response.status_code in (301, 404)
    if response.status_code == 301:
        assert not leads_elsewhere(response["Location"])
    told(TABLE, f"GET {path}", f"{response.status_code} {response.get('Location', '')}", "nothing")


@pytest.mark.parametrize("path", ["/i18n/setlang/", "/set_language/", "/accounts/signup/", "/oembed/", "/jsi18n/"])
def test_what_frameworks_often_have_is_not_there(client, told, path):
    response = client.post(path, {"language": "es", "next": "//evil.example"})
    assert response.status_code == 404
    told(TABLE, f"POST {path} with next=//evil.example", "404", "nothing")


@pytest.mark.parametrize(
    "target", ["javascript:alert(1)", "https://example.org/\r\nSet-Cookie: a=b", "data:text/html,x"]
)
def test_a_redirect_carries_no_script_and_no_header(client, told, target):
    Redirect.objects.create(old_path="/gone", redirect_link=target)
    response = client.get("/gone/")
    assert not response.cookies
    assert "Set-Cookie" not in response
    assert response.status_code in (301, 400)
    assert not re.search(r"[\r\n]|^(?:javascript|data):", response.get("Location", ""))
    told(
        TABLE,
        f"a redirect of staff to {target!r}",
        f"{response.status_code}, no such header",
        "the redirect, without effect",
    )


# What the site fetches


@pytest.fixture
def no_network(monkeypatch):
    """Whoever speaks to another machine is caught (PostgreSQL's own library is not Python's)."""
    caught = []

    def refuse(*arguments, **_named):
        caught.append(arguments)
        raise AssertionError(f"spoke to {arguments}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    return caught


@pytest.mark.parametrize(
    "target", ["http://169.254.169.254/latest/meta-data/", "http://127.0.0.1:5432/", "file:///etc/passwd"]
)
def test_no_address_that_somebody_types_is_fetched(admin_client, no_network, told, target):
    with pytest.raises(EmbedUnsupportedProviderException):
        get_embed(target)
    addresses = {
        reverse("wagtailembeds:chooser_upload"): {"embed-chooser-url": target},
        reverse("wagtailadmin_choose_page_external_link"): {
            "external-link-chooser-url": target,
            "external-link-chooser-link_text": "x",
        },
        reverse("wagtailredirects:add"): {"old_path": "/a", "redirect_link": target, "is_permanent": "on"},
        reverse("wagtailimages:add"): {"title": "x", "description": "x", "file": target, "url": target},
        reverse("wagtaildocs:add"): {"title": "x", "file": target, "url": target},
        reverse("wagtailredirects:start_import"): {"import_file": target, "url": target},
        REPORT: {"text": target, "email": "a@example.org"},
    }
    for address, sent in addresses.items():
        assert admin_client.post(address, sent).status_code < 500, address
    assert not no_network
    told(
        TABLE,
        f"{target} in every form that takes an address",
        "shown as text or refused",
        "at most the text; nothing is fetched",
    )


def test_only_what_is_set_by_the_operator_is_asked_over_the_network():
    """The modules that can speak to another machine; a new one is looked at before it is added here."""
    speaks = re.compile(
        r"^\s*(?:import|from) (?:urllib\.request|urllib3|requests|httpx|http\.client|aiohttp|boto3|socket|smtplib)\b",
        re.MULTILINE,
    )
    found = {
        file.relative_to(django_settings.BASE_DIR).as_posix()
        for folder in ("alliance_site", "pages", "schools", "media")
        for file in (django_settings.BASE_DIR / folder).rglob("*.py")
        if speaks.search(file.read_text(encoding="utf-8"))
    }
    # BACKUP_ROOT; and whether whoever asked gunicorn still waits, which opens nothing
    assert found == {"alliance_site/backups/store.py", "alliance_site/watch/waiting.py"}


# Paths


@pytest.mark.parametrize(
    "path",
    [
        f"/{folder}{step}"
        for folder in (
            "static/",
            "media/images/",
            "media/avatar_images/",
            "media/",
            "data/",
            "documents/1/",
            "share/",
            "",
        )
        for step in (
            "../manage.py",
            "../../manage.py",
            "..%2f..%2fmanage.py",
            "%2e%2e/%2e%2e/manage.py",
            "..%252f..%252fmanage.py",
            "..\\..\\manage.py",
            "....//....//manage.py",
            "/etc/passwd",
            "\x00",
            "manage.py\x00.png",
            "..\x00/manage.py",
            "\xff\xfe",
        )
    ],
)
def test_no_path_leads_out_of_what_is_public(asked, told, path):
    response = asked(path)
    assert response.status_code in (301, 302, 400, 404)
    content = b"" if response.streaming else response.content
    for secret in (b"import ", b"root:", b"DJANGO_SETTINGS_MODULE"):
        assert secret not in content
    if response.status_code in (301, 302):
        assert not leads_elsewhere(response["Location"])
    told(TABLE, f"GET {path!r}", str(response.status_code), "nothing")


@pytest.fixture
def library(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def test_of_media_only_what_pages_show_is_served(client, library, picture, told):
    image = picture()
    rendition = image.get_rendition("width-20")
    document = SiteDocument.objects.create(title="Notes", file=SimpleUploadedFile("notes.txt", b"secret"))
    private = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    hidden = SiteDocument.objects.create(
        title="Hidden", collection=private, file=SimpleUploadedFile("hidden.txt", b"secret")
    )
    for path in (
        image.file.url,
        document.file.url,
        hidden.file.url,
        "/media/",
        "/media/original_images/",
        "/media/images/",
    ):
        assert client.get(path).status_code == 404, path
    assert client.get(hidden.url)["Location"].startswith("/accounts/login/")
    assert client.get(f"{document.url}x").status_code == 404
    assert client.get(f"/documents/{hidden.pk}/notes.txt").status_code == 404
    public = client.get(document.url)
    assert public["Content-Disposition"].startswith("attachment")
    assert public["Content-Security-Policy"] == "default-src 'none'"
    assert public["X-Content-Type-Options"] == "nosniff"
    assert rendition.url.startswith("/media/")
    told(TABLE, "originals, documents and folders below /media/", "404; a private document 302 to the door", "nothing")


# Large, broken and strange


def form_of(number: int) -> dict:
    return {f"field{n}": "x" for n in range(number)}


@pytest.mark.parametrize(
    ("what", "sent"),
    [
        ("10,001 fields", form_of(10_001)),
        ("101 files", {f"file{n}": SimpleUploadedFile("a", b"a") for n in range(101)}),
        ("a field of 3 MB", {"text": "x" * 3 * 2**20}),
    ],
)
def test_a_form_that_is_too_large_is_refused_at_once(client, told, what, sent):
    assert client.post(REPORT, sent).status_code == 400
    assert not MistakeReport.objects.exists()
    told(TABLE, f"POST {REPORT} with {what}", "400", "nothing")


@pytest.mark.parametrize(
    "end", ["", "--edge\r\n", "--edge\r\nContent-Disposition: form-data\r\n", "--edge\r\n\r\n" * 2000]
)
def test_a_form_without_an_end_is_a_form_without_answers(client, told, end):
    response = client.generic("POST", REPORT, end, "multipart/form-data; boundary=edge")
    assert response.status_code in (400, 422)
    assert not MistakeReport.objects.exists()
    told(TABLE, f"multipart without an end: {end[:20]!r}…", str(response.status_code), "nothing")


@pytest.mark.parametrize(
    "kind",
    [
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=\xff",
        "application/json; charset=evil",
        "text/xml",
    ],
)
def test_a_form_of_another_kind_is_a_form_without_answers(client, told, kind):
    response = client.generic("POST", REPORT, b"<a/>", kind)
    assert response.status_code in (400, 422)
    assert not MistakeReport.objects.exists()
    told(TABLE, f"POST {REPORT} as {kind!r}", str(response.status_code), "nothing")


QUESTIONS = [
    "' OR 1=1 --",
    "'; DROP TABLE schools_school; --",
    "1) UNION SELECT password FROM alliance_site_user --",
    "%' AND pg_sleep(9) --",
    "\x00",
    chr(0xD800),
    "%ff%fe",
    "((((((((" * 200,
    "a & | ! <-> b:*",
    "x" * 20_000,
    "word " * 4_000,
    "\u202e\u0000\ufeff",
    "{{ 7*7 }}${7*7}<%= 7*7 %>",
    SCRIPT,
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_questions_are_words_and_nothing_else(client, told, question):
    text = question.encode("utf-8", "surrogatepass")
    before = School.objects.count()
    for path in ("/search/", "/es/search/", "/schools/", "/schools/results.json"):
        for name in ("q", "near", "page", "grade", "level", "area", "within"):
            response = client.get(f"{path}?{name}={quote(text)}")
            assert response.status_code in (200, 404), (path, name)
            assert_no_script(response)
            assert "49" not in response.headers.get("Location", "")
    assert School.objects.count() == before
    told(TABLE, f"a question: {question[:40]!r}", "a page of results, or none", "at most that words were not found")


def assert_no_script(response) -> None:
    if response["Content-Type"].startswith("text/html"):
        text = response.content.decode()
        assert "<script>alert(1)" not in text
        assert "<img src=x" not in text
    else:
        assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    ["/" + "a" * 9_000, "/" + "a/" * 3_000, "/schools/" + "%25" * 3_000, "/\xff\xfe/", "/%c0%ae%c0%ae/", f"/{SCRIPT}/"],
)
def test_an_address_that_cannot_be_is_not_found(client, told, path):
    response = client.get(path)
    assert response.status_code in (301, 404)
    if response.status_code == 404:
        assert_no_script(response)
    told(TABLE, f"GET {path[:40]!r}…", str(response.status_code), "nothing")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND"])
@pytest.mark.parametrize("path", ["/about/", "/schools/", "/data/schools.csv", "/robots.txt", REPORT])
def test_pages_are_read_and_nothing_else(asked, told, path, method):
    response = asked(path, method)
    assert response.status_code == 405
    assert b"alert" not in response.content
    told(TABLE, f"{method} {path}", "405", "nothing")


@pytest.mark.parametrize(
    "path",
    [
        "/admin/x.css",
        "/admin/;.css",
        "/accounts/login/foo.css",
        "/accounts/login/;.css",
        "/accounts/login;.css",
        "/accounts/sessions/a.js",
        "/documents/1/a.css",
    ],
)
def test_no_way_of_writing_an_address_makes_what_is_private_public(admin_client, told, path):
    response = admin_client.get(path)
    assert "public" not in response["Cache-Control"]
    assert "no-store" in response["Cache-Control"]
    told(TABLE, f"a session asks for {path}", f"{response.status_code}, no-store", "in no cache")


# Headers of answers and mails


@pytest.mark.parametrize(
    "path",
    [
        "/%0d%0aSet-Cookie:%20a=b",
        "/about%0d%0aX-Evil:%20yes",
        "/accounts/login?next=/%0d%0aX-Evil:%20yes",
        "/_util/login/?next=%0d%0aX-Evil:%20yes",
    ],
)
def test_no_address_adds_a_header(client, told, path):
    response = client.get(path)
    assert "X-Evil" not in response
    assert not any("\n" in value for value in response.headers.values())
    assert "a" not in response.cookies
    told(TABLE, f"GET {path}", f"{response.status_code}, no such header", "nothing")


@pytest.mark.parametrize("name", ["Gertz\r\nBcc: all@evil.example", "Gertz\nSubject: evil", "=?utf-8?q?evil?="])
def test_no_name_adds_a_header_to_a_mail(client, monkeypatch, told, name):
    monkeypatch.setattr(guard, "SHORTEST", timedelta(seconds=-1))
    get_user_model().objects.create_superuser("admin", "admin@example.org", PASSWORD)
    School.objects.filter(slug="gertz-ressler").update(name=name)
    client.post(REPORT, {"text": "wrong", "stamp": guard.stamp("gertz-ressler")})
    (message,) = mail.outbox
    assert "\n" not in message.subject
    assert message.recipients() == ["admin@example.org"]
    sent = message.message()
    assert {name.lower() for name in sent} <= {
        "content-type",
        "mime-version",
        "subject",
        "from",
        "to",
        "date",
        "message-id",
        "auto-submitted",
    }
    told(TABLE, f"a school called {name!r}, in a mail", "one line of subject", "one mail, to whom it is for")


@pytest.mark.parametrize(
    "address",
    [
        "paula@example.org\nBcc: all@evil.example",
        "paula@example.org,all@evil.example",
        "paula@evil.example",
        "ＰＡＵＬＡ@example.org",
    ],
)
def test_a_password_is_mailed_to_the_address_on_record_only(client, told, address):
    person()
    client.post("/accounts/password/reset/", {"email": address})
    assert all(message.recipients() == ["paula@example.org"] for message in mail.outbox)
    told(TABLE, f"“Forgotten password?” for {address!r}", "the same answer as always", f"{len(mail.outbox)} mails")


# Scripts in what is typed


def test_what_editors_type_is_text_on_every_page(client, told):
    page = StandardPage.objects.live().filter(locale__language_code="en").first()
    Page.objects.filter(pk=page.pk).update(title=SCRIPT, seo_title=SCRIPT, search_description=SCRIPT)
    School.objects.filter(slug="gertz-ressler").update(name=SCRIPT, phone=SCRIPT[2:16])
    announcement = Announcement(locale=page.locale)
    for field in Announcement._meta.fields:
        if (
            field.get_internal_type() in ("CharField", "TextField")
            and field.name not in ("slug",)
            and not field.choices
        ):
            setattr(announcement, field.name, SCRIPT[: field.max_length])
    announcement.live = True
    announcement.save()
    for path in (
        "/",
        page.url,
        "/schools/",
        "/schools/gertz-ressler/",
        REPORT,
        "/search/?q=script",
        "/schools/compare/?school=gertz-ressler",
        "/es/schools/",
    ):
        response = client.get(path)
        assert response.status_code in (200, 404), path
        assert_no_script(response)
    told(TABLE, "a script as title, name, notice, phone", "the characters themselves, as text", "what was typed")


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        " JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,<script>",
        "vbscript:x",
        "\x01javascript:alert(1)",
    ],
)
def test_no_pasted_link_is_a_script(told, link):
    state = {
        "blocks": [
            {
                "key": "a",
                "text": "click",
                "type": "unstyled",
                "depth": 0,
                "inlineStyleRanges": [],
                "entityRanges": [{"offset": 0, "length": 5, "key": 0}],
            }
        ],
        "entityMap": {"0": {"type": "LINK", "mutability": "MUTABLE", "data": {"url": link}}},
    }
    html = DraftailRichTextArea().value_from_datadict({"body": json.dumps(state)}, {}, "body")
    assert "script:" not in html.lower()
    assert "data:" not in html
    told(TABLE, f"rich text pasted with a link to {link!r}", "text without a link", html)


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<a href=//evil.example onclick=x>"]
)
def test_no_pasted_text_is_markup(told, text):
    state = {
        "blocks": [
            {"key": "a", "text": text, "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}
        ],
        "entityMap": {},
    }
    html = DraftailRichTextArea().value_from_datadict({"body": json.dumps(state)}, {}, "body")
    assert "<script" not in html
    assert "<img" not in html
    assert "<a " not in html
    told(TABLE, f"rich text pasted: {text}", "text", html)


# What belongs to somebody else


def test_a_number_in_an_address_opens_nothing_of_others(client, told):
    one = MistakeReport.objects.create(
        school=School.objects.get(slug="merkin"), language="en", text="private words", email="family@example.org"
    )
    client.force_login(person())
    for path in (
        f"{REPORT}thanks/?report={one.pk}",
        f"{REPORT}thanks/?id={one.pk}",
        f"{REPORT}{one.pk}/",
        f"/schools/merkin/report/{one.pk}/",
    ):
        content = client.get(path).content.decode()
        assert "private words" not in content
        assert "family@example.org" not in content
    edit = client.get(reverse(MistakeReport.snippet_viewset.get_url_name("edit"), args=[one.pk]))
    assert edit.status_code == 302
    told(
        TABLE,
        "the number of a report, in every address that could show one",
        "nothing of it",
        "the report, for those who keep the listings",
    )


def test_nobody_ends_the_session_of_somebody_else(told):
    theirs, mine = Client(), Client()
    person("anna"), person("paula")
    theirs.post("/accounts/login/", {"login": "anna", "password": PASSWORD})
    mine.post("/accounts/login/", {"login": "paula", "password": PASSWORD})
    session = UserSession.objects.get(user__username="anna")
    assert mine.post(f"/accounts/sessions/{session.pk}/end/").status_code in (302, 404)
    assert UserSession.objects.filter(pk=session.pk).exists()
    assert "_auth_user_id" in theirs.session
    told(TABLE, "POST /accounts/sessions/<of somebody else>/end/", "404, or back to one's own list", "the session")


# Forged by another site


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/login/",
        "/accounts/logout/",
        "/accounts/password/reset/",
        "/admin/pages/1/delete/",
        "/admin/users/new/",
        "/admin/account/",
    ],
)
@pytest.mark.parametrize("forged", ["no token", "a token of one's own", "another origin"])
def test_what_another_site_sends_is_not_believed(settings, told, path, forged):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(get_user_model().objects.create_superuser("admin", "admin@example.org", PASSWORD))
    headers, sent = {}, {"login": "x"}
    if forged != "no token":
        strict.get("/admin/account/")
        sent["csrfmiddlewaretoken"] = strict.cookies["csrftoken"].value if forged == "another origin" else "a" * 64
    if forged == "another origin":
        headers = {"origin": "https://evil.example"}
    users = get_user_model().objects.count()
    assert strict.post(path, sent, headers=headers).status_code == 403
    assert get_user_model().objects.count() == users
    assert "_auth_user_id" in strict.session
    told(TABLE, f"POST {path}, {forged}", "403", "nothing")
