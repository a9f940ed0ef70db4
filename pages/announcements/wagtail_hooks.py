"""Announcements in the editor, with a log entry, and its reason, where one goes out without a translation."""

from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn
from wagtail.log_actions import LogFormatter
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import CopyView, SnippetViewSet, UnpublishView

from pages.announcements.models import ACTION, Announcement


class EnglishOnly(LogFormatter):
    label = _("Publish without a translation")

    def format_message(self, log_entry):
        return _("Published without a translation: %(reason)s") % {"reason": log_entry.data.get("reason", "")}


class AnnouncementCopyView(CopyView):
    """Start a new announcement from another one, such as a template."""

    def get_initial_form_instance(self):
        return self.get_object().start()


class AnnouncementEndView(UnpublishView):
    """“End” on the home page and the screen for emergencies, “Unpublish” in the editor."""

    page_title = _("End the announcement")
    success_message = _("The announcement has ended: “%(object)s”")
    template_name = "wagtailadmin/end_announcement.html"

    def get(self, request, *args, **kwargs):
        return self.refuse_ended() or super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        return self.refuse_ended() or super().post(request, *args, **kwargs)

    def refuse_ended(self):
        if self.object.live:
            return None
        messages.warning(self.request, _("The announcement has already ended: “%(object)s”") % {"object": self.object})
        return redirect(self.get_next_url())

    def get_usage_url(self):
        """Link to no uses: pages do not name announcements."""


class AnnouncementViewSet(SnippetViewSet):
    model = Announcement
    icon = "warning"
    menu_label = _("Announcements")
    menu_order = 220
    add_to_admin_menu = True
    list_display = [
        "__str__",
        "kind",
        LiveStatusTagColumn(),
        Column("languages", label=_("Languages"), accessor="text.languages"),
        Column("shown_from", label=_("From"), sort_key="go_live_at"),
        Column("expire_at", label=_("Until"), sort_key="expire_at"),
    ]
    list_filter = ["kind", "live"]
    ordering = ["ready_name", "-pk"]  # templates last
    copy_view_class = AnnouncementCopyView
    unpublish_view_class = AnnouncementEndView


register_snippet(AnnouncementViewSet)
hooks.register("register_log_actions", lambda actions: actions.register_action(ACTION)(EnglishOnly))
