"""Reported mistakes in the editor."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views.snippets import SnippetViewSet

from .models import MistakeReport


class NoAddPermissionPolicy(ModelPermissionPolicy):
    """Lets no one add a report, not even a site admin."""

    def user_has_permission(self, user, action):
        return action != "add" and super().user_has_permission(user, action)


class MistakeReportViewSet(SnippetViewSet):
    model = MistakeReport
    icon = "comment"
    menu_label = _("Reported mistakes")
    list_display = [
        "__str__",
        Column("start", label=_("Problem")),
        BooleanColumn("handled", label=_("Handled"), sort_key="handled"),
    ]
    list_filter = ["handled", "school"]
    list_per_page = 50
    copy_view_enabled = False
    permission_policy = NoAddPermissionPolicy(MistakeReport)

    def register_chooser_viewset(self):
        """Register no chooser: nothing links to reports, and a chooser would show them to all staff."""

    def get_queryset(self, request):
        return MistakeReport.objects.select_related("school")
