"""Every sign-in page has the site's wording and design, in both languages, and no unused page is reachable."""

import re
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings as django_settings
from django.template import engines
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from tests.jobs import forgot
from toolkit.accounts import providers
from toolkit.accounts import urls as signin

from .conftest import ANYBODY, SIGNED_IN, code_of, factors, mailed_link, show_again, sign_in

pytestmark = pytest.mark.django_db
OURS = [Path(django_settings.BASE_DIR) / app / "templates" for app in ("alliance_site", "toolkit/accounts")]
KEY = {"name": "My key", "credential": {}}

WITH_A_KEY = ["mfa_edit_webauthn", "mfa_remove_webauthn"]
ELSEWHERE = {  # the GET response, and where a test checks it
    "mfa_authenticate": "the code, below",
    "mfa_activate_totp": "the app, below",
    "mfa_reauthenticate_webauthn": "tests/browser/test_signin.py",
    "account_reset_password_from_key": "the link, below",
    "openid_connect_login": "the provider, below",
    "mfa_login_webauthn": "JSON for the browser",
    "openid_connect_callback": "tests/toolkit/accounts/test_providers.py",
    "end_session": "POST only",
}


@pytest.fixture(autouse=True)
def a_provider(settings):
    settings.SOCIALACCOUNT_PROVIDERS = providers.from_environment({"OIDC_GOOGLE": "example.org,id,secret"})


@pytest.fixture
def signed_in(client, paula, monkeypatch):
    # The passkey never came from a device, so skip checking what a device sends.
    monkeypatch.setattr("allauth.mfa.webauthn.internal.auth.get_credentials", lambda user: [])
    Authenticator.objects.create(user=paula, type="webauthn", data=KEY)
    RecoveryCodes.activate(paula)
    show_again(client)
    return client


def assert_ours(response, language="en"):
    """Check that the response is a page with a heading in `language` and contains no text from allauth's templates."""
    assert response.status_code == 200
    page = response.content.decode()
    assert f'<html lang="{language}"' in page
    assert len(re.findall("<h1", page)) == 1
    assert "wordmark" in page
    assert "placeholder=" not in page
    for template in response.templates:
        origin = template.origin and Path(template.origin.name)
        if origin and "allauth" in origin.parts and not any(map(origin.is_relative_to, OURS)):
            words = re.findall(r"{%\s*(?:blocktrans|trans)\w*\b[^%]*%}", origin.read_text(encoding="utf-8"))
            assert not words or origin.name == "base.html", origin  # the title of a base template that ours replace


def test_the_lists_are_complete():
    named = {pattern.name for pattern in signin.urlpatterns}
    assert named == {*ANYBODY, *SIGNED_IN, *WITH_A_KEY, *ELSEWHERE}
    template = engines["django"].get_template("socialaccount/authentication_error.html")
    assert any(map(Path(template.origin.name).is_relative_to, OURS))


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_pages_of_a_signed_in_user(signed_in, language):
    key = Authenticator.objects.get(type="webauthn")
    with override(language):
        for name in ANYBODY:
            assert_ours(Client().get(reverse(name)), language)
        for name in SIGNED_IN:
            assert_ours(signed_in.get(reverse(name)), language)
        for name in WITH_A_KEY:
            page = signed_in.get(reverse(name, args=[key.pk]))
            assert_ours(page, language)
            assert "My key" in page.content.decode()


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_pages_of_code_app_link_and_provider(client, person, app_of, language):
    def at(name, **more):
        with override(language):
            return reverse(name, **more)

    user = person("Writer")
    forgot(client, user.email)
    path = mailed_link() if language == "en" else f"/es{mailed_link()}"
    assert_ours(client.get(path, follow=True), language)
    assert_ours(client.get(path.replace("-", "-x"), follow=True), language)
    assert_ours(client.get(at("openid_connect_login", args=["google"])), language)
    sign_in(client)
    assert_ours(client.get(at("mfa_activate_totp")), language)
    client.post(at("account_logout"))
    app_of(user)
    sign_in(client)
    assert_ours(client.get(at("mfa_authenticate")), language)


def test_left_over_recovery_codes_are_counted_but_not_shown(signed_in):
    first = signed_in.get("/accounts/2fa/recovery-codes/").content.decode()
    second = signed_in.get("/accounts/2fa/recovery-codes/").content.decode()
    assert len(re.findall(r"^\d{8}$|>\d{8}$|^\d{8}<", first, re.MULTILINE)) == 10
    assert "You have 10 unused codes" in second
    assert not re.findall(r"\b\d{8}\b", second)


# After SECRET_KEY changed without a fallback


def test_an_unreadable_second_factor_is_explained_and_counted_and_new_codes_work(
    client, person, app_of, settings, caplog
):
    secret = app_of(user := person())
    codes = RecoveryCodes.activate(user).get_unused_codes()
    settings.SECRET_KEY = "another key, and the old one is forgotten"
    sign_in(client)
    for code in (code_of(secret), codes[0]):
        page = client.post("/accounts/2fa/authenticate/", {"code": code}).content.decode()
        assert "The site can no longer read your app or your recovery" in page
    assert "Add the previous SECRET_KEY to SECRET_KEY_FALLBACKS" in caplog.text
    assert secret not in caplog.text
    assert "_auth_user_id" not in client.session
    Authenticator.objects.filter(user=user, type="recovery_codes").delete()
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    assert client.post("/accounts/2fa/authenticate/", {"code": code}).url == "/admin/"
    client.logout()
    sign_in(client)
    for _number in range(5):
        client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert "Too many" in client.post("/accounts/2fa/authenticate/", {"code": "000000"}).content.decode()


def test_somebody_with_a_passkey_replaces_unreadable_factors(signed_in, settings):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]  # the session continues
    settings.SECRET_KEY = "another key"
    for factor in Authenticator.objects.exclude(type="webauthn"):
        factor.data |= {name: "gAAAA" for name in ("secret", "seed") if name in factor.data}
        factor.save()
    assert signed_in.get("/accounts/2fa/").status_code == 200
    assert signed_in.get("/accounts/2fa/recovery-codes/").url == "/accounts/2fa/recovery-codes/generate/"
    assert_ours(signed_in.get("/accounts/2fa/recovery-codes/generate/"))
    signed_in.post("/accounts/2fa/recovery-codes/generate/")
    assert signed_in.get("/accounts/2fa/recovery-codes/").status_code == 200
    signed_in.post("/accounts/2fa/totp/deactivate/")
    user = Authenticator.objects.filter(type="webauthn").get().user
    assert factors(user) == {"webauthn", "recovery_codes"}
