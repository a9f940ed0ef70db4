"""The site as in production as far as speed goes, on an embedded database that only the benchmark uses."""

from toolkit.development_database.databases import databases
from alliance_site.settings.dev import *
from alliance_site.settings.dev import STORAGES, VAR

DEBUG = False
DATABASES = databases("", VAR / "bench")  # never DATABASE_URL: made-up schools come and go here
DEMO_LOGINS = None
STORAGES = {
    **STORAGES,
    "published": {**STORAGES["published"], "OPTIONS": {"location": str(VAR / "bench" / "published")}},
}
