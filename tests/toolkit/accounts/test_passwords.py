"""Long passwords of any kind are accepted, and common ones are refused."""

import pytest
from django.conf import global_settings, settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse

from tests.ground.programs import ROOT

from .conftest import PASSWORD, change_password, sign_in

pytestmark = pytest.mark.django_db
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
