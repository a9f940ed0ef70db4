from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MediaConfig(AppConfig):
    name = "media"
    verbose_name = _("Images and documents")

    def ready(self):
        from wagtail.signals import published

        from . import (
            archive,
            signals,  # noqa: F401 (connects the receivers)
        )
        from .uploads import wagtail_forms

        archive.apply_policy()
        published.connect(archive.note_public)
        wagtail_forms.check_uploads()
