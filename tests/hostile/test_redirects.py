"""Hostile redirect targets."""

import re
from urllib.parse import quote

import pytest
from wagtail.contrib.redirects.models import Redirect

from tests.html import soup

from .requests import PASSWORD, TABLE, leads_elsewhere, person

pytestmark = [pytest.mark.django_db, pytest.mark.hostile]


ELSEWHERE = [
    *("https://evil.example/", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example"),
    *("/\t/evil.example", "/\n/evil.example", " //evil.example", "https:evil.example", "https:/evil.example"),
    *("https://testserver@evil.example/", "https://testserver.evil.example/", "javascript:alert(1)"),
    *("data:text/html,<script>alert(1)</script>", "/about/\r\nLocation: https://evil.example"),
]


@pytest.mark.parametrize("target", ELSEWHERE)
def test_signing_in_and_out_redirects_to_this_site_only(client, told, target):
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
def test_an_address_without_its_slash_redirects_to_this_site_only(asked, told, path):
    response = asked(path)
    assert response.status_code in (301, 404)
    if response.status_code == 301:
        assert not leads_elsewhere(response["Location"])
    told(TABLE, f"GET {path}", f"{response.status_code} {response.get('Location', '')}", "nothing")


@pytest.mark.parametrize("path", ["/i18n/setlang/", "/set_language/", "/accounts/signup/", "/oembed/", "/jsi18n/"])
def test_common_views_of_frameworks_are_missing(client, told, path):
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
