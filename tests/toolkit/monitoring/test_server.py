"""The site under gunicorn with production settings: its log, its metrics, and a database that is down or slow."""

import json
import time

import pytest
from bs4 import BeautifulSoup

from tests.ground.programs import session
from tests.toolkit.monitoring import server as servers

pytestmark = pytest.mark.django_db  # the servers use the test database but change nothing
SECRET = "Willowbrook"
TOKEN = "a-token-of-enough-length"
SLOW = 1  # the statement timeout here, in seconds


@pytest.fixture(scope="module")
def server(django_db_setup, tmp_path_factory):
    """Two processes on the test database."""
    folder = tmp_path_factory.mktemp("server")
    variables = {
        "METRICS_TOKEN": TOKEN,
        "PROMETHEUS_MULTIPROC_DIR": folder / "metrics",
        "STATEMENT_TIMEOUT": SLOW,
        "RELEASE": "2026.11-test",
    }
    with servers.running(folder, workers=2, **variables) as server:
        yield server


@pytest.fixture(scope="module")
def stranded(tmp_path_factory):
    """One process whose database port is closed."""
    with servers.running(tmp_path_factory.mktemp("stranded"), DATABASE_URL=servers.CLOSED) as server:
        yield server


def test_each_request_is_one_object_in_the_log(server):
    status, headers, _text = server.get(f"/schools/?near={SECRET}", User_Agent=SECRET, Cookie=f"a={SECRET}")
    assert status == 200
    line = server.line(request=headers["X-Request-ID"], logger="toolkit.monitoring.requests")
    assert line.pop("time").endswith("Z")
    assert 0 < line.pop("duration") < 30
    assert line == {
        "level": "INFO",
        "logger": "toolkit.monitoring.requests",
        "message": "GET /schools/ 200",
        "request": headers["X-Request-ID"],
        "release": "2026.11-test",
        "method": "GET",
        "path": "/schools/",
        "view": "wagtail_serve",
        "status": 200,
    }
    assert server.line(logger="gunicorn.error", level="INFO")["message"].startswith("Starting gunicorn")
    assert SECRET not in server.log.read_text()
    server.get("/healthz")
    server.get("/readyz")
    server.get("/robots.txt")
    assert server.line(path="/robots.txt")
    assert not [line for line in server.lines() if line.get("path") in ("/healthz", "/readyz", "/metrics")]


def test_all_processes_are_counted_together_for_whoever_has_the_token(server):
    for _ in range(12):
        assert server.get(f"/about/?{SECRET}")[0] == 200
    status, headers, text = server.get("/metrics", Authorization=f"Bearer {TOKEN}")
    assert status == 200
    assert headers["Content-Type"].startswith("text/plain")
    assert headers["Cache-Control"] == "no-store"
    counted = [line for line in text.splitlines() if line.startswith("site_requests_total{")]
    pages = next(line for line in counted if 'view="wagtail_serve"' in line and 'status="2xx"' in line)
    assert float(pages.split()[-1]) >= 12
    assert 'site_request_seconds_bucket{le="0.1",view="wagtail_serve"}' in text
    assert "site_database_up 1.0" in text
    assert "site_jobs_waiting 0.0" in text
    assert "about" not in text
    assert SECRET not in text
    for offered in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {TOKEN}"}):
        status, _headers, text = server.get("/metrics", **offered)
        assert (status, text) == (401, "")


def test_a_slow_database_is_given_up_and_the_next_request_is_answered(server):
    other = session()
    try:
        other.cursor().execute("LOCK TABLE wagtailcore_page IN ACCESS EXCLUSIVE MODE")
        started = time.monotonic()
        status, headers, text = server.get(f"/about/?{SECRET}")
        assert SLOW <= time.monotonic() - started < SLOW + 3
    finally:
        other.close()
    assert (status, headers["Retry-After"]) == (503, "30")
    assert "Volvemos pronto" in text
    line = server.line(logger="django.request", request=headers["X-Request-ID"])
    assert line["message"] == "Service Unavailable: /about/"
    assert "OperationalError: canceling statement due to statement timeout" in line["error"]  # and the location
    assert server.get("/about/")[0] == 200
    assert SECRET not in server.log.read_text()


def test_without_a_database_the_answer_is_fast_and_honest(stranded):
    for path in ("/", "/schools/merkin/", "/no-such-page/", "/admin/", "/data/schools.csv"):
        cookie = "__Host-sessionid=abcdefghijklmnopqrstuvwxyz123456"
        started = time.monotonic()
        status, headers, text = stranded.get(f"{path}?{SECRET}", Cookie=cookie)
        assert time.monotonic() - started < 15  # the deadline is 3; a hanging request takes 30 or more
        assert (status, headers["Retry-After"], headers["Cache-Control"]) == (503, "30", "no-store")
        page = BeautifulSoup(text, "html.parser")
        assert page.h1.get_text() == "We will be right back"
        assert page.find("div", lang="es")
        assert headers["X-Frame-Options"] == "DENY"
        line = stranded.line(logger="toolkit.monitoring.outages", request=headers["X-Request-ID"])
        assert line["message"].startswith(f"The database did not respond to a request for {path}: ")
        assert "error" not in line  # no traceback for each of a thousand requests
        assert stranded.line(path=path, status=503)
    log = stranded.log.read_text()
    assert SECRET not in log
    assert "hush" not in log


def test_without_a_database_the_process_lives_but_is_not_ready(stranded):
    assert stranded.get("/healthz", Host="10.0.0.7")[0] == 200
    status, headers, text = stranded.get("/readyz", Host="10.0.0.7")
    assert (status, headers["Cache-Control"]) == (503, "no-store")
    said = json.loads(text)
    assert said["ready"] is False
    assert said["checks"]["database"] == {"ok": False, "needed": True, "why": "no answer"}
    assert said["checks"]["worker"]["why"] == "unknown without the database"
    assert "127.0.0.1" not in text
