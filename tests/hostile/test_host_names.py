"""Hostile host names, and headers that caches ignore."""

import re
from urllib.parse import urlsplit

import pytest
from django.core import mail

from tests.jobs import work

from .requests import SCRIPT, TABLE, person

pytestmark = [pytest.mark.django_db, pytest.mark.hostile]


@pytest.mark.parametrize(
    "host",
    [
        *("evil.example", "testserver,evil.example", "testserver:80@evil.example", "testserver:port"),
        *("testserver/evil.example", "testserver evil.example", "evil.example\\@testserver", "[::1", "", "*", "%00"),
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
    work()
    (message,) = mail.outbox
    everything = message.body + message.alternatives[0].content
    assert {urlsplit(link).netloc for link in re.findall(r"https?://[^\s\"<]+", everything)} == {"www.example.org"}
    told(
        TABLE,
        f"“Forgot your password?” with {header}",
        "the mail leads to BASE_URL",
        "one mail, to the address on record",
    )
