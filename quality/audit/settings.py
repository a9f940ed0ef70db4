"""The site of this machine, served as in production: no debugging, hashed and compressed static files.

The database and the logins are the ones of development, and HTTP is plain, as behind a proxy. Pages are compressed
here, because in production the proxy in front does it.
"""

from alliance_site.settings import base
from alliance_site.settings.dev import *

DEBUG = False
MIDDLEWARE = ["django.middleware.gzip.GZipMiddleware", *base.MIDDLEWARE]
STORAGES = base.STORAGES
STATIC_ROOT = base.VAR / "audit" / "static"
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = False
