"""The list view: its schools and their order, on screen or as a file.

Its search has the words of the school finder (`schools.finder`): present and former names, codes, places, and programs,
also half typed or with a typo. It combines with the filters.
"""

from io import BytesIO

from django.db.models import BooleanField, ExpressionWrapper, F, Q
from django.http import FileResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.search import SearchForm
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn
from wagtail.snippets.views.snippets import IndexView

from schools.desk import confirmations
from schools.exchange import export
from schools.finder.folding import words_of
from schools.finder.network import WordKind, network
from schools.finder.terms import MOST_WORDS, terms_of
from schools.register.models import School
from schools.register.permissions import keeps_register

from .columns import IN_FILE, OFFICE_ONLY, with_file_data
from .filters import SchoolFilterSet


def matching_schools(schools, text: str, *, best_first: bool = True):
    """Return those of `schools` that have every word of `text`. Words that nearly every school has are ignored.

    With `best_first`, schools with all words in their present name come first.
    """
    terms, unknown = terms_of([(word,) for word in words_of(text)[:MOST_WORDS]])
    if unknown:
        return schools.none()
    if not terms:
        return schools
    schools = schools.filter(_have_all(terms, WordKind))
    if best_first:
        is_named = ExpressionWrapper(_have_all(terms, [WordKind.NAME]), BooleanField())
        schools = schools.annotate(is_named=is_named).order_by("-is_named", *schools.query.order_by)
    return schools


def _have_all(terms, kinds) -> Q:
    return Q(pk__in=set.intersection(*(network().schools_with(term.candidates, kinds) for term in terms)))


WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"  # not every system knows this type
AS_SHOWN = "shown"  # query parameter: the list in words, for people, instead of the layout for imports


def listed_schools(request):
    """Return the schools in the listing at the address of `request`, filtered and searched."""
    filters = SchoolFilterSet(request.GET, School.objects.all(), request=request)
    schools = filters.qs if filters.is_valid() else School.objects.all()
    form = SearchForm(request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    return matching_schools(schools, text, best_first=False) if text else schools


class CheckboxColumn(BulkActionsCheckboxColumn):
    """Wagtail's, which also sends what is selected without script."""

    cell_template_name = "schools/listing/checkbox.html"


class RegisterView(IndexView):
    default_ordering = "name"
    add_item_label = gettext_lazy("Open a school")
    show_export_buttons = False  # results.html has them, because there are two kinds of files

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        if not keeps_register(request.user):
            self.list_export = [name for name in self.list_export if name not in OFFICE_ONLY]

    @cached_property
    def columns(self):
        own = [column for column in super().columns if not isinstance(column, BulkActionsCheckboxColumn)]
        return [CheckboxColumn("bulk_actions", obj_type="snippet"), *own] if keeps_register(self.request.user) else own

    def _get_title_column(self, *args, **kwargs):
        return super()._get_title_column(*args, **kwargs, classname="title")  # so its header stays visible too

    def get_base_queryset(self):
        schools = confirmations.with_confirm_by(super().get_base_queryset())
        return with_file_data(schools) if self.is_export else schools

    def order_queryset(self, queryset):
        """Sort empty values last and equal values by name, so that no school is on two pages."""
        field = F(self.ordering.removeprefix("-"))
        order = field.desc if self.ordering.startswith("-") else field.asc
        return queryset.order_by(order(nulls_last=True), "name", "pk")

    def search_queryset(self, queryset):
        if not self.is_searching:
            return queryset
        return matching_schools(queryset, self.search_query, best_first=not self.is_explicitly_ordered)

    def get_context_data(self, *args, **kwargs):
        plain_filters = self.filters.get_form_class()(self.request.GET, auto_id="plain_%s", label_suffix="")
        return super().get_context_data(*args, **kwargs, plain_filters=plain_filters)

    def get_filename(self):
        kind = "list" if AS_SHOWN in self.request.GET else "to-edit"
        return f"schools-{kind}-{timezone.localdate()}"

    def as_spreadsheet(self, queryset, spreadsheet_format):
        """Return the list in words, for people, or in the layout for imports."""
        if AS_SHOWN in self.request.GET:
            return super().as_spreadsheet(queryset, spreadsheet_format)
        is_csv = spreadsheet_format == self.FORMAT_CSV
        content = b"".join(export.as_csv(queryset)) if is_csv else export.as_xlsx(queryset)
        kind = "text/csv; charset=utf-8" if is_csv else WORKBOOK
        name = f"{self.get_filename()}.{spreadsheet_format}"
        return FileResponse(BytesIO(content), as_attachment=True, filename=name, content_type=kind)

    def to_row_dict(self, school):
        return {name: IN_FILE[name][1](school) for name in self.list_export}

    def stream_csv(self, queryset):
        """Return the lines with a byte order mark for spreadsheets. Not lazy, so they are in the active language."""
        return ["\ufeff".encode(), *super().stream_csv(queryset)]
