"""What the home page of the editor says about the worker, in words of those who publish."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component

from toolkit.monitoring.status import Work


class WorkPanel(Component):
    """First of all panels while something is wrong, last while nothing is."""

    name = "work"
    template_name = "wagtailadmin/home/work.html"
    FIRST, LAST = 50, 400  # Wagtail's own are between

    def __init__(self):
        self.work = Work()
        self.order = self.FIRST if self.work.is_ill else self.LAST

    def get_context_data(self, parent_context):
        return {"work": self.work, "heading": _("Publishing")}
