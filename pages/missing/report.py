"""Reports > Missing addresses, each with a form to redirect it."""

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.redirects.permissions import permission_policy
from wagtail.contrib.redirects.views import CreateView
from wagtail.models import Page

from pages.models import MissingAddress
from toolkit.reports import Report
from toolkit.visibility import public


class AddColumn(Column):
    """A link to the form for a new redirect."""

    cell_template_name = "wagtailadmin/reports/add_redirect_cell.html"

    def get_value(self, missing):
        return f"{reverse('wagtailredirects:add')}?{urlencode({'old_path': missing.path})}"


class MissingAddressReport(Report):
    page_title = _("Missing addresses")
    header_icon = "redirect"
    index_url_name = "missing_addresses"
    export_filename = "missing-addresses"
    permission_policy = permission_policy
    any_permission_required = {"add"}
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

    def get_base_queryset(self):
        return MissingAddress.objects.exclude(path__in=Redirect.objects.values("old_path"))


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
