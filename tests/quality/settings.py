"""Of the processes of the tests' small stack: the tests' settings, but pages are published."""

from alliance_site.settings.test import *
from alliance_site.settings.test import STORAGES, env

PUBLISH = True
PUBLISHED_ROOT = f"{env.str('DATA_ROOT')}/published"
STORAGES = {**STORAGES, "published": {**STORAGES["published"], "OPTIONS": {"location": PUBLISHED_ROOT}}}
WAGTAILADMIN_BASE_URL = env.str("BASE_URL")
