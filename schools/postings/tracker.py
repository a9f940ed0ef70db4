"""The tracker in the admin: the matrix of schools and requirements, the list of due postings, and downloads."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from schools.register.models import School

from . import export, rights
from .forms import FilterForm
from .labels import slug_of
from .models import Requirement
from .status import ASKED, Cell, Status, cells

SCHOOLS_ON_A_PAGE, ROWS_ON_A_PAGE = 50, 100
MARKS = {
    Status.OVERDUE: "!",
    Status.ARCHIVED: "▽",
    Status.DUE: "30",
    Status.NOT_POSTED: "○",
    Status.UNDECIDED: "?",
    Status.CURRENT: "●",
    Status.NOT_APPLICABLE: "–",
}


@dataclass(frozen=True)
class Row:
    """A row of the matrix: a school (None: the network) and a cell per column, None if not required or filtered out."""

    school: School | None
    cells: list[Cell | None]


class OfTracker(WagtailAdminTemplateMixin):
    """Base of the tracker's views, for people who can see part of it. Subclasses also `check`."""

    header_icon = "calendar-check"
    page_title = _("Required postings")

    def dispatch(self, request, *args, **kwargs):
        if not rights.may_look(request.user):
            raise PermissionDenied
        self.check(request.user)
        return super().dispatch(request, *args, **kwargs)

    def check(self, user) -> None:
        """Raise PermissionDenied, or Http404 if there is no such page."""

    def get_breadcrumbs_items(self):
        items = [*self.breadcrumbs_items, {"url": reverse("postings"), "label": OfTracker.page_title}]
        title = self.get_page_title()
        if title != OfTracker.page_title:
            items.append({"url": "", "label": title})
        return items


class FilteredView(OfTracker):
    """Base of the views with filters."""

    @cached_property
    def schools(self) -> list[School]:
        """The open schools that the user can see. Others need no postings."""
        return list(rights.schools_of(self.request.user).open_today().order_by("name"))

    @cached_property
    def requirements(self) -> list[Requirement]:
        in_use = Requirement.objects.filter(in_use=True).select_related("person")
        return sorted(in_use, key=lambda requirement: requirement.duty_order)

    @cached_property
    def form(self) -> FilterForm:
        sees = rights.sees_network(self.request.user)
        form = FilterForm(self.request.GET, schools=self.schools, requirements=self.requirements, sees_network=sees)
        form.is_valid()
        return form

    @cached_property
    def filters(self) -> dict[str, str]:
        """The filters with valid values."""
        return {name: value for name, value in self.form.cleaned_data.items() if value}

    def columns(self) -> list[Requirement]:
        """Return the requirements that the filters leave, by duty."""
        attributes = {"requirement": "code", "owner": "owner", "duty": "duty"}
        asked = [(attributes[name], value) for name, value in self.filters.items() if name in attributes]
        return [one for one in self.requirements if all(getattr(one, name) == value for name, value in asked)]

    def rows(self) -> list[Row]:
        """Return the rows of the matrix that are not empty."""
        schools = [None] if rights.sees_network(self.request.user) else []
        schools += self.schools
        if slug := self.filters.get("school"):
            schools = [school for school in schools if slug_of(school) == slug]
        status = self.filters.get("status")
        result = []
        for school, row_cells in zip(schools, cells(self.columns(), schools), strict=True):
            visible = [cell if cell and status in (None, cell.status) else None for cell in row_cells]
            if any(visible):
                result.append(Row(school, visible))
        return result

    def all_cells(self) -> list[Cell]:
        return [cell for row in self.rows() for cell in row.cells if cell]

    def query(self, **more) -> str:
        """Return the filters as a query string for a link."""
        return urlencode({**self.filters, **more})


class MatrixView(FilteredView, TemplateView):
    """The matrix of schools and requirements."""

    template_name = "postings/matrix.html"

    def get(self, request, *args, **kwargs):
        if kind := {"csv": export.as_csv, "xlsx": export.as_xlsx}.get(request.GET.get("export", "")):
            return kind(self.all_cells())
        return super().get(request, *args, **kwargs)

    def get_header_buttons(self):
        buttons = [HeaderButton(_("Postings due"), reverse("postings_due"), icon_name="list-ul")]
        buttons.append(HeaderButton(_("Proof packets"), reverse("posting_packets"), icon_name="folder-open-inverse"))
        if rights.may_keep(self.request.user, None):
            buttons.append(HeaderButton(_("New school year"), reverse("postings_roll_over"), icon_name="rotate"))
        return buttons

    def get_context_data(self, **kwargs):
        rows = self.rows()
        columns = self.columns()
        used = [n for n in range(len(columns)) if any(row.cells[n] for row in rows)]
        page = Paginator(rows, SCHOOLS_ON_A_PAGE).get_page(self.request.GET.get("p"))
        counts = dict.fromkeys(Status, 0)
        for row in rows:
            for cell in filter(None, row.cells):
                counts[cell.status] += 1
        return super().get_context_data(
            form=self.form,
            columns=[columns[n] for n in used],
            duties=[(duty, len(list(group))) for duty, group in groupby(columns[n].get_duty_display() for n in used)],
            table=[(row, [row.cells[n] for n in used]) for row in page.object_list],
            page=page,
            counts=[(status, MARKS[status], count) for status, count in counts.items()],
            exports=[(end.upper(), f"?{self.query(export=end)}") for end in ("csv", "xlsx")],
            **kwargs,
        )


class DueView(FilteredView, TemplateView):
    """Cells that need action: by status, then the strictest duty, then the longest overdue first."""

    template_name = "postings/due.html"
    page_title = _("Postings due")
    statuses = (*ASKED, Status.UNDECIDED)

    def get_context_data(self, **kwargs):
        due_cells = [cell for cell in self.all_cells() if cell.status in self.statuses]
        due_cells.sort(
            key=lambda cell: (self.statuses.index(cell.status), cell.requirement.duty_order, cell.due or date.min)
        )
        page = Paginator(due_cells, ROWS_ON_A_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(form=self.form, page=page, cells=page.object_list, **kwargs)
