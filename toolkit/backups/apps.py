from django.apps import AppConfig


class BackupsConfig(AppConfig):
    name = "toolkit.backups"

    def ready(self):
        from . import repository  # noqa: F401 (registers its check)
