"""The WSGI application, for gunicorn: `gunicorn alliance_site.wsgi`."""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from toolkit.development_database.databases import require_server, time_out

# gunicorn's exit code for "the application failed to load".
FAILED_TO_LOAD = 4


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alliance_site.settings.production")

try:
    require_server()
    settings.SERVING = True
    time_out(settings.DATABASES["default"], settings.STATEMENT_TIMEOUT)
    application = get_wsgi_application()
except ImproperlyConfigured as error:  # one line is enough for wrong settings
    sys.stderr.write(f"The site cannot start: {error}\n")
    raise SystemExit(FAILED_TO_LOAD) from None
