"""Tests: fast, and independent of the developer's environment."""

from alliance_site.settings.environment import Environment
from toolkit.accounts import providers
from toolkit.development_database import folders
from toolkit.development_database.databases import databases

from .base import *
from .base import INSTALLED_APPS, STORAGES, VAR, env

INSTALLED_APPS = [*INSTALLED_APPS, "quality"]  # the component gallery and synthetic schools
ENVIRONMENT = Environment.DEVELOPMENT
SECRET_KEY = "only-for-tests"  # noqa: S105 (protects nothing: test databases only)
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
WAGTAILADMIN_BASE_URL = "http://testserver"
# On a disk, making a copy of the database after each test in a browser takes a second: at each of its 1,300 files, ext4
# searches through those that were deleted in the last minutes.
TEST = folders.in_memory(VAR / "test")
DATABASES = databases(env.str("DATABASE_URL", ""), TEST, durable=False)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = TEST / "media"
SERVE_IMAGES = True
SECOND_FACTOR_REQUIRED = False  # tests/toolkit/accounts turns it on
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
SOCIALACCOUNT_PROVIDERS = providers.from_environment({})
DEMO_LOGINS = None
SERVING = True
METRICS_TOKEN = SENTRY_DSN = RELEASE = ""
WHITENOISE_AUTOREFRESH = True  # does not need collected files
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
BACKUP_REPOSITORY, BACKUP_PASSWORD_FILE = str(TEST / "backups"), str(TEST / "backup-password")
