"""Of the processes of the tests' small stack: the tests' settings, on the database that the environment names."""

import json
import os

from alliance_site.settings.test import *
from alliance_site.settings.test import STORAGES

STACK = json.loads(os.environ["FAULTS_STACK"])
DATABASES = {"default": STACK["database"]}
PUBLISH = True
PUBLISHED_ROOT = STACK["published"]
STORAGES = {**STORAGES, "published": {**STORAGES["published"], "OPTIONS": {"location": PUBLISHED_ROOT}}}
WAGTAILADMIN_BASE_URL = STACK["url"]
