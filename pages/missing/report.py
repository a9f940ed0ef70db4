"""Reports > Missing addresses, each with a form to redirect it."""

from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.reports import ReportView
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.redirects.permissions import permission_policy
from wagtail.contrib.redirects.views import CreateView
from wagtail.models import Page

from pages.models import MissingAddress
from toolkit.visibility import public

MAY_SEE = {"add"}


class AddColumn(Column):
    """A link to the form for a new redirect."""

    cell_template_name = "wagtailadmin/reports/add_redirect_cell.html"

    def get_value(self, missing):
        return f"{reverse('wagtailredirects:add')}?{urlencode({'old_path': missing.path})}"


class MissingAddressReport(ReportView):
    page_title = _("Missing addresses")
    header_icon = "redirect"
    index_url_name = "missing_addresses"
    index_results_url_name = "missing_addresses_results"
    permission_policy = permission_policy
    any_permission_required = MAY_SEE
    model = MissingAddress
    is_searchable = True
    search_backend_name = None
    search_fields = ["path"]
    columns = [
        Column("path", label=_("Address"), sort_key="path"),
        Column("count", label=_("Visits"), sort_key="count"),
        DateColumn("last_day", label=_("Last visit"), sort_key="last_day"),
        AddColumn("redirect", label=_("Redirect")),
    ]
    default_ordering = "-count"
    list_export = ["path", "count", "last_day"]

    def get_filename(self):
        return "missing-addresses"

    def get_base_queryset(self):
        return MissingAddress.objects.exclude(path__in=Redirect.objects.values("old_path"))


class MissingAddressMenuItem(MenuItem):
    def is_shown(self, request):
        return permission_policy.user_has_any_permission(request.user, MAY_SEE)


def menu_item():
    return MissingAddressMenuItem(
        _("Missing addresses"), reverse("missing_addresses"), name="missing", icon_name="redirect", order=1270
    )


def urls():
    view, name = MissingAddressReport, "missing_addresses"
    return [
        path("reports/missing/", view.as_view(), name=name),
        path("reports/missing/results/", view.as_view(results_only=True), name=f"{name}_results"),
    ]


def start_with_address() -> None:
    """Let the address of Wagtail's form for a new redirect name the old address, as in `?old_path=/old`.

    The form starts with the page whose own address ends the same.
    """

    def get_initial(view):
        old_path = view.request.GET.get("old_path", "")
        slug = old_path.rpartition("/")[2].partition(".")[0].lower()
        page = public(Page.objects.filter(slug=slug, depth__gt=2)).first() if slug else None
        return {"old_path": old_path, "redirect_page": page} if old_path else {}

    CreateView.get_initial = get_initial
