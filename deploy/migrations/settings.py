"""For `manage.py lintmigrations`, on the database of the tests; nothing is changed in it."""

from alliance_site.settings.test import *
from alliance_site.settings.test import INSTALLED_APPS
from deploy.migrations import rules

INSTALLED_APPS = [*INSTALLED_APPS, "django_migration_linter"]
MIGRATION_LINTER_OPTIONS = {
    "include_apps": ["alliance_site", "schools", "pages", "media", "accounts", "activity_log", "published_copy", "worker"],
    "warnings_as_errors": [],  # all of them
    "quiet": ["ok", "ignore"],
    "no_cache": True,
    "sql_analyser": "postgresql",
    "ignore_name": ["0001_initial"],  # made on an empty database: no release runs beside it
}
rules.add()
