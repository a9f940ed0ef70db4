"""Statements that are slow together end a request as one that is too slow alone does."""

import time

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.db import OperationalError, connection
from django.http import HttpResponse

from alliance_site.watch.faults import DeadlineMiddleware

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
    asks_three_times(None)  # what follows has its own time


def test_staff_may_take_longer(limited, rf):
    assert limited(rf.get("/admin/pages/")).status_code == 200


def test_the_publisher_and_development_have_no_limit(settings):
    settings.REQUEST_TIMEOUT = 0
    with pytest.raises(MiddlewareNotUsed):
        DeadlineMiddleware(asks_three_times)
