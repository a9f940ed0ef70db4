"""Error and maintenance pages need no database, session, template, or script, and have both languages."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.test import RequestFactory

from pages.horizon import svg
from tests.html import assert_valid
from toolkit.monitoring.outages import page as standalone
from toolkit.monitoring.outages import server_error

PAGES = {
    "500": lambda: standalone("500"),
    "500-es": lambda: standalone("500", "es"),
    "maintenance": lambda: static("maintenance.html"),
    "maintenance-es": lambda: static("maintenance.es.html"),
    "busy": lambda: static("sign-in-busy.html"),
    "too-large": lambda: static("too-large.html"),
}


def static(name: str) -> str:
    return Path(finders.find(name)).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PAGES)
def test_it_stands_on_its_own_in_both_languages_with_the_landscape_and_mark_of_the_site(name):
    text = PAGES[name]()
    assert_valid(HttpResponse(text))
    assert "{%" not in text
    assert "{{" not in text
    page = BeautifulSoup(text, "html.parser")
    assert not page.find_all(["script", "style", "img", "iframe", "form"])
    assert not page.select("[style]")
    links = [link["href"] for link in page.find_all("link")]
    assert links == ["/static/img/mark.svg", "/static/css/error.css"]
    assert all(finders.find(link.removeprefix("/static/")) for link in links)
    assert {link["href"] for link in page.find_all("a")} <= {"/", "/es/"}
    first, second = ("es", "en") if name.endswith("-es") else ("en", "es")
    assert page.html["lang"] == first
    assert len(page.find_all("h1")) == 1
    assert page.find("div", lang=second).h2.get_text().strip()
    assert drawing(page.select_one(".name svg")) == drawing(settings.NETWORK.mark)
    assert drawing(page.select_one("svg.horizon")) == drawing(svg(settings.NETWORK.short, "hero"))


def drawing(markup) -> list:
    """The names, words, and numbers of a drawing, whatever is between them."""
    drawn = str(BeautifulSoup(str(markup), "html.parser").svg)
    return [float(part) if part[-1].isdigit() else part for part in re.findall(r"-?\d*\.?\d+|[A-Za-z]+", drawn)]


def test_a_fault_of_the_site_is_answered_without_a_database_and_a_full_disk_like_an_outage(caplog):
    """No `django_db` here, so a query would fail."""
    for path, name in (("/schools/", "500"), ("/es/escuelas/", "500-es")):
        response = server_error(RequestFactory().get(path))
        assert response.status_code == 500
        assert response.content.decode() == PAGES[name]()
    try:
        raise OSError(28, "No space left on device")
    except OSError:
        response = server_error(RequestFactory().get("/admin/images/add/"))
    assert response.status_code == 503
    assert caplog.messages[-1].startswith("A request for /admin/images/add/ failed: The disk is full.")
