"""Public forms take so many an hour: of one visitor, of one network in a busy hour, and not before people could."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import RequestFactory
from django.utils.crypto import salted_hmac

from tests.cases import cases
from toolkit.form_guard import Guard, address_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def guard():
    """One that takes three of a visitor in an hour, and is never busy."""
    caches["visitor_limits"].clear()
    return Guard("a form", sent_since=lambda since: 0, most_of_one=3, busy=1, most_of_network=3)


def send(guard, *addresses) -> list[bool]:
    return [guard.may_send(RequestFactory().post("/", REMOTE_ADDR=address)) for address in addresses]


def test_each_visitor_has_a_limit_of_their_own(guard):
    assert send(guard, *["192.0.2.1"] * 4) == [True] * 3 + [False]
    assert send(guard, "192.0.2.2") == [True]
    one_network = [f"2001:db8:1:2::{n}" for n in range(4)]  # of one household
    assert send(guard, *one_network) == [True] * 3 + [False]


def test_in_a_busy_hour_a_visitor_sends_one_and_a_network_so_many(guard):
    guard.sent_since = lambda since: 1
    assert guard.is_busy()
    guard.sent_since = lambda since: 0
    assert not guard.is_busy()
    guard.busy = 0
    assert send(guard, "192.0.2.1", "192.0.2.1") == [True, False]
    for address in ("2001:db8:1:{}::7", "203.0.113.{}"):
        assert send(guard, *(address.format(n) for n in range(1, 6))) == [True] * 3 + [False] * 2
    assert send(guard, "2001:db8:2::7", "203.0.114.1") == [True, True]


def test_a_stamp_holds_for_one_form_from_seconds_after_it_until_the_next_day(guard):
    stamp = guard.stamp("merkin")
    assert guard.check(stamp, "merkin") == "early"
    guard.shortest = timedelta(seconds=-1)
    assert guard.check(stamp, "merkin") == ""
    for forged in ("", "merkin:1:forged", "\ud7ff" * 500, guard.stamp("gertz-ressler")):
        assert guard.check(forged, "merkin") == "forged"
    guard.longest = timedelta(seconds=-1)
    assert guard.check(stamp, "merkin") == "late"


@pytest.mark.parametrize(("proxies", "forwarded", "address"), cases(__file__, "forwarded_addresses.csv"))
def test_an_address_is_believed_from_our_own_proxies_only(settings, proxies, forwarded, address):
    settings.PROXIES = int(proxies)
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    assert address_of(RequestFactory().get("/", headers=headers)) == address


def test_no_address_is_stored(guard):
    send(guard, "192.0.2.77")
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM visitor_limits")
        (place,) = cursor.fetchall()
    assert "192.0.2.77" not in str(place)
    assert salted_hmac(guard.name, "192.0.2.77").hexdigest() not in str(place)  # nor what a guess would reveal
