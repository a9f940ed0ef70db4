from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PublishedCopyConfig(AppConfig):
    name = "toolkit.published_copy"

    def ready(self):
        from . import triggers

        post_migrate.connect(triggers.install, sender=self)
