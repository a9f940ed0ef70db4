"""Sign-in with a real browser under the enforced policy, from invitation to sign-out, with an app and a passkey."""

import re
import time
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth import get_user_model
from django.core.cache import caches
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import expect

from tests.browser.looks import Watch, faults_of_each
from tests.toolkit.accounts.conftest import ANYBODY, PASSWORD, SIGNED_IN, code_of, mailed_link, show_again, sign_in
from toolkit.mail import password_address


@pytest.fixture(autouse=True)
def everywhere_but_in_the_demo(settings, db):
    settings.SECOND_FACTOR_REQUIRED = True
    caches["limits"].clear()


@pytest.fixture
def local_url(live_server):
    """The site at a host name, because browsers allow no passkeys for IP addresses."""
    return live_server.url.replace("127.0.0.1", "localhost")


def blocked(watch) -> list[str]:
    """The policy violations of pages that were watched."""
    return [text for text in watch.problems if "Content Security Policy" in text]


@pytest.fixture
def passkeys(page):
    """A virtual device that creates and uses passkeys."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    can = ("hasResidentKey", "hasUserVerification", "isUserVerified", "automaticPresenceSimulation")
    options = {"protocol": "ctap2", "transport": "internal", **dict.fromkeys(can, True)}
    added = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return lambda command, **more: session.send(f"WebAuthn.{command}", {**added, **more})


def signed_in(page, local_url, name="ana@example.org"):
    page.goto(f"{local_url}/admin/")
    page.get_by_label("User name or email").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def set_up_app(page) -> str:
    """Return the secret of the app, from which codes are made."""
    page.get_by_role("link", name="Set up an app").click()
    secret = page.get_by_label("Key, if you cannot scan").input_value()
    assert page.locator(".signin__code svg").bounding_box()["width"] > 150
    page.get_by_label("Code from your app").fill(code_of(secret))
    page.get_by_role("button", name="Use this app").click()
    page.get_by_label("Unused codes").wait_for()
    assert len(page.get_by_label("Unused codes").input_value().split("\n")) == 10
    page.get_by_label("I have saved my recovery codes").check()
    return secret


def refuse_whom_the_passkey_does_not_recognize(page, local_url, passkeys):
    """Touching a key is enough in addition to a password, but not instead of one."""
    enter, failed = page.get_by_role("button", name="Sign in with a passkey"), page.get_by_text("That did not work")
    passkeys("setUserVerified", isUserVerified=False)
    expect(failed).to_be_hidden()
    enter.click()
    expect(failed).to_be_visible()
    page.goto(f"{local_url}/admin/")
    expect(page).to_have_url(re.compile("/accounts/login/"))
    page.route("**/accounts/2fa/keys/login/", lambda route: route.abort())
    enter.click()
    expect(failed).to_be_visible()  # when the site cannot be reached, too
    page.unroute("**/accounts/2fa/keys/login/")
    passkeys("setUserVerified", isUserVerified=True)


def test_from_the_invitation_to_the_end_of_a_session(page, new_context, local_url, passkeys):
    watch = Watch()
    watch(page)
    call_command("invite", "ana@example.org", role="Publisher", name="Ana Example")
    page.goto(local_url + mailed_link())
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_label("New password again").fill(PASSWORD)
    page.get_by_role("button", name="Save password").click()
    signed_in(page, local_url)
    page.get_by_text("Your role requires two-step sign-in").wait_for()
    secret = set_up_app(page)
    page.get_by_role("link", name="Sign-in and security").click()
    page.get_by_role("link", name="Add a passkey").click()
    assert page.get_by_label("Sign in with this passkey alone, without a password").is_checked()
    page.get_by_role("button", name="Add this passkey").click()
    page.get_by_text("You have 1 passkey.").wait_for()
    page.get_by_role("button", name="Sign out").click()
    refuse_whom_the_passkey_does_not_recognize(page, local_url, passkeys)
    page.get_by_role("button", name="Sign in with a passkey").click()  # neither name nor password
    page.wait_for_url(f"{local_url}/admin/")

    elsewhere = new_context().new_page()
    signed_in(elsewhere, local_url)
    fresh = format_hotp_value(hotp_value(secret, int(time.time()) // 30 + 1))  # the app's next code: each works once
    elsewhere.get_by_label("Code from your app, or a recovery code").fill(fresh)
    elsewhere.get_by_role("button", name="Sign in", exact=True).click()
    elsewhere.wait_for_url(f"{local_url}/admin/")
    page.goto(f"{local_url}/accounts/sessions/")
    page.get_by_role("button", name="End this session").click()
    page.get_by_role("link", name="Use a passkey").click()  # to confirm who it is
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_text("That session has ended.").wait_for()
    elsewhere.goto(f"{local_url}/admin/")
    assert elsewhere.url.startswith(f"{local_url}/accounts/login/")
    assert [text for text in blocked(watch) if "/admin/" not in text] == []


@pytest.fixture
def account(client, settings):
    """A user with an app, a passkey, recovery codes, and two sessions, signed in in `client`; return its cookie."""
    user = get_user_model().objects.create_superuser("someone", "someone@example.org", PASSWORD)
    TOTP.activate(user, generate_totp_secret())
    codes = RecoveryCodes.activate(user).get_unused_codes()
    Authenticator.objects.create(user=user, type="webauthn", data={"name": "Work laptop", "credential": {}})
    for browser, code in ((Client(), codes[0]), (client, codes[1])):
        sign_in(browser, "someone")
        browser.post("/accounts/2fa/authenticate/", {"code": code})
    show_again(client)
    return {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value}


@pytest.fixture
def keys(monkeypatch):
    """The passkey of `account` never came from a device, so skip checking what a device sends."""
    monkeypatch.setattr("allauth.mfa.webauthn.internal.auth.get_credentials", lambda user: [])


def assert_sound(page, address=""):
    """The open page, or the one of an address, is accessible, and not wider than a phone or a desktop."""
    if address:
        page.goto(address)
        expect(page).to_have_url(address)
    assert faults_of_each(page) == [], page.url


def test_the_pages_of_accounts_are_accessible_and_stay_on_this_server(page, site_url, account, keys):
    """In Spanish, whose words are longer."""
    watch, user = Watch(), get_user_model().objects.get(username="someone")
    watch(page)
    key = Authenticator.objects.get(type="webauthn")
    with override("es"):
        of_anybody = [site_url + reverse(name) for name in ANYBODY]
        of_the_user = [site_url + reverse(name) for name in (*SIGNED_IN, "mfa_reauthenticate_webauthn")]
        of_the_user += [site_url + reverse(f"mfa_{act}_webauthn", args=[key.pk]) for act in ("edit", "remove")]
        login, app, link = reverse("account_login"), reverse("mfa_activate_totp"), urlsplit(password_address(user)).path
    for address in of_anybody:
        assert_sound(page, address)
    page.goto(site_url + link)
    page.locator("input[type=password]").first.wait_for()
    assert_sound(page)
    page.goto(site_url + login)
    page.locator("[name=login]").fill("someone")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("form.signin__form button[type=submit]").click()
    page.locator("[name=code]").fill("000000")
    assert_sound(page)
    page.locator("form.signin__form button[type=submit]").click()
    page.get_by_role("alert").first.wait_for()
    assert_sound(page)

    page.context.clear_cookies()
    page.context.add_cookies([{**account, "url": site_url}])
    for address in of_the_user:
        assert_sound(page, address)
    Authenticator.objects.filter(type="totp").delete()
    assert_sound(page, site_url + app)
    assert blocked(watch) == []
    assert watch.hosts == {urlsplit(site_url).netloc}


def test_the_pages_of_accounts_in_the_editor_are_accessible(page, site_url, account):
    other = get_user_model().objects.create_user("ana", "ana@example.org")
    page.context.add_cookies([{**account, "url": site_url}])
    for name in ("signin_invite", "signin_reset_second_factor", "signin_end_sessions"):
        page.goto(site_url + reverse(name, args=[other.pk]))
        page.locator(".nice-padding form").first.wait_for()
        found = faults_of_each(page)
        assert [one for one in found if ".nice-padding" in one or "sideways" in one] == [], name
