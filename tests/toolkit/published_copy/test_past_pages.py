"""Past versions of a page are one click away from its history, as plain views."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from pages.models import AboutPage
from tests.html import soup
from tests.schools.people import person
from tests.toolkit.published_copy.editions import back, change
from toolkit.published_copy import archive
from toolkit.published_copy.models import Edition


@pytest.fixture
def publisher(client, db):
    client.force_login(person("publisher", "Publisher"))
    return client


def past(on):
    return f"{reverse('published_page', args=[AboutPage.objects.get(locale__language_code='en').pk])}?on={on}"


def days_ago(count):
    return (timezone.localtime() - timedelta(days=count)).date().isoformat()


def history(client):
    return soup(
        client.get(reverse("wagtailadmin_pages:history", args=[AboutPage.objects.get(locale__language_code="en").pk]))
    ).main


@pytest.fixture
def changed(copy):
    """The page About had another text until today."""
    before = copy.text("/about/")
    back(10)
    change(summary="Zebracorn")
    copy.publish()
    return before


def test_a_pages_history_links_to_its_past_versions(changed, publisher):
    links = [link["href"] for link in history(publisher).select(".past-days a")]
    assert links == [past(days_ago(0)), past(days_ago(10))]
    frames = soup(publisher.get(links[1])).main("iframe")
    assert [frame["srcdoc"].rstrip() for frame in frames] == [changed.rstrip()]
    today = soup(publisher.get(links[0])).main("iframe")
    assert ["Zebracorn" in frame["srcdoc"] for frame in today] == [True, False]  # two versions on that day


def test_a_past_version_runs_no_scripts_and_an_erased_one_is_not_shown(changed, publisher):
    evil = "<script>top.location = 'https://example.org/'</script><form action=/admin/></form>"
    archive.keep("/about/", "0" * 64, "text/html", lambda: evil.encode(), timezone.now())
    response = publisher.get(past(days_ago(0)))
    frame = soup(response).main.iframe
    assert frame["srcdoc"] == evil
    assert frame["sandbox"] == ["allow-same-origin"]
    assert evil not in response.content.decode()
    assert "'unsafe-inline'" not in response["Content-Security-Policy"]
    for edition in Edition.objects.filter(address="/about/"):
        archive.erase(edition)
    main = soup(publisher.get(past(days_ago(0)))).main
    assert not main("iframe")
    assert "This copy was erased" in main.get_text()


def test_past_versions_need_the_permission_for_the_history_and_an_invalid_day_is_not_found(publisher, client):
    assert [publisher.get(past(on)).status_code for on in ("soon", "2026-13-01", "9999-12-31")] == [404] * 3
    client.force_login(person("listings", "Listings manager"))
    response = client.get(past(days_ago(0)))
    assert response.status_code == 302
    assert response.url == reverse("wagtailadmin_home")
