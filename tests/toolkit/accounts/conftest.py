"""Sign in as in production, where everyone with power over the site needs a second factor."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core import mail
from django.core.cache import caches
from django.urls import reverse

from tests.schools import people
from tests.schools.people import PASSWORD

NEW = "another long one 42"

# Who sees which page; the others only redirect.
ANYBODY = [
    *("account_login", "account_reset_password", "account_reset_password_done", "account_inactive"),
    *("account_reset_password_from_key_done", "socialaccount_login_cancelled"),
]
SIGNED_IN = [
    *("account_logout", "account_reauthenticate", "account_change_password", "mfa_index", "mfa_reauthenticate"),
    *("mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_list_webauthn"),
    *("mfa_add_webauthn", "usersessions_list"),
]


@pytest.fixture(autouse=True)
def everywhere_but_in_the_demo(settings):
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.fixture(autouse=True)
def nobody_has_tried_yet(db):
    caches["limits"].clear()


@pytest.fixture
def person(db):
    """Return a function that creates a staff member with a password; `Site admin` is a superuser."""

    def make(role="Publisher", name="paula", **more):
        is_admin = role == "Site admin"
        groups = [role] if role and not is_admin else []
        return people.person(name, *groups, is_superuser=is_admin, is_staff=is_admin, **more)

    return make


def code_of(secret: str) -> str:
    """Return the code an authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.fixture
def app_of():
    """Give a user an authenticator app and return its secret."""

    def give(user) -> str:
        secret = generate_totp_secret()
        TOTP.activate(user, secret)
        return secret

    return give


def sign_in(client, login="paula", password=PASSWORD, **more):
    return client.post("/accounts/login/", {"login": login, "password": password, **more})


def sign_in_fully(client, secret="", login="paula", code="", **more):
    """Sign in with a code of an app, or with a recovery code."""
    sign_in(client, login, **more)
    return client.post("/accounts/2fa/authenticate/", {"code": code or code_of(secret)})


@pytest.fixture
def paula(client, person, app_of):
    """A Publisher, signed in to `client`."""
    user = person()
    sign_in_fully(client, app_of(user))
    return user


def show_again(client, password=PASSWORD, **more):
    """Return the extra proof that managing accounts or sessions requires."""
    return client.post("/accounts/reauthenticate/", {"password": password, **more})


@pytest.fixture
def boss(client, person, app_of):
    """A Site admin in `client` who has just confirmed their identity."""
    user = person("Site admin", "boss")
    sign_in_fully(client, app_of(user), "boss")
    show_again(client)
    return user


def mailed_link() -> str:
    """Return the path of the first link in the last email."""
    return re.search(r"https?://[^/\s]+(/\S+)", mail.outbox[-1].body)[1]


def change_password(client, new=NEW, old=PASSWORD):
    form = {"oldpassword": old, "password1": new, "password2": new}
    return client.post(reverse("account_change_password"), form)


def factors(user) -> set:
    return set(Authenticator.objects.filter(user=user).values_list("type", flat=True))


def choose_password(client, path, password=NEW):
    """Through the link in an email."""
    page = client.get(path, follow=True)
    return client.post(page.request["PATH_INFO"], {"password1": password, "password2": password}, follow=True)
