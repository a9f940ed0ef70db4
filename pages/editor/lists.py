"""Lists in the editor: choosers with more columns, panels of the home page, reports on rows, and answers to a form."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

from django import forms
from django.core.paginator import Paginator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.ui.components import Component
from wagtail.admin.views.generic import PermissionCheckedMixin
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.contrib.forms.views import SubmissionsListView
from wagtail.permissions import page_permission_policy
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet

from toolkit.reports import EditorPage

ROWS = 100


def open_to(user, records, may_see_drafts: str):
    """Return those of `records` that `user` can choose."""
    hidden = may_see_drafts and not user.has_perm(may_see_drafts)
    return records.filter(live=True) if hidden else records


def chooser_with(*extra_columns, may_see_drafts: str = "") -> type[SnippetChooserViewSet]:
    """Return a chooser with more columns. Without the permission `may_see_drafts`, people choose what is published."""

    class Chooser:
        @property
        def columns(self):
            title, *rest = super().columns
            return [title, *extra_columns, *rest]

        def get_object_list(self):
            return open_to(self.request.user, super().get_object_list(), may_see_drafts)

    class Choose(Chooser, ChooseView):
        pass

    class Results(Chooser, ChooseResultsView):
        pass

    return type(
        "Chooser", (SnippetChooserViewSet,), {"choose_view_class": Choose, "choose_results_view_class": Results}
    )


@dataclass(frozen=True)
class Row:
    """One line: a link, a `note` behind it, such as a day, and an `action` with one click, such as its end."""

    text: str
    url: str
    note: str = ""
    action: "Row | None" = None


class RowsPanel(Component):
    """`more` leads to the whole list; `folded` are further rows, which open below."""

    template_name = "wagtailadmin/home/rows.html"

    def __init__(self, name: str, heading: str, rows: list[Row], *, order: int, more: Row | None = None, folded=()):
        self.order = order
        self.context = {"name": name, "heading": heading, "rows": rows, "more": more, "folded": folded}

    def get_context_data(self, parent_context):
        return self.context


class RowFilterForm(forms.Form):
    """Filters of a report on rows: one for each attribute in `of_rows` (its label by name), with the values that occur.

    Subclasses add others and define `rows`, which returns those that the valid filters leave.
    """

    of_rows: dict[str, str] = {}

    def __init__(self, data, rows: list):
        super().__init__(data)
        self.all_rows = rows
        for name, label in self.of_rows.items():
            values = sorted({value for row in rows if (value := getattr(row, name))})
            choices = [("", _("All")), *((value, value) for value in values)]
            self.fields[name] = forms.ChoiceField(label=label, required=False, choices=choices)

    @property
    def rows(self) -> list:
        asked = {name: value for name in self.of_rows if (value := self.cleaned_data.get(name))}
        return [row for row in self.all_rows if all(getattr(row, name) == asked[name] for name in asked)]


class RowReportView(ABC, SpreadsheetExportMixin, PermissionCheckedMixin, EditorPage, TemplateView):
    """A report for people who work on pages.

    Subclasses define `index_url_name`, `export_filename`, `export_headings` (of the attributes of a row, in order), and
    `get_form`.
    """

    permission_policy = page_permission_policy
    any_permission_required = {"change", "publish"}

    @abstractmethod
    def get_form(self) -> forms.Form:
        """Return the form with the filters."""

    def get_rows(self) -> list:
        """Return the rows that the valid filters of `form` leave."""
        return self.form.rows

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

    def get_context_data(self, **kwargs):
        page = Paginator(self.get_rows(), ROWS).get_page(self.request.GET.get("p"))
        headings = self.export_headings.values()
        return super().get_context_data(**kwargs) | {"form": self.form, "page": page, "headings": headings}


class AnswersView(SubmissionsListView):
    """Wagtail's list of what a form received, with nothing where a question had no answer."""

    page_title = _("Answers")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        for row in context.get("data_rows", ()):
            row["fields"] = ["" if value is None else value for value in row["fields"]]
        return context
