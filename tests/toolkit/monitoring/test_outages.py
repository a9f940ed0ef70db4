"""Many slow statements end a request as one does, and requests that nobody waits for are dropped."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.db import OperationalError, connection
from django.http import HttpResponse

from deploy.stack.supervisor import until
from tests.ground.programs import session
from tests.toolkit.monitoring import server as servers
from toolkit.activity_log.actors import send_actor
from toolkit.monitoring.outages import DeadlineMiddleware, WaitingMiddleware

pytestmark = pytest.mark.django_db


# The time of a request


def asks_three_times(request):
    with connection.cursor() as cursor:
        for _ in range(3):
            cursor.execute("SELECT 1")
            time.sleep(0.03)
    return HttpResponse()


@pytest.fixture
def limited(settings):
    settings.REQUEST_TIMEOUT = 0.05
    return DeadlineMiddleware(asks_three_times)


def test_a_public_request_has_so_much_time(limited, rf):
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


@pytest.fixture
def asked(settings):
    """A request that came through a socket, and the other end of the socket."""
    settings.SERVING = True
    ours, theirs = socket.socketpair()
    answers = WaitingMiddleware(lambda _request: HttpResponse("worked"))
    with ours, theirs:
        yield (lambda request: answers(request).status_code, ours, theirs)


def test_whoever_waits_is_answered_and_whoever_is_gone_is_not(asked, rf):
    answer, ours, theirs = asked
    assert answer(rf.get("/about/", **{"gunicorn.socket": ours})) == 200
    theirs.send(b"GET /next/")  # the next request after this one
    assert answer(rf.get("/about/", **{"gunicorn.socket": ours})) == 200
    assert ours.recv(100) == b"GET /next/"  # nothing was consumed
    assert answer(rf.get("/about/")) == 200  # a different server
    theirs.close()
    for method in (rf.get, rf.post):
        assert answer(method("/about/", **{"gunicorn.socket": ours})) == 503


def is_blocked():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'wagtailcore_page'::regclass")
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_the_application_goes_on_with_those_who_still_wait(tmp_path):
    """One process is blocked by a lock. Of three waiting requests, the middle one disconnects."""
    with servers.running(tmp_path, STATEMENT_TIMEOUT=30) as server, ThreadPoolExecutor() as pool:
        server.get("/about/")
        other = session()
        try:
            other.cursor().execute("LOCK TABLE wagtailcore_page IN ACCESS EXCLUSIVE MODE")
            first = pool.submit(server.get, "/about/?first")
            assert until(is_blocked, 20)
            with socket.create_connection(("127.0.0.1", server.port)) as gone:
                gone.sendall(b"GET /contact/ HTTP/1.1\r\nHost: www.example.org\r\nX-Forwarded-Proto: https\r\n\r\n")
            last = pool.submit(server.get, "/mission/?last")
        finally:
            other.close()
        assert [first.result()[0], last.result()[0]] == [200, 200]
        assert server.line(path="/contact/")["status"] == 503
