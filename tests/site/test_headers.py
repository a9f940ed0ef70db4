"""What every response says about itself: who may keep it, what it may load, which language it is in."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.staticfiles import finders

from pages.models import HomePage, StandardPage

pytestmark = pytest.mark.django_db

PUBLIC = [
    "/",
    "/about/",
    "/mission/",
    "/schools/",
    "/schools/merkin/",
    "/stories/",
    "/stories/blue-ribbon-gertz-ressler/",
    "/stories/feed/",
    "/contact/",
    "/data/",
    "/data/schools.csv",
    "/data/changes.atom",
    "/robots.txt",
    "/sitemap.xml",
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


def test_previews_and_drafts_are_kept_by_nobody(client):
    client.force_login(get_user_model().objects.create_superuser("admin"))
    draft = StandardPage.objects.not_live().first()
    response = client.get(f"/admin/pages/{draft.pk}/view_draft/")
    assert response.status_code == 200
    assert "public" not in response["Cache-Control"]


@pytest.mark.parametrize("path", [*PUBLIC, "/search/", "/no-such-page/"])
def test_public_pages_may_load_nothing_inline_and_nothing_from_elsewhere(client, path):
    policy = client.get(path)["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "data:" not in policy


def test_the_admin_has_its_own_policy(client):
    client.force_login(get_user_model().objects.create_superuser("admin"))
    policy = client.get("/admin/")["Content-Security-Policy"]
    assert "script-src 'self' 'unsafe-inline'" in policy
    assert "http" not in policy


def test_other_protective_headers_are_set(client):
    response = client.get("/")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "strict-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]
    assert "geolocation=(self)" in response["Permissions-Policy"]  # asked for by the finder only


def test_the_address_decides_the_language_not_the_browser(client):
    response = client.get("/", headers={"accept-language": "es"})
    assert response["Content-Language"] == "en"
    assert '<html lang="en"' in response.content.decode()


def test_there_is_no_spanish_page_yet_and_the_address_says_so(client):
    assert HomePage.objects.count() == 1
    assert client.get("/es/").status_code == 404


def test_health_needs_no_database_and_no_host_name(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/healthz", headers={"host": "10.0.0.7"})
    assert (response.status_code, response.content) == (200, b"ok\n")


def test_the_icon_that_browsers_ask_for_is_there(client):
    response = client.get("/favicon.ico")
    assert response.url == "/static/img/favicon.ico"
    assert finders.find("img/favicon.ico")


def test_robots_name_the_sitemap_and_keep_out_of_the_admin(client):
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /admin/" in text
    assert "Sitemap: http://testserver/sitemap.xml" in text
