"""Production: HTTPS only. It refuses to start without its secrets."""

import os
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from alliance_site.settings import hosting
from alliance_site.settings.doors import Door
from alliance_site.settings.environment import security_contact

from .base import *
from .base import DATABASES, LOGGING, MEDIA_URL, METRICS_TOKEN, SERVES, STORAGES, VAR, env


def required(name, example):
    """Return the environment variable `name`. Raises ImproperlyConfigured if it is empty."""
    value = env.ENVIRON.get(name, "").strip()  # not env.str, which expands a leading dollar sign
    if not value:
        raise ImproperlyConfigured(
            f"{name} is not set. Production needs it, for example {name}={example} (docs/settings.md)."
        )
    return value


def is_weak(secret, length):
    """Return whether a secret is shorter than `length` or has fewer than 8 different characters."""
    return len(secret) < length or len(set(secret)) < 8


SECRET_KEY = required("SECRET_KEY", "a-random-text-of-50-characters-or-more")
if is_weak(SECRET_KEY, 50):
    raise ImproperlyConfigured(
        "SECRET_KEY is too weak: use at least 50 random characters, for example from "
        "`python -c 'import secrets; print(secrets.token_urlsafe(50))'`."
    )
# Earlier keys. Signatures made with them stay valid, so changing the key does not sign anyone out.
SECRET_KEY_FALLBACKS = [key.strip() for key in env.ENVIRON.get("SECRET_KEY_FALLBACKS", "").split(",") if key.strip()]
if any(is_weak(key, 50) for key in SECRET_KEY_FALLBACKS):
    raise ImproperlyConfigured("SECRET_KEY_FALLBACKS contains a weak key, which can forge signatures. Remove it.")
required("DATABASE_URL", "postgres://user:password@host:5432/site")
# On this machine, PostgreSQL may authenticate by operating system user. Over a network only the password protects it.
if DATABASES["default"]["HOST"] not in ("", "localhost", "127.0.0.1", "::1") and (
    "/" not in DATABASES["default"]["HOST"] and 0 < len(DATABASES["default"]["PASSWORD"] or "") < 12
):
    raise ImproperlyConfigured(
        "The password in DATABASE_URL is too short for a database on another machine: use at least 12 characters."
    )
ALLOWED_HOSTS = [host.strip() for host in required("ALLOWED_HOSTS", "www.example.org").split(",")]
if "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS is *: list the site's hosts, for example ALLOWED_HOSTS=www.example.org.")
DEMO_LOGINS = None

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")  # the proxy must set it
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
# Browsers accept cookies with this prefix only from this exact host, over HTTPS. deploy/nginx uses the first name.
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
try:
    PROXIES = env.int("PROXIES", 1)
except ValueError:
    raise ImproperlyConfigured("PROXIES must be a number, for example 1 for one proxy in front of the site.") from None

ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES

WAGTAILADMIN_BASE_URL = required("BASE_URL", "https://www.example.org").rstrip("/")
address = urlsplit(WAGTAILADMIN_BASE_URL)
without_tls = address.scheme == "http" and address.hostname in ("localhost", "127.0.0.1")  # to try the site
if not (address.scheme == "https" or without_tls) or not address.hostname or address.path:
    raise ImproperlyConfigured(
        f"BASE_URL is '{WAGTAILADMIN_BASE_URL}': use only https:// and a host, "
        "for example BASE_URL=https://www.example.org."
    )
SECURE_SSL_REDIRECT = not without_tls

SECURE_HSTS_SECONDS = 63_072_000  # two years
# Not for subdomains, nor preloaded: that would affect every other host of the domain.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

DEFAULT_FROM_EMAIL = required("DEFAULT_FROM_EMAIL", "site@example.org")
ALERTS_TO = [address.strip() for address in required("ALERTS_TO", "it@example.org").split(",") if address.strip()]
if ALERTS_TO == ["none"]:  # something else watches the site
    ALERTS_TO = []
if env.str("EMAIL_URL", ""):
    vars().update(env.email_url("EMAIL_URL"))

PUBLISH = True
BACKUP_REPOSITORY, BACKUP_PASSWORD_FILE = (
    env.str(name, "").strip() for name in ("BACKUP_REPOSITORY", "BACKUP_PASSWORD_FILE")
)
BACKUP_REQUIRED = SERVES != Door.PUBLIC  # which can read neither the repository nor its password

# Services on other machines (docs/untried.md)
STORAGES = {**STORAGES}
if name := env.str("MEDIA_BUCKET", ""):
    STORAGES["default"] = hosting.bucket(name, overwrite=False, media_url=MEDIA_URL)
if name := env.str("PUBLISHED_BUCKET", ""):
    STORAGES["published"] = hosting.bucket(name, overwrite=True)
WAGTAILFRONTENDCACHE = hosting.cdn(env.ENVIRON.get("CDN", "").strip())
# Detect a lost database connection within seconds, even during a query.
DATABASES["default"]["OPTIONS"] = {
    "connect_timeout": 3,
    "tcp_user_timeout": 10_000,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 2,
    **DATABASES["default"].get("OPTIONS", {}),  # from DATABASE_URL
}
REQUEST_TIMEOUT = 15  # seconds after which a public request may no longer query the database

SECURITY_CONTACT, SECURITY_EXPIRES = security_contact(
    env.str("SECURITY_CONTACT", ""), env.str("SECURITY_EXPIRES", "").strip()
)

LOGGING["handlers"]["console"]["formatter"] = "json"
LOGGING["loggers"]["toolkit.activity_log.copying"] = {"level": "INFO"}  # each entry of the activity log

if METRICS_TOKEN:
    if is_weak(METRICS_TOKEN, 20):
        raise ImproperlyConfigured("METRICS_TOKEN is too weak: use at least 20 random characters.")
    # prometheus-client reads this on import. Each process writes its own files in the folder.
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(VAR / "metrics"))
