"""Headers of every response: caching, content security policy, and language."""

import base64
import hashlib
import re

import pytest
from django.contrib.auth import get_user_model

from tests.html import soup

pytestmark = pytest.mark.django_db

PUBLIC = [
    *("/", "/about/", "/mission/", "/schools/", "/schools/merkin/", "/stories/"),
    *("/stories/blue-ribbon-gertz-ressler/", "/stories/feed/", "/contact/", "/data/", "/data/schools.csv"),
    *("/data/changes.atom", "/robots.txt", "/sitemap.xml"),
]


@pytest.mark.parametrize("path", PUBLIC)
def test_public_answers_may_be_kept_and_set_no_cookie(client, path):
    response = client.get(path)
    assert response.status_code == 200
    assert "public" in response["Cache-Control"]
    assert "s-maxage" in response["Cache-Control"]
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert "Accept-Language" not in response.get("Vary", "")


@pytest.mark.parametrize("path", ["/accounts/login/", "/search/?q=equity", "/no-such-page/", "/healthz"])
def test_everything_else_is_kept_by_nobody(client, path):
    assert "public" not in client.get(path)["Cache-Control"]


def test_what_signed_in_staff_see_is_kept_by_nobody(client):
    client.force_login(get_user_model().objects.create_superuser("admin"))
    assert client.get("/")["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("path", [*PUBLIC, "/search/", "/no-such-page/"])
def test_public_pages_may_load_nothing_inline_and_nothing_from_elsewhere(client, path):
    policy = client.get(path)["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "data:" not in policy


@pytest.fixture
def admin(client):
    client.force_login(get_user_model().objects.create_superuser("admin"))
    return client


def policy(response) -> dict[str, str]:
    """The sources of each directive of the policy."""
    parts = (part.strip().partition(" ") for part in response["Content-Security-Policy"].split(";"))
    return {name: sources for name, _space, sources in parts}


def test_the_admin_has_a_policy_of_its_own_and_nothing_inline_is_allowed_but_two_texts(admin):
    allowed = policy(admin.get("/admin/"))
    nonce = allowed.pop("style-src").removeprefix("'self' ")
    assert re.fullmatch(r"'nonce-[\w+/]{22}=='", nonce)
    assert allowed == {
        **dict.fromkeys(("default-src", "base-uri", "object-src"), "'none'"),
        **dict.fromkeys(("script-src", "font-src", "connect-src", "manifest-src", "form-action"), "'self'"),
        **dict.fromkeys(("frame-src", "frame-ancestors"), "'self'"),
        "img-src": "'self' blob:",
        "script-src-attr": "'unsafe-hashes' " + source("return;"),
        "style-src-attr": "'unsafe-hashes' " + source("white-space: pre-wrap;"),
    }


def source(text):
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_the_nonce_of_a_page_is_used_once_and_only_by_its_own_script(admin):
    seen = set()
    for _time in range(2):
        response = admin.get("/admin/")
        nonce = re.search("nonce-([^']+)'", response["Content-Security-Policy"])[1]
        page = soup(response)
        (script,) = page.find_all(nonce=True)
        assert (script.name, script["nonce"]) == ("script", nonce)
        assert script["src"].endswith("admin-policy.js")
        seen.add(nonce)
    assert len(seen) == 2


@pytest.mark.parametrize(
    "path", ["/", "/schools/gertz-ressler/report/", "/accounts/login/", "/admin/", "/no-such-page/"]
)
def test_other_protective_headers_are_set_everywhere(admin, path):
    response = admin.get(path)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "strict-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["X-Frame-Options"] in ("DENY", "SAMEORIGIN")
    for feature in ("camera", "microphone", "payment", "usb", "serial", "display-capture", "sync-xhr"):
        assert f"{feature}=()" in response["Permissions-Policy"]


@pytest.mark.parametrize(
    ("path", "passkeys", "location"),
    [
        ("/", "()", "(self)"),
        ("/schools/", "()", "(self)"),
        ("/accounts/login/", "(self)", "()"),
        ("/es/accounts/login/", "(self)", "()"),
        ("/admin/", "(self)", "()"),
    ],
)
def test_only_staff_are_asked_for_passkeys_and_only_visitors_for_where_they_are(client, path, passkeys, location):
    granted = client.get(path)["Permissions-Policy"]
    assert f"publickey-credentials-get={passkeys}" in granted
    assert f"publickey-credentials-create={passkeys}" in granted
    assert f"geolocation={location}" in granted


@pytest.mark.parametrize(
    ("path", "policy"),
    [
        ("/data/", "cross-origin"),
        ("/data/schools.csv", "cross-origin"),
        ("/data/no-such-file.csv", "cross-origin"),
        ("/es/datos/changes.atom", "cross-origin"),
        ("/static/img/mark.svg", "cross-origin"),
        ("/media/images/no-such.webp", "cross-origin"),
        ("/media/avatar_images/no-such.png", "same-origin"),
        ("/documents/1/no-such.pdf", "same-origin"),
        ("/schools/data/", "same-origin"),
        ("/datasets/", "same-origin"),
        ("/stories/feed/", "same-origin"),
    ],
)
def test_other_sites_may_show_what_is_meant_for_them_and_nothing_else(client, path, policy):
    assert client.get(path)["Cross-Origin-Resource-Policy"] == policy


def test_health_needs_no_database_and_no_host_name(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/healthz", headers={"host": "10.0.0.7"})
    assert (response.status_code, response.content) == (200, b"ok\n")
