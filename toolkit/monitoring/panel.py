"""The panel about publishing on the editor's home page, in the words of editors."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component

from toolkit.monitoring.status import Work


class WorkPanel(Component):
    """The first of all panels while something is wrong, otherwise the last."""

    name = "work"
    template_name = "wagtailadmin/home/work.html"
    FIRST, LAST = 50, 400  # Wagtail's panels are in between

    def __init__(self):
        self.work = Work()
        self.order = self.FIRST if self.work.is_ill else self.LAST

    def get_context_data(self, parent_context):
        return {"work": self.work, "heading": _("Publishing")}
