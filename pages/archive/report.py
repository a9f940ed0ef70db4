"""Reports > Archive: archived pages, pictures, and documents, by whom, and “Restore”."""

from django.contrib.admin.utils import quote
from django.middleware.csrf import get_token
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, UserColumn
from wagtail.admin.views.reports import ReportView
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permissions import page_permission_policy

from media.archive import POLICIES
from media.consent import People
from media.models import SiteDocument, SiteImage
from pages.models import ArchivedPage

from .folder import is_archived
from .library import NAMES, NAMESPACES
from .views import may_restore

MAY_SEE = {"publish"}


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


REPORTS = (  # with the model, the name, the label, and the icon of each
    (ArchivedPage, "archive", _("Pages"), "doc-empty"),
    (SiteImage, "archived_images", _("Pictures"), "image"),
    (SiteDocument, "archived_documents", _("Documents"), "doc-full-inverse"),
)


class ArchiveReport(ReportView):
    """Archived pages. The reports of files have other columns."""

    page_title = _("Archive")
    header_icon = "bin"
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
        return self.index_url_name.replace("_", "-")

    def get_page_subtitle(self):
        return next(label for model, _name, label, _icon in REPORTS if model is self.model)

    @property
    def header_buttons(self):
        others = [report for report in REPORTS if report[0] is not self.model]
        return [HeaderButton(label, reverse(name), icon_name=icon) for _model, name, label, icon in others]

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


class ArchiveMenuItem(MenuItem):
    def is_shown(self, request):
        return page_permission_policy.user_has_any_permission(request.user, MAY_SEE)


def menu_item():
    return ArchiveMenuItem(_("Archive"), reverse("archive"), name="archive", icon_name="bin", order=1250)


def urls():
    routes = []
    for model, name, _label, _icon in REPORTS:
        names = {"model": model, "index_url_name": name, "index_results_url_name": f"{name}_results"}
        view, route = ArchiveReport if model is ArchivedPage else ArchivedFilesReport, name.replace("_", "-")
        routes += [
            path(f"reports/{route}/", view.as_view(**names), name=name),
            path(f"reports/{route}/results/", view.as_view(**names, results_only=True), name=f"{name}_results"),
        ]
    return routes
