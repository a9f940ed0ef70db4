"""The sitemap says when the content of a page last changed, and robots may read it."""

import re
from datetime import UTC, datetime, timedelta
from urllib.robotparser import RobotFileParser

import pytest
from django.utils import timezone
from django.utils.http import http_date
from wagtail.models import Page, Site

from alliance_site import sitemap
from schools.models import School, StateRecord
from tests.factories import profile, story
from toolkit.published_copy.contents import addresses

pytestmark = pytest.mark.django_db

OLD, NEW = datetime(2019, 3, 1, 20, tzinfo=UTC), datetime(2031, 3, 1, 20, tzinfo=UTC)
PROFILE, LIST = "/schools/merkin/", "/schools/"


@pytest.fixture(autouse=True)
def _all_old():
    School.objects.update(changed=OLD)
    Page.objects.update(last_published_at=OLD)


def changed(client) -> dict[str, str]:
    """The date of the last change by address."""
    text = client.get("/sitemap.xml").content.decode()
    return dict(re.findall(r"<loc>http://testserver([^<]+)</loc><lastmod>([\d-]+)</lastmod>", text))


def alternates(client, file="/sitemap.xml") -> dict[str, dict[str, str]]:
    """Addresses by language, by address."""
    text = client.get(file).content.decode()
    links = re.compile(r'hreflang="([\w-]+)" href="http://testserver([^"]+)"')
    entries = re.findall(r"<url><loc>http://testserver([^<]+)</loc>(.*?)</url>", text)
    return {path: dict(links.findall(rest)) for path, rest in entries}


def test_every_address_has_the_same_in_the_other_language(client):
    found = alternates(client)
    assert found["/es/acerca-de/"] == {"en": "/about/", "es": "/es/acerca-de/", "x-default": "/about/"}
    assert found["/data/"] == {"en": "/data/", "es": "/es/datos/", "x-default": "/data/"}
    assert all(found[other] == same for same in found.values() for other in same.values())
    assert all(path in same.values() for path, same in found.items())


def test_a_large_sitemap_is_an_index_of_its_parts(client, monkeypatch):
    whole = alternates(client)
    monkeypatch.setattr(sitemap, "LIMIT", 10)
    index = client.get("/sitemap.xml")
    parts = re.findall(r"<sitemap><loc>http://testserver(/sitemap-\d+\.xml)</loc></sitemap>", index.content.decode())
    assert len(parts) == -(-len(whole) // 10)
    assert index["X-Robots-Tag"] == client.get(parts[0])["X-Robots-Tag"]
    assert {path: same for part in parts for path, same in alternates(client, part).items()} == whole
    assert client.get(f"/sitemap-{len(parts) + 1}.xml").status_code == 404
    published = {address.path for address in addresses(Site.objects.get())}
    assert published >= {"/sitemap.xml", *parts}


def test_a_changed_record_changes_its_profile_the_lists_that_show_it_and_the_data(client):
    School.objects.filter(slug="merkin").update(changed=NEW)
    assert client.get("/sitemap.xml")["Last-Modified"] == http_date(NEW.timestamp())
    new = {path for path, day in changed(client).items() if day == "2031-03-01"}
    assert new == {"/", "/es/", "/data/", "/es/datos/", LIST, PROFILE, "/es/escuelas/", "/es/escuelas/merkin/"}


def test_a_result_changes_the_profiles_of_its_record(client):
    record = StateRecord.objects.get(cds_code="19647330106864")
    record.results.first().save()
    today = timezone.localdate().isoformat()
    new = {path for path, day in changed(client).items() if day >= today and path.startswith("/schools/")}
    assert new == {LIST, PROFILE, "/schools/gertz-ressler/"}


def test_a_closing_date_that_has_passed_is_a_change(client):
    yesterday = timezone.localdate() - timedelta(days=1)
    School.objects.filter(slug="merkin").update(closed=yesterday)
    assert changed(client)[PROFILE] == timezone.localdate().isoformat()
    School.objects.filter(slug="merkin").update(closed=timezone.localdate())
    assert changed(client)[PROFILE] == "2019-03-01"


def test_a_story_changes_the_list_and_home_but_no_other_page_and_a_draft_nothing(client):
    made, draft = story(), profile(live=False)
    found = changed(client)
    assert found.keys() >= {"/", "/about/", LIST, PROFILE, "/stories/", "/facts/", "/es/datos-y-cifras/", "/data/"}
    assert found["/about/"] == found[PROFILE] == "2019-03-01"
    Page.objects.filter(pk__in=[made.pk, draft.pk]).update(last_published_at=NEW)
    found = changed(client)
    assert draft.url not in found
    assert {path for path, day in found.items() if day == "2031-03-01"} == {"/", "/stories/", made.url}


def test_robots_may_read_all_that_is_in_it_and_the_data(client):
    robots = RobotFileParser()
    robots.parse(client.get("/robots.txt").content.decode().splitlines())
    for path in [*changed(client), "/data/schools.csv", "/data/changes.atom"]:
        assert robots.can_fetch("*", f"http://testserver{path}"), path
    for path in ("/search/?q=x", "/admin/"):
        assert not robots.can_fetch("*", f"http://testserver{path}"), path
    assert robots.site_maps() == ["http://testserver/sitemap.xml"]
