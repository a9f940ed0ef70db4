"""The settings of the check, with the careless app."""

from deploy.migrations import *
from deploy.migrations import INSTALLED_APPS, MIGRATION_LINTER_OPTIONS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.toolkit.monitoring.careless"]
MIGRATION_LINTER_OPTIONS = {
    **MIGRATION_LINTER_OPTIONS,
    "include_apps": ["careless"],
    "quiet": ["ignore"],
    "ignore_name": [],
}
