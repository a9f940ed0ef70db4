"""Staff see which pages not found visitors ask for, and redirect them. Nothing but the path is stored."""

from datetime import timedelta
from unittest.mock import Mock

import pytest
from django.db import DatabaseError
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from pages.models import MissingAddress
from pages.redirects import missing
from tests.html import sent_by, soup

pytestmark = pytest.mark.django_db


def paths() -> dict[str, int]:
    return dict(MissingAddress.objects.values_list("path", "count"))


@pytest.fixture(autouse=True)
def _counted_at_once(monkeypatch):
    monkeypatch.setattr(missing, "SECONDS_BETWEEN", 0)


def test_a_missing_address_is_counted_without_anything_about_the_visitor(client, monkeypatch, caplog):
    for address in ("/old/Page.html?email=maria@example.org", "/old/Page.html", "/es/ni%C3%B1os/"):
        assert client.get(address, headers={"User-Agent": "zanzibar"}).status_code == 404
    assert paths() == {"/old/Page.html": 2, "/es/niños": 1}
    stored = str(list(MissingAddress.objects.values()))
    assert "maria" not in stored
    assert "zanzibar" not in stored
    monkeypatch.setattr(missing, "_count", Mock(side_effect=DatabaseError("read-only: zanzibar")))
    assert client.get("/old/").status_code == 404
    assert "zanzibar" not in caplog.text


def test_what_robots_ask_for_pages_and_redirects_are_not_counted(client):
    Redirect.objects.create(old_path="/old", redirect_link="/about/")
    for address in (
        *("/wp-login.php", "/index.php", "/old/wp-admin/", "/.env", "/a/.git/config", "/image.png", "/m@example.org"),
        *("/" + "a" * 250, "/a/../b", "/%00", "/a;b=1", "/<script>", "/admin/nothing/", "/about/", "/old"),
    ):
        client.get(address)
    assert not paths()


def test_counting_is_cheap_and_bounded_and_old_addresses_are_deleted(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(missing, "MOST", 2)
    for address in ("/a", "/b", "/c", "/a"):
        missing.count(address)
    assert paths() == {"/a": 2, "/b": 1}
    with django_assert_num_queries(3):  # including the savepoint around it
        missing.count("/d")
    monkeypatch.setattr(missing, "SECONDS_BETWEEN", 60)
    with django_assert_num_queries(0):
        missing.count("/a")
    MissingAddress.objects.all().delete()
    today = timezone.localdate()
    for path, count, days in (("/a", 1, 8), ("/b", 2, 8), ("/c", 9, 61), ("/d", 9, 0)):
        MissingAddress.objects.create(path=path, count=count, last_day=today - timedelta(days=days))
    Redirect.objects.create(old_path="/d", redirect_link="/")
    missing.forget_old()
    assert paths() == {"/b": 2}


def test_a_publisher_adds_the_redirect_and_the_address_leaves_the_report(sign_in, client):
    client.get("/our/Mission.html")
    sign_in("Publisher")
    report = soup(client.get(reverse("missing_addresses")))
    table = report.select_one("main table").get_text()
    assert date_format(timezone.localdate()) in table
    assert " ago" not in table
    (button,) = [link for link in report.select("a[href]") if link.get_text(strip=True) == "Add redirect"]
    data = sent_by(soup(client.get(button["href"])).select_one("main form"))
    mission = Page.objects.get(slug="mission")
    assert (data["old_path"], data["redirect_page"]) == ("/our/Mission.html", str(mission.pk))
    client.post(button["href"].partition("?")[0], data)
    assert client.get("/our/Mission.html")["Location"] == mission.url
    client.get(reverse("missing_addresses"))  # shows the message
    assert "/our/Mission.html" not in client.get(reverse("missing_addresses")).content.decode()
