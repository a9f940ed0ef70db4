"""Long passwords of any kind are accepted, common ones are refused, and guessing is limited across all processes.

Response times do not reveal who has an account: the costly work is the same in every case.
"""

import time
from itertools import product
from unittest.mock import patch

import pytest
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import global_settings, settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import MD5PasswordHasher, PBKDF2PasswordHasher
from django.contrib.auth.password_validation import validate_password
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from tests.cases import cases
from tests.ground.programs import ROOT
from tests.jobs import forgot

from .conftest import PASSWORD, change_password, code_of, show_again, sign_in

pytestmark = pytest.mark.django_db
TOO_MANY = "Too many failed login attempts. Try again later."
WRONG = "not the password 42"
(WORDS,) = [
    each["OPTIONS"]["words"] for each in settings.AUTH_PASSWORD_VALIDATORS if "words" in each.get("OPTIONS", ())
]
EASY = [
    *("123456789012345", "password1234", "P@ssw0rd2026!", "qwertyuiop123", "1qaz2wsx3edc", "iloveyou12345"),
    *("alliance2026!", "AllianceCollegeReady", "welcome to alliance", "Publisher2026", "losangeles2026"),
    *("xxxxxxxxxxxxx", "paula.example1", "p4ul4.example", "q7vR2kXz9wb"),  # the last one is too short
]
GOOD = [
    *("a long password 42", "482910573862", "correct horse battery", "🐘🦒🐍 und drei Tiere"),
    "a long line of words, with signs {and} <brackets>; 64 characters and some more of them",
]


def test_an_easy_password_is_refused():
    documented = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    assert [word for word in WORDS if word not in documented] == []
    user = get_user_model()(username="paula", first_name="Paula", last_name="Example", email="paula.example@site.org")
    of_words = [text for word in WORDS for text in (f"{word}2026{word}", f"{word.title()}-1234567", word * 3)]
    for password in EASY + of_words:
        with pytest.raises(ValidationError):
            validate_password(password, user)


def test_a_good_password_works_as_it_was_typed(client, person):
    for password in GOOD:
        validate_password(password)
    password, user = "ñandú y otros pájaros", person("Writer")
    sign_in(client)
    assert change_password(client, password).status_code == 302
    client.post(reverse("account_logout"))
    for other in (password[:-1], password.upper(), f"{password} "):
        assert sign_in(client, password=other).status_code == 200, other
    assert sign_in(client, password=password).status_code == 302
    user.refresh_from_db()
    assert user.check_password(password)


def test_a_change_needs_the_current_password_and_the_page_names_the_rules_and_the_fault(client, person):
    user = person("Writer")
    sign_in(client)
    page = client.get(reverse("account_change_password")).content.decode()
    assert "It must not consist only of leaked passwords, names" in page
    assert page.count('type="password"') == 3
    assert "too easy to guess" in change_password(client, "alliance2026!").content.decode()
    for form in ({"password1": GOOD[2], "password2": GOOD[2]}, {"oldpassword": "x", "password1": GOOD[2]}):
        assert client.post(reverse("account_change_password"), form).status_code == 200
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_passwords_are_hashed_as_django_does():
    """Hash with as many rounds as the installed Django recommends."""
    assert "PASSWORD_HASHERS" not in "".join(
        (ROOT / "alliance_site" / "settings" / f"{name}.py").read_text(encoding="utf-8")
        for name in ("base", "production")
    )
    (first, *_others) = global_settings.PASSWORD_HASHERS
    assert first == "django.contrib.auth.hashers.PBKDF2PasswordHasher"
    assert PBKDF2PasswordHasher.iterations >= 1_000_000


# Limits


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


# Time


@pytest.fixture
def hashed():
    """Counts the passwords that are hashed."""
    with patch.object(MD5PasswordHasher, "encode", autospec=True, side_effect=MD5PasswordHasher.encode) as encode:
        yield encode


@pytest.fixture
def people(person):
    """One account of each kind. Ana was invited, so her user name is her address."""
    person("Writer")
    users = get_user_model().objects
    users.create_user("ana@example.org", "ana@example.org", PASSWORD)
    users.create_user("gone", "gone@example.org", PASSWORD, is_active=False)
    users.create_user("new@example.org", "new@example.org")  # invited, without a password yet
    users.create_user("first", "two@example.org", PASSWORD)
    users.create_user("second", "two@example.org", "the other password 42")


LOGINS = "paula PAULA paula@example.org ana@example.org nobody nobody@example.org gone gone@example.org new@example.org"


def test_each_try_costs_exactly_one_hash(people, hashed):
    for login, password in product([*LOGINS.split(), "first", "two@example.org"], [PASSWORD, WRONG]):
        caches["limits"].clear()
        hashed.reset_mock()
        sign_in(Client(), login, password)
        assert hashed.call_count == 1, (login, password)


def test_beyond_the_limit_nothing_is_hashed_with_or_without_an_account(client, people, hashed):
    for login in ("ana@example.org", "nobody@example.org"):
        for _number in range(5):
            sign_in(client, login, WRONG)
        hashed.reset_mock()
        assert TOO_MANY in sign_in(client, login).content.decode()
        hashed.assert_not_called()


def test_reauthentication_costs_one_hash_too(client, people, hashed):
    sign_in(client, "ana@example.org")
    for password in (WRONG, PASSWORD):
        hashed.reset_mock()
        show_again(client, password)
        assert [call.args[1] for call in hashed.call_args_list] == [password]


def test_an_address_of_two_accounts_opens_one_and_its_user_name_the_other(client, people):
    assert sign_in(client, "two@example.org", "the other password 42").status_code == 200
    assert sign_in(client, "second", "the other password 42").status_code == 302


def test_a_forgotten_password_is_the_same_work_for_every_address(client, people, mailoutbox):
    """The request queues one job, without the address. Only the worker finds out whether there is someone to email."""
    asked = {}
    for email in ("paula@example.org", "nobody@example.org", "gone@example.org", "two@example.org"):
        with CaptureQueriesContext(connection) as queries:
            response = client.post(reverse("account_reset_password"), {"email": email})
        asked[email] = (response.status_code, response.url, [query["sql"].split()[0] for query in queries])
    assert len({str(answer) for answer in asked.values()}) == 1, asked
    assert response.url == reverse("account_reset_password_done")
    assert DBTaskResult.objects.filter(task_path__endswith="mail_link").count() == 4
    assert mailoutbox == []
    assert "example.org" not in str([*DBTaskResult.objects.values()])
