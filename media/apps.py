from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MediaConfig(AppConfig):
    name = "media"
    verbose_name = _("Images and documents")

    def ready(self):
        from media import permissions
        from media.uploads import fields

        permissions.apply()
        fields.check_uploads()
