"""Guessing is limited by account and by network address, across all processes."""

import time

import pytest
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import caches
from django.db import connection
from django.test import Client

from tests.cases import cases
from tests.jobs import forgot

from .conftest import PASSWORD, code_of, sign_in

pytestmark = pytest.mark.django_db
TOO_MANY = "Too many failed login attempts. Try again later."


def test_tries_are_counted_across_processes(person):
    """Each process has a separate cache, so the limits must not depend on it."""
    person("Writer")
    person("Writer", "wendy")
    for _number in range(5):
        assert TOO_MANY not in sign_in(Client(), password="wrong").content.decode()
        caches["default"].clear()
    assert TOO_MANY in sign_in(Client()).content.decode()
    assert sign_in(Client(), "wendy").status_code == 302  # a neighbor at the same address


@pytest.mark.parametrize(("header", "tried", "stopped", "let_in"), cases(__file__, "networks.csv"))
def test_one_network_cannot_try_many_accounts(client, person, settings, header, tried, stopped, let_in):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = int(header != "REMOTE_ADDR")
    person()
    for number in range(20):
        sent = {"login": f"somebody-{number}", "password": "wrong"}
        client.post("/accounts/login/", sent, **{header: tried.format(number)})
    sent = {"login": "paula", "password": PASSWORD}
    assert TOO_MANY in client.post("/accounts/login/", sent, **{header: stopped}).content.decode()
    assert client.post("/accounts/login/", sent, **{header: let_in}).status_code == 302


def test_guesses_of_a_code_are_limited(client, person, app_of):
    secret = app_of(person())
    sign_in(client)
    for _number in range(5):
        client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    response = client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert TOO_MANY in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_password_mails_are_limited(client, person, mailoutbox):
    user = person()
    statuses = [forgot(client, user.email).status_code for _ in range(5)]
    assert statuses == [302, 302, 302, 429, 429]
    assert len(mailoutbox) == 3


def test_counters_store_no_address_and_no_name(client, person):
    person()
    sign_in(client, password="wrong")
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM accounts_limits")
        rows = cursor.fetchall()
    assert rows
    assert not [row for row in rows if "127.0.0.1" in str(row) or "paula" in str(row) or "allauth" in row[0]]
    assert caches["limits"]._table == "accounts_limits"


def test_a_used_code_is_used_for_all_processes(client, person, app_of):
    now = time.time()
    secret = app_of(person())
    ahead = format_hotp_value(hotp_value(secret, int(now) // 30 + 1))  # for a phone whose clock is half a minute fast
    sign_in(client)
    assert client.post("/accounts/2fa/authenticate/", {"code": ahead}).url == "/admin/"
    caches["default"].clear()
    sign_in(other := Client())
    refused = other.post("/accounts/2fa/authenticate/", {"code": ahead}).content.decode()
    assert "Incorrect code" in refused
    assert "_auth_user_id" not in other.session


def test_allauth_s_half_minute_for_a_used_code_is_lengthened(settings, monkeypatch):
    kept = {}
    monkeypatch.setattr(caches["limits"], "add", lambda key, value, timeout: kept.update({key: timeout}))
    totp.cache.add("code", "y", timeout=30)
    assert kept == {"code": 90}
    settings.MFA_TOTP_TOLERANCE = 0
    totp.cache.add("code", "y", timeout=30)
    assert kept == {"code": 30}
