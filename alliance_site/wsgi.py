"""The WSGI application, for gunicorn: `gunicorn alliance_site.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

from alliance_site.startup import starting

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alliance_site.settings.production")

with starting():
    application = get_wsgi_application()
