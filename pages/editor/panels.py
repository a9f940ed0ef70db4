"""Panels of the form of announcements."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel


class ReadyTextsPanel(Panel):
    """Links to start a new announcement from a ready text."""

    def __init__(self, **kwargs):
        super().__init__(**{"heading": _("Start from a ready text"), **kwargs})

    class BoundPanel(Panel.BoundPanel):
        template_name = "wagtailadmin/panels/ready_texts.html"

        def is_shown(self):
            return self.instance is not None and self.instance.pk is None

        def get_context_data(self, parent_context=None):
            ready_texts = self.instance._meta.model.objects.ready()
            return super().get_context_data(parent_context) | {"ready_texts": ready_texts}
