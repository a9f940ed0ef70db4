"""The base of reports whose rows are not the records of one model: filters, pages, and downloads."""

from abc import ABC, abstractmethod

from django import forms
from django.core.paginator import Paginator
from django.utils.functional import cached_property
from django.views.generic import TemplateView
from wagtail.admin.views.generic import PermissionCheckedMixin, WagtailAdminTemplateMixin
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.permissions import page_permission_policy

ROWS = 100


class RowReportView(ABC, SpreadsheetExportMixin, PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """A report for people who work on pages.

    Subclasses define `index_url_name`, `export_filename`, `export_headings` (of the attributes of a row, in order), and
    the methods below.
    """

    permission_policy = page_permission_policy
    any_permission_required = {"change", "publish"}

    @abstractmethod
    def get_form(self) -> forms.Form:
        """Return the form with the filters."""

    @abstractmethod
    def get_rows(self) -> list:
        """Return the rows that the valid filters of `form` leave."""

    @property
    def list_export(self):
        return [*self.export_headings]

    @cached_property
    def form(self) -> forms.Form:
        form = self.get_form()
        form.is_valid()
        return form

    def get(self, request, *args, **kwargs):
        if self.is_export:
            return self.as_spreadsheet(self.get_rows(), request.GET["export"])
        return super().get(request, *args, **kwargs)

    def stream_csv(self, queryset):
        """Begin with the mark by which Excel knows UTF-8. A list, because later the user's language is not active."""
        return ["\ufeff", *super().stream_csv(queryset)]

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        page = Paginator(self.get_rows(), ROWS).get_page(self.request.GET.get("p"))
        headings = self.export_headings.values()
        return super().get_context_data(**kwargs) | {"form": self.form, "page": page, "headings": headings}
