from django.apps import AppConfig


class ActivityLogConfig(AppConfig):
    name = "toolkit.activity_log"

    def ready(self):
        from django.db.models.signals import post_migrate

        from . import append_only, events, truncation, watched, who

        for module in (append_only, watched, truncation):
            post_migrate.connect(module.install, sender=self)
        who.connect()
        events.connect()
