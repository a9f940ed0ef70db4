from django.apps import AppConfig
from django.conf import settings


class MonitoringConfig(AppConfig):
    name = "toolkit.monitoring"

    def ready(self):
        if settings.SENTRY_DSN:
            from . import sentry

            sentry.start()
