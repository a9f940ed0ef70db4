from django.apps import AppConfig


class BackupsConfig(AppConfig):
    name = "toolkit.backups"

    def ready(self):
        from . import checks  # noqa: F401 (registers itself with `check`)
