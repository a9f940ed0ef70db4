"""Production: refuses to start without its secrets, HTTPS only."""

import os
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from alliance_site.settings import hosting
from alliance_site.settings.environment import security_contact

from .base import *
from .base import (
    DATABASES,
    LOGGING,
    MEDIA_URL,
    METRICS_TOKEN,
    STATEMENT_TIMEOUT,
    STORAGES,
    VAR,
    env,
)


def required(name, example):
    """The environment variable `name`, or one line that says what is missing."""
    value = env.ENVIRON.get(name, "").strip()  # as it is: a secret may begin with a dollar sign
    if not value:
        raise ImproperlyConfigured(
            f"{name} is not set. Production needs it, for example {name}={example} (docs/settings.md)."
        )
    return value


def switch(name, default):
    """The environment variable `name` as true or false; one line for anything else."""
    value = env.str(name, "").strip().lower()
    if value not in ("", "on", "yes", "true", "1", "off", "no", "false", "0"):
        raise ImproperlyConfigured(f"{name} is '{value}': set it to on or off.")
    return default if not value else value in ("on", "yes", "true", "1")


def seconds(name, default):
    """The environment variable `name` as a number of seconds; 0 is no limit."""
    try:
        value = env.int(name, default)
    except ValueError:
        value = -1
    if value < 0:
        raise ImproperlyConfigured(f"{name} must be a number of seconds, for example {default}; 0 is no limit.")
    return value


def is_weak(secret, length):
    """Whether a secret is short, or long only by repeating itself."""
    return len(secret) < length or len(set(secret)) < 8


SECRET_KEY = required("SECRET_KEY", "a-random-text-of-50-characters-or-more")
if is_weak(SECRET_KEY, 50):
    raise ImproperlyConfigured(
        "SECRET_KEY is too weak: use at least 50 random characters, for example from "
        "`python -c 'import secrets; print(secrets.token_urlsafe(50))'`."
    )
# Those before it: what they signed stays good, so a new one signs nobody out.
SECRET_KEY_FALLBACKS = [key.strip() for key in env.ENVIRON.get("SECRET_KEY_FALLBACKS", "").split(",") if key.strip()]
if any(is_weak(key, 50) for key in SECRET_KEY_FALLBACKS):
    raise ImproperlyConfigured("SECRET_KEY_FALLBACKS has a weak key: what it signed is still believed. Leave it out.")
required("DATABASE_URL", "postgres://user:password@host:5432/alliance")
# On this machine its own rights may guard the database; over a network nothing but the password does.
if DATABASES["default"]["HOST"] not in ("", "localhost", "127.0.0.1", "::1") and (
    "/" not in DATABASES["default"]["HOST"] and 0 < len(DATABASES["default"]["PASSWORD"] or "") < 12
):
    raise ImproperlyConfigured(
        "The password in DATABASE_URL is too short for a database on another machine: use at least 12 characters."
    )
ALLOWED_HOSTS = [host.strip() for host in required("ALLOWED_HOSTS", "www.example.org").split(",")]
if "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS is *: name the site's hosts, for example ALLOWED_HOSTS=www.example.org.")
DEMO_LOGINS = None

SECURE_SSL_REDIRECT = switch("SECURE_SSL_REDIRECT", True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")  # the proxy in front must set it
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
# Browsers take cookies of these names only from this very host, by HTTPS. deploy/nginx knows the first.
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
try:
    PROXIES = env.int("PROXIES", 1)
except ValueError:
    raise ImproperlyConfigured("PROXIES must be a number, for example 1 for the proxy in front.") from None

ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES

WAGTAILADMIN_BASE_URL = required("BASE_URL", "https://www.example.org").rstrip("/")
address = urlsplit(WAGTAILADMIN_BASE_URL)
if address.scheme not in ("http", "https") or not address.hostname or address.path:
    raise ImproperlyConfigured(
        f"BASE_URL is '{WAGTAILADMIN_BASE_URL}': write scheme and host and nothing else, "
        "for example BASE_URL=https://www.example.org."
    )

SECURE_HSTS_SECONDS = 63_072_000  # two years
# Off unless told: it binds every other host of the domain, and this project does not know them.
SECURE_HSTS_INCLUDE_SUBDOMAINS = switch("SECURE_HSTS_SUBDOMAINS", False)
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]  # the two checks that want them on

DEFAULT_FROM_EMAIL = required("DEFAULT_FROM_EMAIL", "site@example.org")
if env.str("EMAIL_URL", ""):
    vars().update(env.email_url("EMAIL_URL"))

STATIC_ROOT = env.path("STATIC_ROOT", default=str(VAR / "static"))
PUBLISH = True
BACKUP_RECIPIENT_REQUIRED = True

# Parts that may be on other machines (docs/growth.md)
STORAGES = {**STORAGES}
if name := env.str("MEDIA_BUCKET", ""):
    STORAGES["default"] = hosting.bucket(name, overwrite=False, media_url=MEDIA_URL)
if name := env.str("PUBLISHED_BUCKET", ""):
    STORAGES["published"] = hosting.bucket(name, overwrite=True)
WAGTAILFRONTENDCACHE = hosting.cdn(
    zone=env.str("CLOUDFLARE_ZONE", ""),
    token=env.ENVIRON.get("CLOUDFLARE_TOKEN", "").strip(),
    distribution=env.str("CLOUDFRONT_DISTRIBUTION", ""),
)
# A database that is gone is noticed within seconds, in the middle of a query, too.
DATABASES["default"]["OPTIONS"] = {
    "connect_timeout": 3,
    "tcp_user_timeout": 10_000,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 2,
    **DATABASES["default"].get("OPTIONS", {}),  # of DATABASE_URL
}
STATEMENT_TIMEOUT = seconds("STATEMENT_TIMEOUT", STATEMENT_TIMEOUT)
REQUEST_TIMEOUT = 15  # seconds after which a public request asks the database nothing more

try:
    SECURITY_CONTACT, SECURITY_EXPIRES = security_contact(
        env.str("SECURITY_CONTACT", ""), env.str("SECURITY_EXPIRES", "").strip()
    )
except ValueError as error:
    raise ImproperlyConfigured(str(error)) from None

LOGGING["handlers"]["console"]["formatter"] = "json"

if METRICS_TOKEN:
    if is_weak(METRICS_TOKEN, 20):
        raise ImproperlyConfigured("METRICS_TOKEN is too weak: use at least 20 random characters.")
    # Read by prometheus-client when it is loaded: each process counts into files of its own there.
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(VAR / "metrics"))
