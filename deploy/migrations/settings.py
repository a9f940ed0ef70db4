"""For `manage.py lintmigrations`, on the database of the tests; nothing is changed in it."""

from alliance_site.settings.test import *
from alliance_site.settings.test import INSTALLED_APPS
from deploy.migrations import rules

INSTALLED_APPS = [*INSTALLED_APPS, "django_migration_linter"]
MIGRATION_LINTER_OPTIONS = {
    "include_apps": ["alliance_site", "schools", "pages", "media"],
    "warnings_as_errors": [],  # all of them
    "quiet": ["ok", "ignore"],
    "no_cache": True,
    "sql_analyser": "postgresql",
    # Made before there was a release that could break. A later name here needs a reason beside it.
    "ignore_name": [
        "0002_landscape_light",
        "0002_recognitions_from_profiles",
        "0003_privacy_of_reports",
        "0004_finder",
        "0005_changed",
        "0006_finder_points",
        "0010_languages_and_transit",
    ],
}
rules.add()
