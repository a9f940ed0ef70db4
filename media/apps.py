from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MediaConfig(AppConfig):
    name = "media"
    verbose_name = _("Images and documents")

    def ready(self):
        from django.db.models.signals import m2m_changed
        from wagtail.signals import published

        from . import archive, signals
        from .models import SiteDocument
        from .uploads import wagtail_forms

        archive.apply_policy()
        m2m_changed.connect(signals.index_document_of_tags, sender=SiteDocument.tags.through)
        published.connect(archive.note_public)
        wagtail_forms.check_uploads()
