"""Hostile paths, methods, and addresses of private things."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.models import Collection, CollectionViewRestriction

from media.models import SiteDocument

from .requests import REPORT, SCRIPT, TABLE, assert_no_script, leads_elsewhere

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
def test_no_path_leaves_the_public_folders(asked, told, folder):
    """Or the site, and no page repeats a script in its address."""
    for path in (*(f"/{folder}{step}" for step in STEPS), *LONG):
        response = asked(path)
        assert response.status_code in (301, 302, 400, 404), path
        assert_no_script(response)
        for secret in (b"import ", b"root:", b"DJANGO_SETTINGS_MODULE"):
            assert secret not in response.getvalue()
        assert not leads_elsewhere(response.get("Location", "/")), path
        told(TABLE, f"GET {path[:60]!r}", str(response.status_code))


@pytest.fixture
def library(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def test_only_renditions_and_public_documents_are_served(client, library, picture, told):
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
    told(TABLE, "originals, documents and folders below /media/", "404; a private document 302 to the door")


@pytest.mark.parametrize("path", ["/about/", "/schools/", "/data/schools.csv", "/robots.txt", REPORT])
def test_public_pages_accept_no_other_methods(asked, told, path):
    for method in ("PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND"):
        assert asked(path, method).status_code == 405, method
        told(TABLE, f"{method} {path}", "405")


def test_no_spelling_of_an_address_makes_a_private_page_cacheable(admin_client, told):
    for path in (
        *("/admin/x.css", "/admin/;.css", "/accounts/login/foo.css", "/accounts/login/;.css", "/accounts/login;.css"),
        *("/accounts/sessions/a.js", "/documents/1/a.css"),
    ):
        response = admin_client.get(path)
        assert "public" not in response["Cache-Control"], path
        assert "no-store" in response["Cache-Control"], path
        told(TABLE, f"a session asks for {path}", f"{response.status_code}, no-store", "in no cache")
