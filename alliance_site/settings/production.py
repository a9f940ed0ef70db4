"""Production: refuses to start without its secrets, HTTPS only."""

from django.core.exceptions import ImproperlyConfigured

from .base import *
from .base import BASE_DIR, env


def required(name, example):
    """The environment variable `name`, or one line that says what is missing."""
    value = env.str(name, "").strip()
    if not value:
        raise ImproperlyConfigured(
            f"{name} is not set. Production needs it, for example {name}={example} (see the table in README.md)."
        )
    return value


SECRET_KEY = required("SECRET_KEY", "a-random-text-of-50-characters-or-more")
if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10:
    raise ImproperlyConfigured(
        "SECRET_KEY is too weak: use at least 50 random characters, for example from "
        "`python -c 'import secrets; print(secrets.token_urlsafe(50))'`."
    )
required("DATABASE_URL", "postgres://user:password@host:5432/alliance")
WAGTAILADMIN_BASE_URL = required("BASE_URL", "https://www.example.org")
ALLOWED_HOSTS = [host.strip() for host in required("ALLOWED_HOSTS", "www.example.org").split(",")]
CSRF_TRUSTED_ORIGINS = [f"https://{host.lstrip('.')}" for host in ALLOWED_HOSTS]
DEMO_LOGINS = None

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")  # the proxy in front must set it
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_SUBDOMAINS", True)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True

if env.str("EMAIL_URL", ""):
    vars().update(env.email_url("EMAIL_URL"))

STATIC_ROOT = env.path("STATIC_ROOT", default=str(BASE_DIR / "var" / "static"))
