"""Production, and one migration more: for the fault of a migration that runs during traffic."""

from alliance_site.settings.production import *
from alliance_site.settings.production import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "quality.faults.migrated"]
