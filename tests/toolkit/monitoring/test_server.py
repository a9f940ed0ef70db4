"""The site under gunicorn with production settings: its log, its metrics, and a database that is down or slow.

Many slow statements end a request as one does, and requests that nobody waits for are dropped.
"""

import json
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import MiddlewareNotUsed
from django.db import OperationalError, connection
from django.http import HttpResponse

from deploy.stack.supervisor import until
from tests.ground.programs import session
from tests.toolkit.monitoring import server as servers
from toolkit.activity_log.actors import send_actor
from toolkit.monitoring.outages import DeadlineMiddleware, WaitingMiddleware

pytestmark = pytest.mark.django_db  # the servers use the test database but change nothing
SECRET = "Willowbrook"
TOKEN = "a-token-of-enough-length"
SLOW = 1  # the statement timeout here, in seconds


@pytest.fixture(scope="module")
def server(django_db_setup, tmp_path_factory):
    """Two processes on the test database."""
    folder = tmp_path_factory.mktemp("server")
    of_metrics = {"METRICS_TOKEN": TOKEN, "PROMETHEUS_MULTIPROC_DIR": folder / "metrics"}
    with servers.running(folder, workers=2, STATEMENT_TIMEOUT=SLOW, RELEASE="2026.11-test", **of_metrics) as server:
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
    with closing(session()) as other:
        other.cursor().execute("LOCK TABLE wagtailcore_page IN ACCESS EXCLUSIVE MODE")
        started = time.monotonic()
        status, headers, text = server.get(f"/about/?{SECRET}")
        assert SLOW <= time.monotonic() - started < SLOW + 3
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


# The time of a request


def asks_three_times(request):
    with connection.cursor() as cursor:
        for _ in range(3):
            cursor.execute("SELECT 1")
            time.sleep(0.03)
    return HttpResponse()


def test_a_public_request_has_so_much_time(settings, rf):
    settings.REQUEST_TIMEOUT = 0.05
    limited = DeadlineMiddleware(asks_three_times)
    with pytest.raises(OperationalError, match="took more than"):
        limited(rf.get("/about/"))
    asks_three_times(None)  # the next request has its full time
    assert limited(rf.get("/admin/pages/")).status_code == 200


def test_who_asks_next_on_a_new_connection_has_their_own_time(settings, rf):
    """Also after the database was down, when the wrapper is installed during a request."""
    settings.REQUEST_TIMEOUT = 60
    left = []

    def ask():
        DeadlineMiddleware(asks_three_times)(rf.get("/about/"))
        left.extend(connection.execute_wrappers)
        connection.close()

    with ThreadPoolExecutor() as new_thread:
        new_thread.submit(ask).result()
    assert left == [send_actor]


def test_the_publisher_commands_and_development_have_no_limit_and_nobody_waiting(settings):
    settings.REQUEST_TIMEOUT = 0
    with pytest.raises(MiddlewareNotUsed):
        DeadlineMiddleware(asks_three_times)
    settings.SERVING = False
    with pytest.raises(MiddlewareNotUsed):
        WaitingMiddleware(None)


# Requests that nobody waits for


def test_whoever_waits_is_answered_and_whoever_is_gone_is_not(settings, rf):
    settings.SERVING = True
    answer = WaitingMiddleware(lambda _request: HttpResponse("worked"))
    ours, theirs = socket.socketpair()
    with ours, theirs:
        of_socket = {"gunicorn.socket": ours}
        assert answer(rf.get("/about/", **of_socket)).status_code == 200
        theirs.send(b"GET /next/")  # the next request after this one
        assert answer(rf.get("/about/", **of_socket)).status_code == 200
        assert ours.recv(100) == b"GET /next/"  # nothing was consumed
        assert answer(rf.get("/about/")).status_code == 200  # a different server
        theirs.close()
        for method in (rf.get, rf.post):
            assert answer(method("/about/", **of_socket)).status_code == 503


def is_blocked():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'wagtailcore_page'::regclass")
        return cursor.fetchone()[0]


def test_the_application_goes_on_with_those_who_still_wait(tmp_path):
    """One process is blocked by a lock. Of three waiting requests, the middle one disconnects."""
    with servers.running(tmp_path, STATEMENT_TIMEOUT=30) as server, ThreadPoolExecutor() as pool:
        server.get("/about/")
        with closing(session()) as other:
            other.cursor().execute("LOCK TABLE wagtailcore_page IN ACCESS EXCLUSIVE MODE")
            first = pool.submit(server.get, "/about/?first")
            assert until(is_blocked, 20)
            with socket.create_connection(("127.0.0.1", server.port)) as gone:
                gone.sendall(b"GET /contact/ HTTP/1.1\r\nHost: www.example.org\r\nX-Forwarded-Proto: https\r\n\r\n")
            last = pool.submit(server.get, "/mission/?last")
        assert [first.result()[0], last.result()[0]] == [200, 200]
        assert server.line(path="/contact/")["status"] == 503
