"""The base of reports whose rows are not the records of one model: filters, pages, and a download."""

from abc import ABC, abstractmethod
from codecs import BOM_UTF8

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic import PermissionCheckedMixin, WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permissions import page_permission_policy

from toolkit import csv_cells

ROWS = 100


class RowReportView(ABC, PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """A report for people who work on pages; `?export=csv` downloads its rows.

    Subclasses define `index_url_name`, `headings`, `filename`, and the methods below.
    """

    permission_policy = page_permission_policy
    any_permission_required = {"change", "publish"}
    headings: tuple[str, ...] = ()
    filename = ""

    @abstractmethod
    def get_form(self) -> forms.Form:
        """Return the form with the filters."""

    @abstractmethod
    def get_rows(self) -> list:
        """Return the rows that the valid filters of `form` leave."""

    @abstractmethod
    def cells(self, row) -> list:
        """Return the cells of a row in the download."""

    @cached_property
    def form(self) -> forms.Form:
        form = self.get_form()
        form.is_valid()
        return form

    def get(self, request, *args, **kwargs):
        return self.as_csv() if request.GET.get("export") == "csv" else super().get(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_header_buttons(self):
        query = self.request.GET.copy()
        query["export"] = "csv"
        return [HeaderButton(_("Download CSV"), f"?{query.urlencode()}", icon_name="download")]

    def get_context_data(self, **kwargs):
        page = Paginator(self.get_rows(), ROWS).get_page(self.request.GET.get("p"))
        return super().get_context_data(**kwargs) | {"form": self.form, "page": page, "headings": self.headings}

    def as_csv(self):
        rows = [list(map(str, self.headings)), *map(self.cells, self.get_rows())]
        response = HttpResponse([BOM_UTF8, *csv_cells.lines(rows)], content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{self.filename}.csv"'
        return response
