"""A redirect takes over no address that the site answers, and leads to another site only if its name was entered."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from tests.html import sent_by, soup, words
from toolkit.published_copy.redirects import redirects

pytestmark = pytest.mark.django_db
TAKEN = [
    *("/about", "/about/", "about", "/about?from=mail", "/", "/es/acerca-de", "/schools/compare"),
    *("/es/escuelas/compare", "/search", "/es/search", "/robots.txt", "/data/schools.csv"),
    "https://www.example.org/about",
]
OF_STAFF = [
    *("/admin", "/admin/pages", "/admin/nothing/", "/accounts/login", "/es/accounts/login", "/es/admin", "/%61dmin"),
]
ELSEWHERE = "https://evil.example/login"
ROWS = f"from,to\n/old-1,https://www.example.org/about/\n/accounts/login,https://www.example.org/\n/old-2,{ELSEWHERE}\n"


@pytest.fixture(autouse=True)
def own_address(settings):
    settings.WAGTAILADMIN_BASE_URL = "https://www.example.org"


def add(client, **fields):
    return client.post(reverse("wagtailredirects:add"), {"redirect_link": "https://www.example.org/about/", **fields})


def test_no_spelling_of_an_address_of_the_site_is_redirected_and_others_are(admin_client, client):
    before = Redirect.objects.count()
    for old_path in TAKEN + OF_STAFF:
        refused = str(add(admin_client, old_path=old_path).context["form"].errors["old_path"])
        said = "belongs to the editor or the sign-in pages" if old_path in OF_STAFF else "has a page or file at this"
        assert said in refused, old_path
    assert Redirect.objects.count() == before
    for old_path in ("/about-the-network", "/old/page.html", "/documents/99999/gone.pdf", "/administration"):
        assert add(admin_client, old_path=old_path).status_code == 302
        assert Client().get(old_path)["Location"] == "https://www.example.org/about/"


def test_another_site_is_a_target_only_once_its_name_is_entered(admin_client):
    refused = add(admin_client, old_path="/old", redirect_link=ELSEWHERE)
    assert "Visitors would leave this site for evil.example" in words(refused)
    data = sent_by(soup(refused).select_one("main form"))
    for name in ("other.example", "example"):
        assert admin_client.post(reverse("wagtailredirects:add"), data | {"other_sites": name}).status_code == 200
    assert admin_client.post(reverse("wagtailredirects:add"), data | {"other_sites": "Evil.example"}).status_code == 302
    address = reverse("wagtailredirects:edit", args=[Redirect.objects.get(old_path="/old").pk])
    saved = sent_by(soup(admin_client.get(address)).select_one("main form"))
    assert saved["other_sites"] == "evil.example"
    assert admin_client.post(address, saved | {"old_path": "/older"}).status_code == 302
    assert admin_client.post(address, saved | {"redirect_link": "https://worse.example"}).status_code == 200


def imported():
    return sorted(Redirect.objects.filter(redirect_page=None).values_list("old_path", flat=True))


def start(client, rows) -> dict:
    """Upload a list of redirects; return what its next form sends."""
    shown = client.post(reverse("wagtailredirects:start_import"), {"import_file": SimpleUploadedFile("a.csv", rows)})
    return sent_by(soup(shown).select_one("main form")) | {"from_index": "0", "to_index": "1"}


def test_an_import_names_other_sites_first_and_leaves_out_addresses_of_the_site(admin_client):
    process = reverse("wagtailredirects:process_import")
    for rows in ("from,to\n/old-1,evil.example/login\n", "from,to\n/old-1,//evil.example\n", ROWS):
        data = start(admin_client, rows.encode())
        refused = admin_client.post(process, data)
        assert "Visitors would leave this site for evil.example" in words(refused)
        assert not imported()
    data = sent_by(soup(refused).select_one("main form")) | data | {"other_sites": "evil.example"}
    assert "belongs to the editor or the sign-in pages" in words(admin_client.post(process, data))
    assert imported() == ["/old-1", "/old-2"]


def test_the_command_keeps_the_same_rules(tmp_path, capsys):
    file = tmp_path / "a.csv"
    file.write_text(ROWS, encoding="utf-8")
    call_command("import_redirects", src=str(file))
    assert imported() == ["/old-1"]
    assert "evil.example" in capsys.readouterr().out


def test_a_page_that_was_published_later_has_its_address_again(client):
    Redirect.objects.create(old_path="/about", redirect_link=ELSEWHERE)
    assert client.get("/about")["Location"] == "/about/"


def test_a_redirect_of_the_sign_in_pages_has_no_effect(client):
    for old_path in ("/accounts/login", "/admin/pages", "/es/accounts/nothing"):
        Redirect.objects.create(old_path=old_path, redirect_link=ELSEWHERE)
        assert "evil" not in client.get(old_path).get("Location", "")
        assert all(old_path not in targets for targets in redirects(Site.objects.get()).values())
