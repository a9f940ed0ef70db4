"""The ASGI application."""

import os

from django.core.asgi import get_asgi_application

from alliance_site.startup import starting

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alliance_site.settings.production")

with starting():
    application = get_asgi_application()
