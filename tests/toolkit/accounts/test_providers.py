"""Sign-in with Google Workspace or Entra accounts, against a real OpenID provider on this machine."""

import re
from urllib.parse import urlsplit

import httpx
import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from oidc_provider_mock import User, run_server_in_thread

from deploy.nginx.server import free_port
from toolkit.accounts import providers

from .conftest import code_of

pytestmark = pytest.mark.django_db
DOMAIN, TENANT = "laalliance.example.org", "11111111-2222-3333-4444-555555555555"
OURS = {"hd": DOMAIN, "tid": TENANT, "acct": 0}  # what Google and Entra send for the network's own accounts
OTHER_TENANT = "https://sts.windows.net/99999999-2222-3333-4444-555555555555/"
GUESTS = {  # guests of the directory; the last one has member permissions there
    "guest": {"acct": 1},
    "guest-of-whom-nothing-is-said": {},
    "guest-by-name": {"acct": 0, "preferred_username": "paula_gmail.com#EXT#@example.onmicrosoft.com"},
    "guest-by-upn": {"acct": 0, "upn": "paula_gmail.com#ext#@example.onmicrosoft.com"},
    "personal-account": {"acct": 0, "idp": "live.com"},
    "member-from-elsewhere": {"acct": 0, "idp": OTHER_TENANT},
}


def account(name, **claims) -> User:
    return User(sub=name, claims={"email": "paula@example.org", "email_verified": True} | claims)


PEOPLE = [
    account("paula", email="Paula@example.org", **OURS),
    account("unverified", email_verified=False, **OURS),
    account("elsewhere", hd="a.example", tid="other", acct=0),
    account("private"),
    account("stranger", email="stranger@example.org", **OURS),
    *(account(name, tid=TENANT, **claims) for name, claims in GUESTS.items()),
]


@pytest.fixture(scope="module")
def provider():
    """Return the provider's address. It signs in anyone who names an account."""
    port = free_port()
    with run_server_in_thread(port=port, user_claims=PEOPLE):
        yield f"http://localhost:{port}"


@pytest.fixture(params=["google", "entra"])
def at(request, provider, settings):
    """The site with one of the providers, replaced by the one on this machine."""
    make, ours = {"google": (providers.google, DOMAIN), "entra": (providers.entra, TENANT)}[request.param]
    app = make(ours, "site", "hush", server=provider)
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}
    return request.param


def sign_in_with(client, at, who, query=""):
    """Go through the button and the provider's form and back; return the site's response."""
    leaves = client.post(f"/accounts/oidc/{at}/login/{query}")
    assert leaves.status_code == 302
    assert "code_challenge_method=S256" in leaves.url
    back = httpx.post(leaves.url, data={"sub": who})
    assert back.status_code == 302, back.text
    address = urlsplit(back.headers["Location"])
    assert address.path == f"/accounts/oidc/{at}/login/callback/"
    return client.get(f"{address.path}?{address.query}")


def test_an_invited_person_signs_in_through_the_provider(
    client, at, person, mailoutbox, django_capture_on_commit_callbacks
):
    user = person("Writer")
    user.set_unusable_password()
    user.save()
    with django_capture_on_commit_callbacks(execute=True):
        assert sign_in_with(client, at, "paula").url == "/admin/"
    assert client.session["_auth_user_id"] == str(user.pk)
    client.logout()
    user.email = "married@example.org"  # the site remembers the account, not the address
    user.save()
    with django_capture_on_commit_callbacks(execute=True):
        assert sign_in_with(client, at, "paula").url == "/admin/"
    assert (SocialAccount.objects.count(), SocialToken.objects.count(), EmailAddress.objects.count()) == (1, 0, 0)
    (message,) = mailoutbox
    assert message.to == ["paula@example.org"]
    assert message.subject == f"Your account can be opened with {'Google' if at == 'google' else 'Microsoft'}"


def test_another_issuer_is_refused(client, at, person, settings):
    person("Writer")
    (app,) = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    assert app["settings"]["required_claims"]["iss"] == app["settings"]["server_url"]
    app["settings"]["required_claims"]["iss"] = "https://accounts.elsewhere.example"
    assert refused(client, sign_in_with(client, at, "paula"))


def test_a_provider_does_not_replace_the_second_factor(client, at, person, app_of):
    secret = app_of(person())
    assert sign_in_with(client, at, "paula").url == "/accounts/2fa/authenticate/"
    assert "_auth_user_id" not in client.session
    assert client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)}).url == "/admin/"


def refused(client, response, reason="The provider knows you, but your address has not been") -> bool:
    return (
        response.status_code == 403
        and reason in response.content.decode()
        and "_auth_user_id" not in client.session
        and not SocialAccount.objects.exists()
    )


def test_strangers_are_refused_and_get_no_account(client, at, person):
    user = person("Site admin")
    before = get_user_model().objects.count()
    for who in ("stranger", "elsewhere", "private", *["unverified"] * (at == "google")):
        assert refused(client, sign_in_with(client, at, who)), who
    assert get_user_model().objects.count() == before
    get_user_model().objects.create_user("double", "PAULA@example.org")
    assert refused(client, sign_in_with(client, at, "paula")), "of two accounts"
    get_user_model().objects.filter(username="double").delete()
    user.is_active = False
    user.save()
    assert refused(client, sign_in_with(client, at, "paula")), "closed"


only_entra = pytest.mark.parametrize("at", ["entra"], indirect=True)


@only_entra
def test_a_guest_of_the_directory_is_refused_with_a_reason(client, at, person, caplog):
    person("Site admin")
    for who in GUESTS:
        caplog.clear()
        assert refused(client, sign_in_with(client, at, who), "Guest accounts cannot sign in"), who
        assert ("no “acct” claim" in caplog.text) == (who == "guest-of-whom-nothing-is-said")  # not configured


@only_entra
def test_a_member_with_a_named_provider_signs_in(client, provider, at, person):
    person("Writer")
    with_idp = {"email": "paula@example.org", **OURS, "idp": provider, "preferred_username": "paula@example.org"}
    httpx.put(f"{provider}/users/named", json=with_idp).raise_for_status()
    assert sign_in_with(client, at, "named").url == "/admin/"


def test_a_session_takes_no_other_persons_provider_account(client, at, person):
    """`process=connect` must not let any provider account in."""
    client.force_login(person("Writer"))
    assert sign_in_with(client, at, "paula", "?process=connect").status_code == 403
    assert not SocialAccount.objects.exists()


def test_the_sign_in_page_has_a_button_that_its_policy_allows(client, at, provider):
    response = client.get("/accounts/login/")
    name = {"google": "Google", "entra": "Microsoft"}[at]
    assert re.search(rf'<form action="/accounts/oidc/{at}/login/[^>]*method="post"', response.content.decode())
    assert f"Sign in with {name}" in response.content.decode()
    assert f"form-action 'self' {provider}" in response["Content-Security-Policy"]
    assert provider not in client.get("/")["Content-Security-Policy"]


def test_without_settings_there_is_no_button_and_no_address(client):
    response = client.get("/accounts/login/")
    assert "Sign in with Google" not in response.content.decode()
    assert "form-action 'self'" in response["Content-Security-Policy"].split("; ")
    assert client.post("/accounts/oidc/google/login/").status_code == 404


def test_providers_are_read_from_the_environment():
    values = {"OIDC_GOOGLE": f"{DOMAIN},id,hush", "OIDC_ENTRA": f" {TENANT}, id, hush "}
    apps = providers.from_environment(values)["openid_connect"]["APPS"]
    assert [app["settings"]["server_url"] for app in apps] == [
        "https://accounts.google.com",
        f"https://login.microsoftonline.com/{TENANT}/v2.0",
    ]
    assert {(app["client_id"], app["secret"]) for app in apps} == {("id", "hush")}
    assert [app["settings"]["required_claims"].keys() - {"iss"} for app in apps] == [{"hd"}, {"tid"}]
    assert providers.from_environment({"OIDC_GOOGLE": " "})["openid_connect"]["APPS"] == []


@pytest.mark.parametrize(("name", "form"), [("OIDC_GOOGLE", "domain,client-id"), ("OIDC_ENTRA", "tenant,client-id")])
def test_an_incomplete_provider_is_refused_without_its_secret(name, form):
    for value in ("hush", f"{TENANT},hush", f"{TENANT},,hush", f"{TENANT},id,", f"{TENANT},id,hush,b"):
        with pytest.raises(ImproperlyConfigured, match=f"{name} must be {form},secret") as error:
            providers.from_environment({name: value})
        assert "hush" not in str(error.value)


def test_a_tenant_for_everybody_is_refused():
    for tenant in ("common", "organizations", "consumers", "example.org"):
        with pytest.raises(ImproperlyConfigured, match="would let in everyone"):
            providers.from_environment({"OIDC_ENTRA": f"{tenant},id,hush"})
