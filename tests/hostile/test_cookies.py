"""No public address sets a cookie. Wagtail's shared passwords, which would need one, are disabled."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.urls import get_resolver, reverse
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from media.models import SiteDocument
from pages.models import StandardPage
from tests.alliance_site.admin_addresses import PARAMETER, walk
from toolkit.areas import is_door

pytestmark = [pytest.mark.django_db, pytest.mark.hostile]
OFFERED = re.compile(r'name="[\w-]*restriction_type"[^>]*value="(\w+)"')


@pytest.fixture
def restricted():
    """A page and a collection with a shared password, set without the editor."""
    password = {"restriction_type": "password", "password": "together"}
    page = StandardPage.objects.live().get(slug="contact")
    collection = Collection.get_first_root_node().add_child(name="Board")
    return (
        PageViewRestriction.objects.create(page=page, **password),
        CollectionViewRestriction.objects.create(collection=collection, **password),
    )


@pytest.fixture
def addresses(restricted, settings):
    """Every public address of the URL resolver, with existing objects as parameters."""
    settings.SECURITY_CONTACT = ["mailto:security@example.org"]
    settings.SECURITY_EXPIRES = timezone.localdate() + timedelta(days=200)
    document = SiteDocument.objects.create(title="Bells", file=ContentFile(b"8:00\n", "bells.txt"))
    page, collection = restricted
    values = {"page": Page.objects.get(slug="mission").pk, "page_id": page.page_id, "part": 1, "pk": 1, "digest": "0"}
    values |= {"page_view_restriction_id": page.pk, "restriction_id": collection.pk, "token": "not-signed"}
    values |= {"path": "a.png", "listing": "schools", "slug": "merkin", "school": "merkin"}
    of_pages = {"_0": "about/"}
    of_documents = {"_0": document.pk, "_1": document.filename}

    def filled(route):
        known = values | (of_documents if route.startswith("documents/") else of_pages)
        return "/" + PARAMETER.sub(lambda found: str(known[found[1]]), route)

    routes = {route for _name, route in walk(get_resolver().url_patterns)}
    return sorted(filled(one) for one in routes if not one.startswith("admin/") and not is_door(f"/{one}"))


def test_no_public_address_sets_a_cookie(client, addresses):
    assert len(addresses) > 20
    for address in addresses:
        for way in (address, f"/es{address}"):
            for method in (client.get, client.post):
                response = method(way)
                assert not response.cookies, (method.__name__, way)
                assert response.status_code < 500, way


def test_a_shared_password_cannot_be_asked_for(client, restricted):
    of_page, of_collection = restricted
    known = [
        reverse("wagtailcore_authenticate_with_password", args=[of_page.pk, of_page.page_id]),
        reverse("wagtaildocs_authenticate_with_password", args=[of_collection.pk]),
    ]
    unknown = [re.sub(r"\d+", "999999", one) for one in known]
    for address in [*known, *unknown, f"/es{known[0]}"]:
        for response in (client.get(address), client.post(address, {"password": "together", "return_url": "/"})):
            assert response.status_code == 404, address
            assert not response.cookies


def test_the_editor_offers_no_shared_password(client):
    client.force_login(get_user_model().objects.create_superuser("admin"))
    page, collection = Page.objects.get(slug="contact"), Collection.get_first_root_node().add_child(name="Board")
    for address in (
        reverse("wagtailadmin_pages:set_privacy", args=[page.pk]),
        reverse("wagtailadmin_collections:set_privacy", args=[collection.pk]),
    ):
        html = client.get(address, headers={"X-Requested-With": "XMLHttpRequest"}).json()["html"]
        assert set(OFFERED.findall(html)) == {"none", "login", "groups"}
        form = {"restriction_type": "password", "password": "together", "groups": []}
        client.post(address, form, headers={"X-Requested-With": "XMLHttpRequest"})
    for kind in (PageViewRestriction, CollectionViewRestriction):
        assert not kind.objects.filter(restriction_type="password").exists()
