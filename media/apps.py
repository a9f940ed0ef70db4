from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MediaConfig(AppConfig):
    name = "media"
    verbose_name = _("Images and documents")

    def ready(self):
        from . import permissions, receivers  # noqa: F401 (connects its receivers)
        from .uploads import wagtail_forms

        permissions.apply()
        wagtail_forms.check_uploads()
