"""Many slow statements end a request like one statement that is too slow."""

import time
from threading import Thread

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.db import OperationalError, connection
from django.http import HttpResponse

from toolkit.activity_log.actors import send_actor
from toolkit.monitoring.outages import DeadlineMiddleware

pytestmark = pytest.mark.django_db


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


def test_who_asks_next_on_a_new_connection_has_their_own_time(settings, rf):
    """Also after the database was down, when the wrapper is installed during a request."""
    settings.REQUEST_TIMEOUT = 60
    left = []

    def ask():
        DeadlineMiddleware(asks_three_times)(rf.get("/about/"))
        left.extend(connection.execute_wrappers)
        connection.close()

    in_a_new_thread = Thread(target=ask)
    in_a_new_thread.start()
    in_a_new_thread.join()
    assert left == [send_actor]


def test_staff_may_take_longer(limited, rf):
    assert limited(rf.get("/admin/pages/")).status_code == 200


def test_the_publisher_and_development_have_no_limit(settings):
    settings.REQUEST_TIMEOUT = 0
    with pytest.raises(MiddlewareNotUsed):
        DeadlineMiddleware(asks_three_times)
