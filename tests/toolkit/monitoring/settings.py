"""Production settings that do not need collected static files, with the limit and release that a test names."""

from alliance_site.settings.production import *
from alliance_site.settings.production import LOGGING, STATEMENT_TIMEOUT, STORAGES, env

STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
STATEMENT_TIMEOUT = env.int("STATEMENT_TIMEOUT", STATEMENT_TIMEOUT)
LOGGING["formatters"]["json"]["release"] = RELEASE = env.str("RELEASE", "")
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
