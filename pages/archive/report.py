"""Reports > Archive: archived pages, by whom, and “Restore”."""

from django.contrib.admin.utils import quote
from django.middleware.csrf import get_token
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, UserColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permissions import page_permission_policy

from pages.models import ArchivedPage

from .folder import is_archived
from .views import may_restore

MAY_SEE = {"publish"}


class RestoreColumn(Column):
    """A button, or why there is none."""

    cell_template_name = "wagtailadmin/reports/restore_cell.html"

    def get_cell_context_data(self, row, parent_context):
        user = parent_context["request"].user
        return super().get_cell_context_data(row, parent_context) | {
            "csrf_token": get_token(parent_context["request"]),
            "above": row.parent if row.parent and is_archived(row.parent) else None,
            "may_restore": may_restore(user, row),
            "delete_url": reverse("wagtailadmin_pages:delete", args=[quote(row.pk)]) if user.is_superuser else "",
        }


class ArchiveReport(ReportView):
    page_title = _("Archive")
    header_icon = "bin"
    index_url_name = "archive"
    index_results_url_name = "archive_results"
    permission_policy = page_permission_policy
    any_permission_required = MAY_SEE
    model = ArchivedPage
    is_searchable = True
    search_backend_name = None
    search_fields = ["page__title", "slug"]
    columns = [
        Column("page", label=_("Page")),
        Column("locale", label=_("Language"), accessor="page.locale.get_display_name"),
        Column("parent", label=_("It was below")),
        Column("target", label=_("Visitors get")),
        DateColumn("archived_at", label=_("Archived on")),
        UserColumn("archived_by", label=_("By")),
        RestoreColumn("restore", label=_("Restore"), accessor="pk"),
    ]
    list_export = ["page.title", "page.locale", "slug", "parent", "target", "archived_at", "archived_by"]
    export_headings = {"page.title": _("Page"), "page.locale": _("Language"), "parent": _("It was below")}

    def get_filename(self):
        return "archive"

    def get_base_queryset(self):
        people = "archived_by__wagtail_userprofile"
        return ArchivedPage.objects.select_related("page__locale", "parent", "target", people)


class ArchiveMenuItem(MenuItem):
    def is_shown(self, request):
        return page_permission_policy.user_has_any_permission(request.user, MAY_SEE)


def menu_item():
    return ArchiveMenuItem(_("Archive"), reverse("archive"), name="archive", icon_name="bin", order=1250)


def urls():
    return [
        path("reports/archive/", ArchiveReport.as_view(), name="archive"),
        path("reports/archive/results/", ArchiveReport.as_view(results_only=True), name="archive_results"),
    ]
