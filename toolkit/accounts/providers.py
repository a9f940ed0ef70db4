"""Google Workspace and Microsoft Entra as sign-in providers, by setting: the value of SOCIALACCOUNT_PROVIDERS.

They prove an identity, not a permission: only invited people get in (`adapters.SocialAdapter`).
"""

import re
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

GOOGLE = "https://accounts.google.com"
ENTRA = "https://login.microsoftonline.com"
TENANT = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def from_environment(environ) -> dict:
    """Return the providers that the environment configures. Raises ImproperlyConfigured if one is incomplete."""
    apps = []
    if parts := _parts(environ, "OIDC_GOOGLE", "domain"):
        apps.append(google(*parts))
    if parts := _parts(environ, "OIDC_ENTRA", "tenant"):
        if not TENANT.fullmatch(parts[0].lower()):
            raise ImproperlyConfigured(
                "The tenant in OIDC_ENTRA must be the directory's ID, such as 00000000-0000-0000-0000-000000000000. "
                "“common” or “organizations” would let in everyone with a Microsoft account."
            )
        apps.append(entra(*parts))
    return {"openid_connect": {"APPS": apps, "OAUTH_PKCE_ENABLED": True}}


def google(domain: str, client_id: str, secret: str, server: str = GOOGLE) -> dict:
    """Return the app for accounts of one Workspace domain. Google says whether each address is verified."""
    return _app("google", "Google", client_id, secret, server, required_claims={"hd": domain.lower()})


def entra(tenant: str, client_id: str, secret: str, server: str = "") -> dict:
    """Return the app for members, not guests, of one directory.

    Entra does not say whether an address is verified; the directory's administrators set it, so it counts as verified.
    """
    server = server or f"{ENTRA}/{tenant.lower()}/v2.0"
    app = _app("entra", "Microsoft", client_id, secret, server, required_claims={"tid": tenant.lower()})
    app["settings"] |= {"verified_email": True, "has_guests": True}
    return app


def is_guest(claims: dict) -> bool:
    """Return whether an ID token of Entra may belong to a guest rather than a member of the directory.

    A guest's token names this directory, too, but someone else controls the account's password and address. `acct`, an
    optional claim, is 0 for members and 1 for guests. `idp` differs from `iss` for accounts that sign in elsewhere,
    even those that the directory counts as members. `#EXT#` marks guests in a user principal name.
    """
    signs_in_elsewhere = claims.get("idp", claims.get("iss")) != claims.get("iss")
    names = f"{claims.get('upn', '')} {claims.get('preferred_username', '')}".lower()
    return str(claims.get("acct", "")) != "0" or signs_in_elsewhere or "#ext#" in names


def origins(providers: dict) -> list[str]:
    """Return the origins that the sign-in page's form leads to, for its Content-Security-Policy."""
    addresses = [urlsplit(app["settings"]["server_url"]) for app in providers["openid_connect"]["APPS"]]
    return [f"{address.scheme}://{address.netloc}" for address in addresses]


def _app(provider_id, name, client_id, secret, server, *, required_claims) -> dict:
    return {
        "provider_id": provider_id,
        "name": name,
        "client_id": client_id,
        "secret": secret,
        "settings": {
            "server_url": server,
            # Required claims of the ID token: issued by this server, for the network's own accounts. Without them, any
            # account at the provider would do.
            "required_claims": {"iss": server.lower(), **required_claims},
        },
    }


def _parts(environ, name: str, first: str) -> list[str]:
    """Return the three parts of a variable's value, or none if it is empty."""
    value = environ.get(name, "").strip()
    parts = [part.strip() for part in value.split(",")]
    if value and (len(parts) != 3 or not all(parts)):
        raise ImproperlyConfigured(f"{name} must be {first},client-id,secret: three parts, none of them empty.")
    return parts if value else []
