"""Hostile requests cannot make the site fetch anything."""

import re
import socket

import pytest
from django.conf import settings as django_settings
from django.urls import reverse
from wagtail.embeds.embeds import get_embed
from wagtail.embeds.exceptions import EmbedUnsupportedProviderException

from .requests import REPORT, TABLE

pytestmark = [pytest.mark.django_db, pytest.mark.hostile]


@pytest.fixture
def no_network(monkeypatch):
    """Detect connections to other machines (but not those of PostgreSQL's own library)."""
    caught = []

    def refuse(*arguments, **_named):
        caught.append(arguments)
        raise AssertionError(f"spoke to {arguments}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    return caught


def test_no_address_that_somebody_types_is_fetched(admin_client, no_network, told):
    for target in ("http://169.254.169.254/latest/meta-data/", "http://127.0.0.1:5432/", "file:///etc/passwd"):
        with pytest.raises(EmbedUnsupportedProviderException):
            get_embed(target)
        file, link = {"title": "x", "description": "x", "file": target, "url": target}, "external-link-chooser"
        for address, sent in {
            reverse("wagtailembeds:chooser_upload"): {"embed-chooser-url": target},
            reverse("wagtailadmin_choose_page_external_link"): {f"{link}-url": target, f"{link}-link_text": "x"},
            reverse("wagtailredirects:add"): {"old_path": "/a", "redirect_link": target, "is_permanent": "on"},
            reverse("wagtailimages:add"): file,
            reverse("wagtaildocs:add"): file,
            reverse("wagtailredirects:start_import"): {"import_file": target, "url": target},
            REPORT: {"text": target, "email": "a@example.org"},
        }.items():
            assert admin_client.post(address, sent).status_code < 500, address
        assert not no_network
        told(TABLE, f"{target} in every form that takes an address", "shown as text or refused", "nothing is fetched")


def test_only_what_is_set_by_the_operator_is_asked_over_the_network():
    """The modules that can connect to other machines. Review a new one before you add it here."""
    speaks = re.compile(
        r"^\s*(?:import|from) (?:urllib\.request|urllib3|requests|httpx|http\.client|aiohttp|boto3|socket|smtplib)\b",
        re.MULTILINE,
    )
    found = {
        file.relative_to(django_settings.BASE_DIR).as_posix()
        for folder in ("alliance_site", "pages", "schools", "media", "toolkit")
        for file in (django_settings.BASE_DIR / folder).rglob("*.py")
        if speaks.search(file.read_text(encoding="utf-8"))
    }
    # the CDN; gunicorn's check whether the client is still connected, which opens nothing; the look for alerts, which
    # asks the doors at their own sockets; and the nightly check of links, which asks public addresses only
    # (`tests/pages/links/test_link_checks.py`)
    assert found == {
        "pages/links/checks.py",
        "toolkit/published_copy/purge.py",
        "toolkit/monitoring/host.py",
        "toolkit/monitoring/outages.py",
    }
