"""The WSGI application, for gunicorn: `gunicorn alliance_site.wsgi`."""

import contextlib
import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from toolkit.development_database.databases import require_server, time_out

# gunicorn's exit code for "the application failed to load".
FAILED_TO_LOAD = 4


@contextlib.contextmanager
def starting():
    """Load the application inside. Wrong settings end the process with one line on standard error."""
    try:
        require_server()
        settings.SERVING = True
        time_out(settings.DATABASES["default"], settings.STATEMENT_TIMEOUT)
        yield
    except ImproperlyConfigured as error:
        sys.stderr.write(f"The site cannot start: {error}\n")
        raise SystemExit(FAILED_TO_LOAD) from None


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alliance_site.settings.production")

with starting():
    application = get_wsgi_application()
