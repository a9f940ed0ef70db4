"""Response times do not reveal who has an account: the costly work is the same in every case."""

from itertools import product

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from .conftest import PASSWORD, show_again, sign_in

pytestmark = pytest.mark.django_db
WRONG = "not the password 42"


@pytest.fixture
def hashed(monkeypatch):
    """Record every password that is hashed, in order."""
    passwords, encode = [], MD5PasswordHasher.encode

    def counted(self, password, salt):
        passwords.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    return passwords


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
        hashed.clear()
        sign_in(Client(), login, password)
        assert len(hashed) == 1, (login, password)


def test_beyond_the_limit_nothing_is_hashed_with_or_without_an_account(client, people, hashed):
    for login in ("ana@example.org", "nobody@example.org"):
        for _number in range(5):
            sign_in(client, login, WRONG)
        hashed.clear()
        assert "Too many failed login attempts" in sign_in(client, login).content.decode()
        assert hashed == []


def test_reauthentication_costs_one_hash_too(client, people, hashed):
    sign_in(client, "ana@example.org")
    for password in (WRONG, PASSWORD):
        hashed.clear()
        show_again(client, password)
        assert hashed == [password]


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
