from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    name = "pages"
    verbose_name = _("Pages")

    def ready(self):
        # Snippets register themselves with the reference index only once the admin is loaded; commands need it too.
        from wagtail.models import ReferenceIndex
        from wagtail.signals import page_published, published

        from .english_only import log_reason
        from .figures.places import update_search
        from .models import Announcement, Figure, Menu
        from .translation.receivers import bring_translations_along

        for model in (Announcement, Figure, Menu):
            ReferenceIndex.register_model(model)
        page_published.connect(bring_translations_along)
        published.connect(log_reason, sender=Announcement)
        published.connect(update_search, sender=Figure)
