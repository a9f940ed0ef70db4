"""Hostile paths, methods, addresses of private things, and addresses that the site would have to fetch."""

import re
import socket

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.embeds.embeds import get_embed
from wagtail.embeds.exceptions import EmbedUnsupportedProviderException
from wagtail.models import Collection, CollectionViewRestriction

from media.models import SiteDocument

from .requests import REPORT, SCRIPT, assert_no_script, leads_elsewhere

pytestmark = [pytest.mark.django_db, pytest.mark.hostile]
STEPS = (
    *("../manage.py", "../../manage.py", "..%2f..%2fmanage.py", "%2e%2e/%2e%2e/manage.py"),
    *("..%252f..%252fmanage.py", "..\\..\\manage.py", "....//....//manage.py", "/etc/passwd", "\x00"),
    *("manage.py\x00.png", "..\x00/manage.py", "\xff\xfe/", "%c0%ae%c0%ae/", f"{SCRIPT}/"),
    *("/evil.example/about", "\\evil.example/about", "//evil.example", "/evil.example/%2e%2e/about", ".//evil.example"),
)
LONG = ("/" + "a" * 9_000, "/" + "a/" * 3_000, "/schools/" + "%25" * 3_000)
FOLDERS = ("static/", "media/images/", "media/avatar_images/", "media/", "data/", "documents/1/", "share/", "")


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_path_leaves_the_public_folders(asked, folder):
    """Or the site, and no page repeats a script in its address."""
    for path in (*(f"/{folder}{step}" for step in STEPS), *LONG):
        response = asked(path)
        assert response.status_code in (301, 302, 400, 404), path
        assert_no_script(response)
        for secret in (b"import ", b"root:", b"DJANGO_SETTINGS_MODULE"):
            assert secret not in response.getvalue()
        assert not leads_elsewhere(response.get("Location", "/")), path


def test_only_renditions_and_public_documents_are_served(client, settings, tmp_path, picture):
    settings.MEDIA_ROOT = tmp_path
    image = picture()
    rendition = image.get_rendition("width-20")
    document = SiteDocument.objects.create(title="Notes", file=SimpleUploadedFile("notes.txt", b"secret"))
    private = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    hidden = SiteDocument.objects.create(
        title="Hidden", collection=private, file=SimpleUploadedFile("hidden.txt", b"secret")
    )
    folders = ("/media/", "/media/original_images/", "/media/images/")
    for path in (image.file.url, document.file.url, hidden.file.url, *folders):
        assert client.get(path).status_code == 404, path
    assert client.get(hidden.url)["Location"].startswith("/accounts/login/")
    assert client.get(f"{document.url}x").status_code == 404
    assert client.get(f"/documents/{hidden.pk}/notes.txt").status_code == 404
    public = client.get(document.url)
    assert public["Content-Disposition"].startswith("attachment")
    assert public["Content-Security-Policy"] == "default-src 'none'"
    assert public["X-Content-Type-Options"] == "nosniff"
    assert rendition.url.startswith("/media/")


@pytest.mark.parametrize("path", ["/about/", "/schools/", "/data/schools.csv", "/robots.txt", REPORT])
def test_public_pages_accept_no_other_methods(asked, path):
    for method in ("PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND"):
        assert asked(path, method).status_code == 405, method


def test_no_spelling_of_an_address_makes_a_private_page_cacheable(admin_client):
    for path in (
        *("/admin/x.css", "/admin/;.css", "/accounts/login/foo.css", "/accounts/login/;.css", "/accounts/login;.css"),
        *("/accounts/sessions/a.js", "/documents/1/a.css"),
    ):
        response = admin_client.get(path)
        assert "public" not in response["Cache-Control"], path
        assert "no-store" in response["Cache-Control"], path


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


def test_no_address_that_somebody_types_is_fetched(admin_client, no_network):
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
