"""The panel on the editor's home page that says that a backup was restored."""

from datetime import timedelta

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.admin.ui.components import Component

from toolkit.activity_log.models import AuditEntry

from .restore import RESTORED

SHOWN = timedelta(days=7)


class RestoredPanel(Component):
    """Empty unless the site was restored within the last days."""

    name = "restored"
    template_name = "wagtailadmin/home/restored.html"
    order = 40  # above the state of publishing

    def get_context_data(self, parent_context):
        entry = AuditEntry.objects.filter(action=RESTORED, at__gt=timezone.now() - SHOWN).order_by("-pk").first()
        return {"at": entry.at, "state": parse_datetime(entry.detail["state"])} if entry else {}
