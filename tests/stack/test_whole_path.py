"""nginx and the site together, as visitors and staff see them."""

import pytest
from django.urls import reverse

from tests.stack.ask import ask

pytestmark = pytest.mark.django_db
ONCE = (
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Permissions-Policy",
    "Cross-Origin-Opener-Policy",
    "X-Frame-Options",
    "Cache-Control",
    "Content-Language",
)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/about/", 200),
        ("/schools/?q=equity", 200),
        ("/search/?q=equity", 200),
        ("/accounts/login/", 200),
        ("/no-such-page/", 404),
    ],
)
def test_each_answer_says_what_it_may_do_exactly_once(site, path, status):
    answer = ask(site.url, path, Accept_Encoding="gzip")
    assert answer.status == status
    for name in ONCE:
        assert len(answer.headers.get_all(name, [])) == 1, name
    assert answer.headers["Content-Encoding"] == "gzip"


def test_the_finder_answers_people_and_programs(site):
    assert "Gertz-Ressler" in ask(site.url, "/schools/?q=gertz").text
    answer = ask(site.url, "/schools/results.json?q=gertz&utm_source=x")
    assert answer.headers["Content-Type"] == "application/json"
    assert b'"count": ' in answer.body
    assert b"utm_source" not in answer.body


def test_search_is_kept_by_nobody_but_for_a_second_here(site):
    assert reverse("search") == "/search/"
    assert ask(site.url, "/search/?q=equity").headers["Cache-Control"] == "private, no-store"


def test_an_address_that_does_not_exist_gets_the_sites_own_page(site):
    assert "over the horizon" in ask(site.url, "/no-such-page/").text
    assert ask(site.url, "/about/index.html").status == 404


def test_pages_for_staff_only_stay_so(site):
    answer = ask(site.url, "/sample-private/")
    assert answer.status in (302, 404)
    assert "private" in answer.headers["Cache-Control"]


def test_whether_it_is_well_is_asked_of_the_application(site):
    assert ask(site.url, "/healthz", Host="10.0.0.7").body == b"ok\n"
    assert ask(site.url, "/about/", Host="10.0.0.7").status == 421


def test_a_page_that_the_copy_lacks_is_answered_by_the_application(site, published):
    file = published / "site" / "mission" / "index.html"
    file.rename(f"{file}.away")
    try:
        answer = ask(site.url, "/mission/")
    finally:
        (file.parent / f"{file.name}.away").rename(file)
    assert answer.status == 200
    assert "s-maxage" in answer.headers["Cache-Control"]
