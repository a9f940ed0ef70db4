from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "toolkit.monitoring"

    def ready(self):
        from django.conf import settings

        if settings.SENTRY_DSN:
            from . import sentry

            sentry.start()
