"""What visitors get while the application is stopped, slow, or broken."""

import json
import re
import time
from unittest.mock import patch

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse

from tests.html import assert_valid
from tests.stack.ask import ask, away, fresh

pytestmark = pytest.mark.django_db  # for the copy that nginx serves
SAYS_SO = {"Retry-After": "60", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
SAYS_SO |= {"Content-Type": "text/html; charset=utf-8"}


def test_the_rest_says_so_at_once_in_both_languages(down):
    paths = ("/schools/?q=equity", "/search/?q=equity", "/no-such-page/", "/admin/", "/readyz", "/accounts/login/")
    for path, method in [*((path, "GET") for path in paths), ("/schools/merkin/report/", "POST")]:
        start = time.monotonic()
        answer = ask(down.url, path, method)
        assert time.monotonic() - start < 1
        assert answer.status == 503, path
        assert SAYS_SO.items() <= dict(answer.headers).items()
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        page = BeautifulSoup(answer.text, "html.parser")
        assert page.html["lang"] == "en"
        assert page.find(lang="es")


@pytest.mark.parametrize("status", [502, 503])
def test_whom_to_call_is_said_also_where_the_application_says_that_its_database_is_away(counted, origin, status):
    for line in (
        *("GET /schools/?q=gertz", "GET /schools/merkin/report/", "POST /schools/merkin/report/", "GET /admin/"),
        *("POST /es/escuelas/merkin/avisar-de-un-error/", "GET /documents/1/a.pdf", "POST /admin/pages/3/edit/"),
    ):
        method, path = line.split()
        with patch.object(origin, "status", status):
            answer = ask(counted.url, f"{path}{'&' if '?' in path else '?'}{fresh()}", method)
        assert (answer.status, answer.headers["Retry-After"]) == (503, "60"), line
        assert answer.headers["Cache-Control"] == "no-store"
        page = BeautifulSoup(answer.text, "html.parser")
        first, second = ("es", "en") if path.startswith("/es/") else ("en", "es")
        assert (page.html["lang"], bool(page.body.find(lang=second))) == (first, True)
        assert len(page.select(".phones a")) > 10


def test_a_refused_report_and_a_probe_get_the_applications_own_answer(counted, origin):
    with patch.object(origin, "status", 429):
        answer = ask(counted.url, "/schools/merkin/report/", "POST", b"text=wrong")
    assert answer.status == 429
    assert answer.text.startswith("POST /schools/merkin/report/ ")
    with patch.object(origin, "status", 503):
        answer = ask(counted.url, "/readyz")
    assert answer.status == 503
    assert answer.text.startswith("GET /readyz ")


@pytest.mark.parametrize(
    ("path", "name", "heading", "instead"),
    [  # instead of the Spanish page there is the English one still, and instead of that the maintenance page
        ("/schools/", "unavailable.html", "We will be right back", "each school’s phone number is on its page"),
        ("/es/escuelas/", "unavailable.es.html", "Volvemos pronto", "tel:+1"),
    ],
)
def test_the_publishers_page_says_whom_to_call_and_another_takes_its_place(
    counted, origin, published, path, name, heading, instead
):
    with patch.object(origin, "status", 503):
        page = BeautifulSoup(ask(counted.url, f"{path}?{fresh()}").text, "html.parser")
        with away(published / name):
            answer = ask(counted.url, f"{path}?{fresh()}")
    assert page.h1.get_text() == heading
    assert all(re.fullmatch(r"tel:\+1\d{10}", link["href"]) for link in page.select(".phones a"))
    assert_valid(HttpResponse(str(page)))
    assert (answer.status, answer.headers["Retry-After"]) == (503, "60")
    assert instead in answer.text


def test_programs_are_told_so_in_json_and_the_pages_for_it_have_no_address(down):
    answer = ask(down.url, "/schools/results.json?q=equity")
    assert answer.status == 503
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert (answer.headers["Retry-After"], answer.headers["Cache-Control"]) == ("60", "no-store")
    assert json.loads(answer.body)["message"].keys() == {"en", "es"}
    assert {ask(down.url, f"/unavailable.{end}").status for end in ("html", "es.html", "json")} == {404}


def test_what_was_asked_a_moment_ago_is_answered_still_and_a_slow_application_not_waited_for(counted, origin):
    path = f"/schools/?{fresh()}"
    first = ask(counted.url, path)
    time.sleep(2.1)
    with patch.object(origin, "status", 502):
        answer = ask(counted.url, path)
    assert (answer.status, answer.body) == (200, first.body)
    start = time.monotonic()
    answer = ask(counted.url, "/slow/")
    assert (answer.status, answer.headers["Retry-After"]) == (503, "60")
    assert time.monotonic() - start < 6.5
