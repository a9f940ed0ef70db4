"""The list view: its schools, order, and columns, on screen or as a file."""

from django.db.models import F
from django.http import StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import urlencode
from wagtail.admin.forms.search import SearchForm
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn
from wagtail.snippets.views.snippets import IndexView

from schools.exchange import export
from schools.lifecycle.wagtail_hooks import open_button
from schools.register.models import School
from schools.register.permissions import keeps_register

from . import files, search
from .columns import ListingColumn, ListingTableColumn, columns_for, with_column_data
from .filters import SchoolFilterSet

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AS_SHOWN = "shown"  # query parameter: a file with the columns on screen instead of those of an import


def listed_schools(request):
    """Return the schools in the listing at the address of `request`, filtered and searched."""
    filters = SchoolFilterSet(request.GET, School.objects.all(), request=request)
    schools = filters.qs if filters.is_valid() else School.objects.all()
    form = SearchForm(request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    return search.matching_schools(schools, text, best_first=False) if text else schools


class CheckboxColumn(BulkActionsCheckboxColumn):
    """Wagtail's, which also sends what is selected without script."""

    cell_template_name = "schools/listing/checkbox.html"


class RegisterView(IndexView):
    default_ordering = "name"
    show_export_buttons = False  # results.html has them, because there are two kinds of files

    @cached_property
    def chosen_columns(self) -> list[ListingColumn]:
        return columns_for(self.request.user)

    @cached_property
    def columns(self):
        first = [column for column in super().columns if not isinstance(column, BulkActionsCheckboxColumn)]
        if keeps_register(self.request.user):
            first.insert(0, CheckboxColumn("bulk_actions", obj_type="snippet"))
        return [*first, *map(ListingTableColumn, self.chosen_columns)]

    @cached_property
    def header_buttons(self):
        buttons = super().header_buttons
        return [*buttons, open_button()] if self.request.user.has_perm("schools.add_school") else buttons

    def _get_title_column(self, *args, **kwargs):
        return super()._get_title_column(*args, **kwargs, classname="title")  # so its header stays visible too

    def get_base_queryset(self):
        return with_column_data(super().get_base_queryset(), self.chosen_columns)

    def order_queryset(self, queryset):
        """Sort empty values last and equal values by name, so that no school is on two pages."""
        field = F(self.ordering.removeprefix("-"))
        order = field.desc if self.ordering.startswith("-") else field.asc
        return queryset.order_by(order(nulls_last=True), "name", "pk")

    def search_queryset(self, queryset):
        if not self.is_searching:
            return queryset
        return search.matching_schools(queryset, self.search_query, best_first=not self.is_explicitly_ordered)

    def get_context_data(self, *args, **kwargs):
        params = self.request.GET.copy()
        for name in ("p", "export", AS_SHOWN, "_w_filter_fragment"):
            params.pop(name, None)
        query = params.urlencode()
        back = f"{self.index_url}?{query}" if query else self.index_url
        return super().get_context_data(
            *args,
            **kwargs,
            keeps_register=keeps_register(self.request.user),
            back=back,
            plain_filters=self.filters.get_form_class()(self.request.GET, auto_id="plain_%s", label_suffix=""),
            columns_address=f"{reverse('schools_register_columns')}?{urlencode({'next': back})}",
            edit_address=f"{reverse('wagtail_bulk_action', args=['schools', 'school', 'edit'])}?"
            + "&".join(filter(None, [query, urlencode({"id": "all", "next": back})])),
            downloads=[self._download(params, kind) for kind in (export.XLSX, export.CSV)],
        )

    def _download(self, params, kind: str) -> dict[str, str]:
        """Return the addresses of the listing as a file of this kind: with the chosen columns, and for an import."""
        file_params = params.copy()
        file_params["export"] = kind
        for_import = f"{self.index_url}?{file_params.urlencode()}"
        file_params[AS_SHOWN] = "1"
        return {"kind": kind.upper(), "shown": f"{self.index_url}?{file_params.urlencode()}", "for_import": for_import}

    def as_spreadsheet(self, queryset, spreadsheet_format):
        """Return the file in the layout for imports, or as shown."""
        if AS_SHOWN in self.request.GET:
            name, source, more = "schools-shown", files, [self.chosen_columns]
        else:
            name, source, more = "schools", export, []
        if spreadsheet_format == export.CSV:
            content, kind = source.as_csv(queryset, *more), "text/csv; charset=utf-8"
        else:
            content, kind = [source.as_xlsx(queryset, *more)], WORKBOOK
        headers = {"Content-Disposition": f'attachment; filename="{name}-{timezone.localdate()}.{spreadsheet_format}"'}
        return StreamingHttpResponse(content, content_type=kind, headers=headers)
