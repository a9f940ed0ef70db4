"""The tracker in the admin: the matrix of schools and requirements, what is due, downloads, and a new school year."""

from collections import Counter, defaultdict
from itertools import groupby
from operator import attrgetter

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.widgets.button import HeaderButton
from wagtail.coreutils import multigetattr

from pages.editor.lists import RowReportView
from schools.register.models import School
from schools.register.school_year import school_year, shown_year
from toolkit.reports import EditorPage

from . import rights
from .forms import FilterForm
from .models import Posting, Requirement, archive
from .status import FINE, NETWORK, SOON, Cell, Status, cells, slug_of

SCHOOLS_ON_A_PAGE = 50


class OfTracker(EditorPage):
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

    @cached_property
    def school(self) -> School | None:
        """The school `whose` in the address, None for the network. Raises Http404 for what the user cannot see."""
        if self.kwargs["whose"] == NETWORK and rights.sees_network(self.request.user):
            return None
        return get_object_or_404(rights.schools_of(self.request.user), slug=self.kwargs["whose"])

    def below(self, url: str, label: str) -> list[tuple[str, str]]:
        """Return what this page is below: `url`, or the school desk for people who see only that."""
        if rights.sees_network(self.request.user):
            return [(url, label)]
        return [(reverse("school_desk", args=[self.school.slug]), self.school.short_name)]

    @property
    def parents(self):
        return [(reverse("postings"), OfTracker.page_title)]


class FilteredView(OfTracker, RowReportView):
    """Base of the views with filters, and downloads of the cells that these leave: the newest posting of each."""

    any_permission_required = None  # `OfTracker` checks
    export_headings = {
        "owner_name": _("School"),
        "requirement.code": _("Code"),
        "requirement": _("Requirement"),
        "requirement.authority": _("Authority"),
        "requirement.get_duty_display": _("Duty"),
        "requirement.counsel_to_confirm": _("Counsel to confirm"),
        "requirement.get_owner_display": _("Owner"),
        "status.label": _("Status"),
        "due": _("Due"),
        "coming": _("Next due"),
        "reason": _("Reason"),
        "newest.posted_at": _("Posted"),
        "newest.posted_by": _("Posted by"),
        "newest.school_year": _("School year"),
        "newest.language_names": _("Languages"),
        "newest.address": _("Address"),
        "newest.contact": _("Contact"),
        "newest.board_date": _("Board date"),
        "newest.file_hash": _("SHA-256 of the file"),
        "warnings": _("Warnings"),
        "newest.note": _("Note"),
    }
    custom_field_preprocess = {
        "requirement.counsel_to_confirm": dict.fromkeys(
            RowReportView.FORMATS, lambda value: str(_("Yes") if value else _("No"))
        ),
        "newest.posted_by": dict.fromkeys(RowReportView.FORMATS, get_user_display_name),
    }

    def get_filename(self):
        return f"required-postings-{timezone.localdate().isoformat()}"

    def to_row_dict(self, item):
        missing = set() if item.newest else {name for name in self.list_export if name.startswith("newest.")}
        return {name: "" if name in missing else multigetattr(item, name) for name in self.list_export}

    @cached_property
    def schools(self) -> list[School]:
        """The open schools that the user can see. Others need no postings."""
        return list(rights.schools_of(self.request.user).open_today().order_by("name"))

    @cached_property
    def requirements(self) -> list[Requirement]:
        in_use = Requirement.objects.filter(in_use=True).select_related("person")
        return sorted(in_use, key=lambda requirement: requirement.duty_order)

    def get_form(self):
        sees = rights.sees_network(self.request.user)
        return FilterForm(self.request.GET, schools=self.schools, requirements=self.requirements, sees_network=sees)

    @cached_property
    def filters(self) -> dict[str, str]:
        """The filters with valid values."""
        return {name: value for name, value in self.form.cleaned_data.items() if value}

    @cached_property
    def columns(self) -> list[Requirement]:
        """The requirements that the filters leave, by duty."""
        attributes = {"requirement": "code", "owner": "owner", "duty": "duty"}
        asked = [(attributes[name], value) for name, value in self.filters.items() if name in attributes]
        return [one for one in self.requirements if all(getattr(one, name) == value for name, value in asked)]

    @cached_property
    def rows(self) -> list[tuple[School | None, list[Cell | None]]]:
        """The rows of the matrix that are not empty: a school (None: the network) with a cell for each column.

        A cell is None if nothing is required or if the filters leave it out.
        """
        schools = [None] if rights.sees_network(self.request.user) else []
        schools += self.schools
        if slug := self.filters.get("school"):
            schools = [school for school in schools if slug_of(school) == slug]
        status = self.filters.get("status")
        result = []
        for school, row_cells in zip(schools, cells(self.columns, schools), strict=True):
            visible = [cell if cell and status in (None, cell.status) else None for cell in row_cells]
            if any(visible):
                result.append((school, visible))
        return result

    def get_rows(self) -> list[Cell]:
        return [cell for _school, row_cells in self.rows for cell in row_cells if cell]


class MatrixView(FilteredView):
    """The matrix of schools and requirements."""

    template_name = "postings/matrix.html"
    parents = ()
    here = reverse_lazy("postings")

    def get_header_buttons(self):
        buttons = [HeaderButton(_("Postings due"), reverse("postings_due"), icon_name="list-ul")]
        buttons.append(HeaderButton(_("Proof packets"), reverse("posting_packets"), icon_name="folder-open-inverse"))
        if rights.may_keep(self.request.user, None):
            buttons.append(HeaderButton(_("New school year"), reverse("postings_roll_over"), icon_name="rotate"))
        return [*buttons, *super().get_header_buttons()]  # the downloads

    def get_context_data(self, **kwargs):
        used = [n for n in range(len(self.columns)) if any(row_cells[n] for _school, row_cells in self.rows)]
        columns = [self.columns[n] for n in used]
        page = Paginator(self.rows, SCHOOLS_ON_A_PAGE).get_page(self.request.GET.get("p"))
        counts = Counter(cell.status for cell in self.get_rows())
        return super().get_context_data(**kwargs) | {
            "columns": columns,
            "duties": [(duty, len(list(some))) for duty, some in groupby(one.get_duty_display() for one in columns)],
            "table": [(school, [row_cells[n] for n in used]) for school, row_cells in page.object_list],
            "page": page,
            "counts": [(status, counts[status]) for status in Status],
        }


class DueView(FilteredView):
    """Cells that need action, the most urgent first."""

    template_name = "postings/due.html"
    page_title = _("Postings due")

    def get_rows(self) -> list[Cell]:
        due_cells = [cell for cell in super().get_rows() if cell.status not in FINE]
        return sorted(due_cells, key=attrgetter("urgency"))


class RollOverView(OfTracker, TemplateView):
    """`GET` previews the postings of earlier years, `POST` archives the selected ones. In June, the new year counts."""

    template_name = "postings/roll_over.html"
    page_title = _("New school year")

    def check(self, user):
        if not rights.may_keep(user, None):
            raise PermissionDenied

    @cached_property
    def year(self) -> str:
        return school_year(timezone.localdate() + SOON)

    def moves(self) -> list[tuple[Posting, bool, bool]]:
        """Return (posting, has_newer, is_suggested) of current postings of earlier years, by requirement and school.

        Suggested are those that a newer one replaces, and those that are due within `SOON`.
        """
        postings = Posting.objects.current().filter(not_applicable=False)
        postings = postings.order_by("requirement__order", "requirement__code", "school__name", "-posted_at", "-pk")
        by_cell = defaultdict(list)
        for posting in postings.select_related("requirement", "school", "document", "page"):
            by_cell[posting.requirement_id, posting.school_id].append(posting)
        result, soon = [], timezone.localdate() + SOON
        for cell_postings in by_cell.values():
            for posting in cell_postings:
                if posting.school_year and posting.school_year < self.year:
                    later = (other for other in cell_postings if other.school_year > posting.school_year)
                    newer = {language for other in later for language in other.languages}
                    has_newer = bool(posting.languages) and set(posting.languages) <= newer
                    result.append((posting, has_newer, has_newer or posting.next_due <= soon))
        return result

    def get_context_data(self, **kwargs):
        moves = self.moves()
        suggested = sum(is_suggested for _posting, _has_newer, is_suggested in moves)
        return super().get_context_data(year=shown_year(self.year), moves=moves, suggested=suggested, **kwargs)

    def post(self, request, *args, **kwargs):
        ticked = set(request.POST.getlist("posting"))
        postings = [posting for posting, *_answers in self.moves() if str(posting.pk) in ticked]
        count = archive(postings, request.user, self.year)
        text = ngettext("%(count)s posting moved to the archive.", "%(count)s postings moved to the archive.", count)
        messages.success(request, text % {"count": count})
        return redirect(reverse("postings"))
