"""Every public page is complete, valid, described, works without scripts, and shows nothing private."""

import json
import re
from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Page

from pages.models import HomePage
from tests.factories import standard
from tests.html import assert_valid, soup, words

pytestmark = pytest.mark.django_db


def sitemap(client):
    return re.findall(r"<loc>([^<]+)</loc>", client.get("/sitemap.xml").content.decode())


def test_the_sitemap_lists_every_live_public_page_and_nothing_else(client):
    pages = Page.objects.live().public().filter(depth__gt=1)
    data = ["http://testserver/data/", "http://testserver/es/datos/"]
    assert sorted(sitemap(client)) == sorted([*(page.full_url for page in pages), *data])


def test_every_page_of_the_sitemap_is_valid(client):
    """Each page is rendered once, for all that must be true of it."""
    for path in [urlsplit(url).path for url in sitemap(client)]:
        response = client.get(path)
        assert response.status_code == 200, path
        page = assert_valid(response)
        assert len(page.find_all("h1")) == 1, path
        assert page.title.get_text(strip=True), path
        assert all(page.find(landmark) for landmark in ("header", "nav", "main", "footer")), path
        canonical = page.find("link", rel="canonical")["href"]
        assert urlsplit(canonical).path == path
        assert page.find("meta", property="og:title")["content"], path
        assert page.find("meta", property="og:url")["content"] == canonical
        assert page.find("meta", attrs={"name": "description"})["content"], path
        headings_never_skip_a_level(page, path)
        needs_no_script_and_carries_no_inline_style(page, path)
        data = json.loads(page.find("script", type="application/ld+json").string)
        kinds = {thing["@type"] for thing in data["@graph"]}
        assert ("WebSite" if path in ("/", "/es/") else "BreadcrumbList") in kinds, path
        assert not re.search(r"\[[^\]]*\]", words(response)), path


def headings_never_skip_a_level(page, path):
    levels = [int(tag.name[1]) for tag in page.find_all(re.compile("^h[1-6]$"))]
    assert all(below - above <= 1 for above, below in pairwise(levels)), (path, levels)


def needs_no_script_and_carries_no_inline_style(page, path):
    inside = [script.get("type") for script in page.find_all("script") if not script.get("src")]
    assert inside in ([], ["application/ld+json"]), path
    assert not page.find_all("style"), path
    assert not page.find_all(style=True), path
    assert not page.find_all(lambda tag: any(name.startswith("on") for name in tag.attrs)), path


def test_pages_outside_the_sitemap_are_valid_too_and_a_missing_one_offers_ways_on(client):
    for path in ("/search/", "/search/?q=mission", "/nowhere/"):
        response = client.get(path)
        page = assert_valid(response)
        headings_never_skip_a_level(page, path)
        needs_no_script_and_carries_no_inline_style(page, path)
    assert response.status_code == 404
    assert page.find("input", {"name": "near"})
    assert page.find("a", href="/schools/")


def test_a_draft_above_a_live_page_is_not_in_its_breadcrumbs_and_no_title_ends_the_structured_data(client):
    draft = standard("Secret draft", standard("Outer"), slug="secret", live=False)
    standard("</script><img src=x>", draft, slug="inner")
    response = client.get("/outer/secret/inner/")
    assert_valid(response)
    assert "Secret draft" not in response.content.decode()
    assert "<img src=x>" not in response.content.decode()


def test_contact_details_are_on_every_page_and_a_phone_has_one_format(client):
    HomePage.objects.update(phone="(213) 555-0100", email="office@example.org", address="1 Main Street, LA 90001")
    contact = soup(client.get("/about/")).select_one(".site-footer__contact")
    assert [link["href"] for link in contact.select("a")] == ["tel:+12135550100", "mailto:office@example.org"]
    assert "1 Main Street, LA 90001" in contact.get_text()
    graph = json.loads(soup(client.get("/")).find("script", type="application/ld+json").string)["@graph"]
    told = next(one for one in graph if one["@type"] == "EducationalOrganization")
    assert told["telephone"] == "+12135550100"
    assert told["logo"].startswith("http")
    with pytest.raises(ValidationError, match="Use the format"):
        HomePage(phone="213-555-0100").clean_fields()
