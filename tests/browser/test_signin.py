"""Sign-in with a real browser under the enforced policy, from invitation to sign-out, with an app and a passkey."""

import re
import time
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.cache import caches
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import expect

from pages.models import PillarPage
from tests.browser.editing import publish
from tests.browser.looks import faults
from tests.toolkit.accounts.conftest import ANYBODY, PASSWORD, SIGNED_IN
from toolkit.mail import password_address


@pytest.fixture(autouse=True)
def everywhere_but_in_the_demo(settings, db):
    settings.SECOND_FACTOR_REQUIRED = True
    caches["limits"].clear()


@pytest.fixture
def local_url(live_server):
    """The site at a host name, because browsers allow no passkeys for IP addresses."""
    return live_server.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def blocked(page):
    """The policy violations of a page."""
    stopped = []
    page.on(
        "console", lambda message: stopped.append(message.text) if "Content Security Policy" in message.text else None
    )
    return stopped


@pytest.fixture
def passkeys(page):
    """A virtual device that creates and uses passkeys."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    added = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return lambda command, **more: session.send(f"WebAuthn.{command}", {**added, **more})


def link(local_url) -> str:
    return local_url + re.search(r"https?://[^/\s]+(/\S+)", mail.outbox[-1].body)[1]


def signed_in(page, local_url, name="ana@example.org"):
    page.goto(f"{local_url}/admin/")
    page.get_by_label("User name or email").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_from_the_invitation_to_the_end_of_a_session(page, new_context, local_url, passkeys, blocked):
    call_command("invite", "ana@example.org", role="Publisher", name="Ana Example")
    page.goto(link(local_url))
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_label("New password again").fill(PASSWORD)
    page.get_by_role("button", name="Save password").click()
    page.get_by_role("link", name="Sign in", exact=True).click()
    signed_in(page, local_url)
    page.get_by_text("Your role requires two-step sign-in").wait_for()

    page.get_by_role("link", name="Set up an app").click()
    secret = page.get_by_label("Key, if you cannot scan").input_value()
    assert page.locator(".signin__code svg").bounding_box()["width"] > 150
    page.get_by_label("Code from your app").fill(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    page.get_by_role("button", name="Use this app").click()
    page.get_by_label("Unused codes").wait_for()
    assert len(page.get_by_label("Unused codes").input_value().split("\n")) == 10
    page.get_by_label("I have saved my recovery codes").check()

    page.get_by_role("link", name="Sign-in and security").click()
    page.get_by_role("link", name="Add a passkey").click()
    assert page.get_by_label("Sign in with this passkey alone, without a password").is_checked()
    page.get_by_role("button", name="Add this passkey").click()
    page.wait_for_url(f"{local_url}/accounts/2fa/")
    page.get_by_text("You have 1 passkey.").wait_for()
    page.get_by_role("button", name="Sign out").click()

    page.get_by_role("button", name="Sign in with a passkey").click()  # neither name nor password
    page.wait_for_url(f"{local_url}/admin/")
    pillar = PillarPage.objects.get(slug="equity")
    page.goto(f"{local_url}/admin/pages/{pillar.pk}/edit/")
    page.get_by_role("textbox", name="Quote").fill("Words that a passkey published.")
    publish(page)
    pillar.refresh_from_db()
    visitor = new_context().new_page()
    visitor.goto(f"{local_url}/mission/equity/")
    assert "Words that a passkey published." in visitor.locator("main").inner_text()
    assert visitor.context.cookies() == []

    other = new_context()
    elsewhere = other.new_page()
    signed_in(elsewhere, local_url)
    elsewhere.get_by_label("Code from your app, or a recovery code").fill("000000")
    elsewhere.get_by_role("button", name="Sign in", exact=True).click()
    elsewhere.get_by_role("alert").get_by_text("Incorrect code").wait_for()
    fresh = format_hotp_value(hotp_value(secret, int(time.time()) // 30 + 1))  # the app's next code: each works once
    elsewhere.get_by_label("Code from your app, or a recovery code").fill(fresh)
    elsewhere.get_by_role("button", name="Sign in", exact=True).click()
    elsewhere.wait_for_url(f"{local_url}/admin/")

    page.goto(f"{local_url}/accounts/sessions/")
    assert page.locator(".signin__sessions > li").count() == 2
    page.get_by_role("button", name="End this session").click()
    page.get_by_role("heading", name="Confirm it’s you").wait_for()
    page.get_by_role("link", name="Use a passkey").click()
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_text("That session has ended.").wait_for()
    elsewhere.goto(f"{local_url}/admin/")
    assert elsewhere.url.startswith(f"{local_url}/accounts/login/")
    assert [text for text in blocked if "/admin/" not in text] == []


def test_a_passkey_alone_lets_in_only_whom_it_recognizes(page, local_url, passkeys, blocked):
    """Touching a key is enough in addition to a password, but not instead of one."""
    get_user_model().objects.create_user("ana", "ana@example.org", PASSWORD, is_superuser=True)
    signed_in(page, local_url, "ana")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_role("button", name="Add this passkey").click()
    page.get_by_label("Unused codes").wait_for()
    page.get_by_label("I have saved my recovery codes").check()
    page.goto(f"{local_url}/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()
    failed = page.get_by_text("That did not work")
    passkeys("setUserVerified", isUserVerified=False)
    expect(failed).to_be_hidden()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(failed).to_be_visible()
    page.goto(f"{local_url}/admin/")
    expect(page).to_have_url(re.compile("/accounts/login/"))
    page.route("**/accounts/2fa/keys/login/", lambda route: route.abort())
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(failed).to_be_visible()  # when the site cannot be reached, too
    assert blocked == []
    page.unroute("**/accounts/2fa/keys/login/")
    passkeys("setUserVerified", isUserVerified=True)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{local_url}/admin/")


@pytest.fixture
def account(client, settings):
    """A user with an app, a passkey, recovery codes, and two sessions, signed in in `client`; return its cookie."""
    user = get_user_model().objects.create_superuser("someone", "someone@example.org", PASSWORD)
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    codes = RecoveryCodes.activate(user).get_unused_codes()
    Authenticator.objects.create(user=user, type="webauthn", data={"name": "Work laptop", "credential": {}})

    def sign_in(client, code):
        client.post("/accounts/login/", {"login": "someone", "password": PASSWORD})
        client.post("/accounts/2fa/authenticate/", {"code": code})

    sign_in(Client(HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"), codes[0])
    sign_in(client, codes[1])
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value}


@pytest.fixture
def keys(monkeypatch):
    """The passkey of `account` never came from a device, so skip checking what a device sends."""
    monkeypatch.setattr("allauth.mfa.webauthn.internal.auth.get_credentials", lambda user: [])


# Spanish words are longer, so they are checked on a phone.
VIEWS = [("en", {"widths": [1280], "schemes": ["light"]}), ("es", {"widths": [360], "schemes": ["dark"]})]


def addresses(site_url, names, language, *args):
    with override(language):
        return [site_url + reverse(name, args=args) for name in names]


def assert_sound(page, address, view):
    """The page of `address` opens, is accessible, and is not wider than the screen."""
    page.goto(address)
    expect(page).to_have_url(address)
    assert faults(page, **view) == [], address


@pytest.mark.parametrize(("language", "view"), VIEWS)
def test_the_pages_of_accounts_are_accessible_and_stay_on_this_server(
    page, site_url, account, keys, blocked, language, view
):
    hosts, user = set(), get_user_model().objects.get(username="someone")
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    for address in addresses(site_url, ANYBODY, language):
        assert_sound(page, address, view)
    with override(language):
        page.goto(site_url + urlsplit(password_address(user)).path)
    page.locator("input[type=password]").first.wait_for()
    assert faults(page, **view) == []
    page.goto(addresses(site_url, ["account_login"], language)[0])
    page.locator("[name=login]").fill("someone")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("form.signin__form button[type=submit]").click()
    page.locator("[name=code]").fill("000000")
    assert faults(page, **view) == []
    page.locator("form.signin__form button[type=submit]").click()
    page.get_by_role("alert").first.wait_for()
    assert faults(page, **view) == []

    page.context.clear_cookies()
    page.context.add_cookies([{**account, "url": site_url}])
    key = Authenticator.objects.get(type="webauthn")
    inside = addresses(site_url, [*SIGNED_IN, "mfa_reauthenticate_webauthn"], language)
    inside += addresses(site_url, ["mfa_edit_webauthn", "mfa_remove_webauthn"], language, key.pk)
    for address in inside:
        assert_sound(page, address, view)
    Authenticator.objects.filter(type="totp").delete()
    assert_sound(page, addresses(site_url, ["mfa_activate_totp"], language)[0], view)
    assert blocked == []
    assert hosts == {urlsplit(site_url).netloc}

    other = get_user_model().objects.create_user("ana", "ana@example.org")
    for name in ("signin_invite", "signin_reset_second_factor", "signin_end_sessions"):  # in the editor
        page.goto(site_url + reverse(name, args=[other.pk]))
        page.locator(".nice-padding form").first.wait_for()
        found = faults(page, **view)
        assert [one for one in found if ".nice-padding" in one or "sideways" in one] == [], name
