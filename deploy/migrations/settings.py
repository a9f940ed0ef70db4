"""Settings for `manage.py lintmigrations`, which reads the test database and does not change it."""

from alliance_site.settings.test import *
from alliance_site.settings.test import INSTALLED_APPS
from deploy.migrations import rules

INSTALLED_APPS = [*INSTALLED_APPS, "django_migration_linter"]
MIGRATION_LINTER_OPTIONS = {
    "include_apps": ["alliance_site", "schools", "pages", "media", "accounts", "activity_log", "published_copy", "worker"],
    "warnings_as_errors": [],  # empty means all
    "quiet": ["ok", "ignore"],
    "no_cache": True,
    "sql_analyser": "postgresql",
    "ignore_name": ["0001_initial"],  # runs on an empty database, without a previous release
}
rules.add()
