"""Signing in with a real browser, under the enforced policy: invited to ended, with an app and with a passkey."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.cache import caches
from django.core.management import call_command
from django.urls import reverse

from deploy.audit.axe import violations
from pages.models import PillarPage

from .test_editor import publish
from .test_visitor import SIZES

PASSWORD = "a long password 42"


@pytest.fixture(autouse=True)
def everywhere_but_in_the_demo(settings, db):
    settings.SECOND_FACTOR_REQUIRED = True
    caches["limits"].clear()


@pytest.fixture
def local_url(live_server):
    """The site at a name: browsers have no passkeys for bare network addresses."""
    return live_server.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def blocked(page):
    """What the policy of a page stopped."""
    stopped = []
    page.on(
        "console", lambda message: stopped.append(message.text) if "Content Security Policy" in message.text else None
    )
    return stopped


@pytest.fixture
def passkeys(page):
    """A device that makes and shows passkeys."""
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
    return session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def link(local_url) -> str:
    return local_url + re.search(r"https?://[^/\s]+(/\S+)", mail.outbox[-1].body)[1]


def signed_in(page, local_url, name="ana@example.org"):
    page.goto(f"{local_url}/admin/")
    page.get_by_label("User name or e-mail").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_from_the_invitation_to_the_end_of_a_session(page, browser, local_url, passkeys, blocked):
    call_command("invite", "ana@example.org", role="Publisher", name="Ana Example")
    page.goto(link(local_url))
    page.get_by_label("New Password", exact=True).fill(PASSWORD)
    page.get_by_label("New Password (again)").fill(PASSWORD)
    page.get_by_role("button", name="Keep this password").click()
    page.get_by_role("link", name="Sign in", exact=True).click()
    signed_in(page, local_url)
    page.get_by_text("Your role needs a second factor").wait_for()

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
    assert page.get_by_label("Sign in with it alone").is_checked()
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
    visitor = browser.new_page()
    visitor.goto(f"{local_url}/mission/equity/")
    assert "Words that a passkey published." in visitor.locator("main").inner_text()
    assert visitor.context.cookies() == []
    visitor.close()

    other = browser.new_context()
    elsewhere = other.new_page()
    signed_in(elsewhere, local_url)
    elsewhere.get_by_label("Code from your app, or a recovery code").fill("000000")
    elsewhere.get_by_role("button", name="Sign in", exact=True).click()
    elsewhere.get_by_role("alert").get_by_text("Incorrect code").wait_for()
    fresh = format_hotp_value(hotp_value(secret, int(time.time()) // 30 + 1))  # the app's next one: each works once
    elsewhere.get_by_label("Code from your app, or a recovery code").fill(fresh)
    elsewhere.get_by_role("button", name="Sign in", exact=True).click()
    elsewhere.wait_for_url(f"{local_url}/admin/")

    page.goto(f"{local_url}/accounts/sessions/")
    assert page.locator(".signin__sessions > li").count() == 2
    page.get_by_role("button", name="End this one").click()
    page.get_by_text("That session has ended.").wait_for()
    elsewhere.goto(f"{local_url}/admin/")
    assert elsewhere.url.startswith(f"{local_url}/accounts/login/")
    other.close()
    assert [text for text in blocked if "/admin/" not in text] == []


def test_a_passkey_that_does_not_work_says_so(page, local_url, blocked):
    page.goto(f"{local_url}/accounts/login/")
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")  # a browser without any device
    failed = page.get_by_text("That did not work")
    assert not failed.is_visible()
    page.route("**/accounts/2fa/keys/login/", lambda route: route.abort())
    page.get_by_role("button", name="Sign in with a passkey").click()
    failed.wait_for()
    assert blocked == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_the_pages_of_ones_account_are_accessible(page, site_url, client, size, scheme, blocked, settings):
    user = get_user_model().objects.create_superuser("someone", "someone@example.org", PASSWORD)
    client.post("/accounts/login/", {"login": "someone", "password": PASSWORD})
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site_url}])
    page.set_viewport_size(SIZES[size])
    page.emulate_media(color_scheme=scheme)
    names = ["mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "usersessions_list", "account_change_password"]
    for name in names:
        page.goto(site_url + reverse(name))
        assert page.url.endswith(reverse(name)), user
        assert violations(page) == [], name
        assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size]["width"], name
    assert blocked == []
