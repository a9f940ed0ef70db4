"""The site as in production as far as speed goes, on an embedded database that only the benchmark uses."""

from alliance_site.settings.dev import *
from alliance_site.settings.dev import STORAGES, VAR
from toolkit.development_database.databases import databases

DEBUG = False
DATABASES = databases("", VAR / "bench")  # never DATABASE_URL: made-up schools come and go here
DEMO_LOGINS = None
STORAGES = {
    **STORAGES,
    "published": {**STORAGES["published"], "OPTIONS": {"location": str(VAR / "bench" / "published")}},
}
