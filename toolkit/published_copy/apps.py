from django.apps import AppConfig


class PublishedCopyConfig(AppConfig):
    name = "toolkit.published_copy"

    def ready(self):
        from django.db.models.signals import post_migrate

        from . import triggers

        post_migrate.connect(triggers.install, sender=self)
