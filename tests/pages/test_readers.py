"""Staff see how often each page is read, counted from a log that says nothing about the readers."""

import json
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from pages.models import AboutPage, HomePage, PageReads
from pages.readers import report
from pages.readers.report import in_words
from tests.html import words

pytestmark = pytest.mark.django_db
YESTERDAY = timezone.localdate() - timedelta(1)


@pytest.fixture
def log(settings, tmp_path):
    """Write requests to the web server's log: (days ago, path, and what differs from one more reader of a page)."""
    settings.ACCESS_LOG = str(tmp_path / "site.log")

    def write(*requests, name="site.log", ending=""):
        usual = {"method": "GET", "status": "200", "reader": "elsewhere"}
        times = (f"{timezone.localdate() - timedelta(ago)}T09:00:00-08:00" for ago, _path, _others in requests)
        asked = ({"time": at, "path": path} | others for at, (_ago, path, others) in zip(times, requests, strict=True))
        (tmp_path / name).write_text("\n".join([*(json.dumps(usual | one) for one in asked), ending]))

    return write


def stored() -> set[tuple[str, date, int, int]]:
    return {*PageReads.objects.values_list("page__url_path", "day", "count", "from_elsewhere")}


def test_each_page_is_counted_by_day_and_language_without_robots(log):
    about, es_about = AboutPage.objects.order_by("locale__language_code")
    path, es_path = about.get_url_parts()[2], es_about.get_url_parts()[2]
    log((2, path, {}), (1, path, {}), name="site.log.1")
    log(
        *((1, path, {"reader": "site"}), (1, path, {"status": "304"}), (1, es_path, {}), (0, path, {})),
        *((1, path, {"reader": "robot"}), (1, path, {"method": "HEAD"}), (1, path, {"status": "404"})),
        *((1, "/no-such-page/", {}), (1, "/static/css/site.css", {})),
        ending='not an object\n{"time": "never", "method": "GET", "status": "200"}\n[]\n{"cut off',
    )
    expected = {
        (about.url_path, YESTERDAY - timedelta(1), 1, 1),
        (about.url_path, YESTERDAY, 3, 2),
        (es_about.url_path, YESTERDAY, 1, 1),
    }
    report.count()
    assert stored() == expected
    report.count()  # the same days, which are counted
    assert stored() == expected


@pytest.mark.parametrize("setting", ["", "/dev/stdout", "/no/such/file"])
def test_without_a_log_nothing_is_counted_or_said(settings, setting):
    settings.ACCESS_LOG = setting
    report.count()
    assert not stored()
    assert in_words(HomePage.objects.first()) == ""


def test_the_status_panel_and_the_report_say_how_often_a_page_was_read(sign_in):
    about = AboutPage.objects.get(locale__language_code="en")
    for ago, number in ((1, 2), (29, 300), (31, 7)):
        PageReads.objects.create(page=about, day=timezone.localdate() - timedelta(ago), count=number, from_elsewhere=1)
    assert in_words(about) == "Read 302 times in the last 30 days, 2 from outside this site."
    assert in_words(HomePage.objects.first()).startswith("Read 0 times")
    publisher = sign_in("Publisher")
    assert in_words(about) in publisher.get(reverse("wagtailadmin_pages:edit", args=[about.pk])).content.decode()
    assert f"{about.title} English 302 2 7" in words(publisher.get(reverse("readers")))
