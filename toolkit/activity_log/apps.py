from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ActivityLogConfig(AppConfig):
    name = "toolkit.activity_log"

    def ready(self):
        from toolkit.activity_log import actors, events, triggers  # noqa: F401 (to connect their receivers)

        post_migrate.connect(triggers.install, sender=self)
