"""Reports > Archive: archived pages, pictures, and documents, by whom, and “Restore”."""

from django.contrib.admin.utils import quote
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, UserColumn
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permissions import page_permission_policy

from media.archive import POLICIES
from media.consent import People
from media.models import SiteDocument, SiteImage
from pages.archive_folder import is_archived
from pages.models import ArchivedPage
from toolkit.reports import Report

from .library import NAMES, NAMESPACES
from .views import may_restore


class RestoreColumn(Column):
    """A button, or why there is none."""

    cell_template_name = "wagtailadmin/reports/restore_cell.html"

    def get_cell_context_data(self, row, parent_context):
        user = parent_context["request"].user
        return super().get_cell_context_data(row, parent_context) | {
            "csrf_token": get_token(parent_context["request"]),
            "restore_url": reverse("restore_page", args=[row.pk]),
            "above": row.parent if row.parent and is_archived(row.parent) else None,
            "may_restore": may_restore(user, row),
            "was_live": row.was_live,
            "delete_url": reverse("wagtailadmin_pages:delete", args=[quote(row.pk)]) if user.is_superuser else "",
        }


class RestoreFileColumn(Column):
    cell_template_name = RestoreColumn.cell_template_name

    def get_cell_context_data(self, row, parent_context):
        is_admin, model = parent_context["request"].user.is_superuser, type(row)
        return super().get_cell_context_data(row, parent_context) | {
            "csrf_token": get_token(parent_context["request"]),
            "restore_url": reverse(f"restore_{NAMES[model]}", args=[row.pk]),
            "may_restore": True,
            "withdraw_url": reverse("withdraw_consent", args=[row.pk]) if _may_withdraw(row) else "",
            "delete_url": reverse(f"{NAMESPACES[model]}:delete", args=[row.pk]) if is_admin else "",
        }


def _may_withdraw(file) -> bool:
    return isinstance(file, SiteImage) and file.people == People.SCHOLARS and not file.consent_withdrawn


class ArchiveReport(Report):
    """Archived pages. The reports of files have other columns."""

    page_title = _("Archive")
    page_subtitle = _("Pages")
    header_icon = "bin"
    button_icon = "doc-empty"  # in the other reports
    permission_policy = page_permission_policy
    any_permission_required = {"publish"}
    model = ArchivedPage
    index_url_name = "archive"
    export_filename = "archive"
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

    @property
    def header_buttons(self):
        others = [report for report in REPORTS if report is not type(self)]
        return [
            HeaderButton(report.page_subtitle, reverse(report.index_url_name), icon_name=report.button_icon)
            for report in others
        ]

    def get_base_queryset(self):
        people = "archived_by__wagtail_userprofile"
        return ArchivedPage.objects.select_related("page__locale", "parent", "target", people)


class ArchivedFilesReport(ArchiveReport):
    search_fields = ["title", "file"]
    columns = [
        Column("title", label=_("Title")),
        Column("collection", label=_("School or collection"), accessor="collection.name"),
        DateColumn("archived_at", label=_("Archived on")),
        UserColumn("archived_by", label=_("By")),
        RestoreFileColumn("restore", label=_("Restore"), accessor="pk"),
    ]
    list_export = ["title", "filename", "collection.name", "archived_at", "archived_by"]
    export_headings = {"filename": _("File"), "collection.name": _("School or collection")}

    def get_base_queryset(self):
        files = POLICIES[self.model].archived(self.request.user).order_by("-archived_at", "pk")
        return files.select_related("collection", "archived_by__wagtail_userprofile")


class ArchivedPicturesReport(ArchivedFilesReport):
    page_subtitle = _("Pictures")
    button_icon = "image"
    model = SiteImage
    index_url_name = "archived_images"
    export_filename = "archived-images"


class ArchivedDocumentsReport(ArchivedFilesReport):
    page_subtitle = _("Documents")
    button_icon = "doc-full-inverse"
    model = SiteDocument
    index_url_name = "archived_documents"
    export_filename = "archived-documents"


REPORTS = (ArchiveReport, ArchivedPicturesReport, ArchivedDocumentsReport)
