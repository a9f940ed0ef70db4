from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SchoolsConfig(AppConfig):
    name = "schools"
    verbose_name = _("Schools")

    def ready(self):
        from wagtail.models import ReferenceIndex

        from pages import totals
        from pages.search import named

        from . import signals  # noqa: F401 (connects the receivers)
        from .finder import naming
        from .models import Campus, Posting, School, StateRecord
        from .models.story import add_schools_to_story_editor
        from .totals import LABELS, register_totals

        for model in (Campus, Posting, School, StateRecord):
            ReferenceIndex.register_model(model)
        totals.register(LABELS, register_totals)
        named.register(naming.named)
        add_schools_to_story_editor()
