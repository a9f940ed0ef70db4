"""The panel on the editor's home page that says that a backup was restored, or that this was undone."""

from datetime import timedelta

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.admin.ui.components import Component

from toolkit.activity_log.models import AuditEntry

from .restore import RESTORED, UNDONE

SHOWN = timedelta(days=7)


class RestoredPanel(Component):
    """Empty unless the site's data were swapped within the last days."""

    name = "restored"
    template_name = "wagtailadmin/home/restored.html"
    order = 40  # above the state of publishing

    def get_context_data(self, parent_context):
        swaps = AuditEntry.objects.filter(action__in=(RESTORED, UNDONE), at__gt=timezone.now() - SHOWN)
        if (entry := swaps.order_by("-pk").first()) is None:
            return {}
        return {"at": entry.at, "state": parse_datetime(entry.detail["state"]), "is_undone": entry.action == UNDONE}
