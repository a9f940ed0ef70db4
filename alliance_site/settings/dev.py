"""Development and the demo of `make run`: everything on this machine, plain HTTP, email written to files."""

from alliance_site.settings.environment import Environment, environment
from toolkit.development_database.databases import is_embedded

from .base import *
from .base import DATABASES, INSTALLED_APPS, LOGGING, STORAGES, VAR, env

INSTALLED_APPS = [*INSTALLED_APPS, "quality"]  # the component gallery and synthetic schools
ENVIRONMENT = environment(env.str("ENVIRONMENT", ""), Environment.DEVELOPMENT)
DEBUG = env.bool("DEBUG", True)  # `make run` turns it off to show the error pages visitors see
SECRET_KEY = env.str("SECRET_KEY", "development-only-and-not-secret-because-it-is-in-the-repository")
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *env.list("ALLOWED_HOSTS", default=[])]
EMAIL_BACKEND, EMAIL_FILE_PATH = "django.core.mail.backends.filebased.EmailBackend", VAR / "mail"
if env.str("EMAIL_URL", ""):
    vars().update(env.email_url("EMAIL_URL"))
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True  # static files come from the source, without collectstatic
SERVE_IMAGES = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # passkeys on http://localhost
# The demo of `make run` uses the embedded database, and a second factor is optional there.
SECOND_FACTOR_REQUIRED = not is_embedded(DATABASES["default"])
LOGGING["formatters"]["line"]["texts"] = DEBUG  # full error messages on a developer's machine
# Written by load_site, never in git. Only for the embedded database, so that a real one never has demo accounts.
DEMO_LOGINS = VAR / "demo-logins.txt" if is_embedded(DATABASES["default"]) else None
