from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    name = "pages"
    verbose_name = _("Pages")

    def ready(self):
        # Snippets register themselves with the reference index only once the admin is loaded; commands need it too.
        from wagtail.contrib.search_promotions.models import SearchPromotion
        from wagtail.models import ReferenceIndex

        from . import receivers  # noqa: F401 (connects its receivers)
        from .models import Announcement, Figure, Menu
        from .redirects import rules

        for model in (Announcement, Figure, Menu, SearchPromotion):
            ReferenceIndex.register_model(model)
        rules.apply()
