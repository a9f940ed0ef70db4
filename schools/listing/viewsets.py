"""The editor's lists of the register: what they show, and how records are edited."""

from django.db import transaction
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.models import Revision
from wagtail.snippets.views.snippets import CopyView, CreateView, EditView, HistoryView, SnippetViewSet

from pages.editor.lists import chooser_with
from schools.lifecycle import planning
from schools.register import history
from schools.register.models import Campus, EnrollmentSeason, Program, School, StateRecord
from schools.register.models.state_record import CODES
from schools.results.models import AreaResult, Result

from . import columns
from .filters import SchoolFilterSet
from .views import RegisterView


class SavedByHandMixin:
    """Saves nothing while somebody types: records have no drafts, so families would read it."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.autosave_enabled = False


class RecordEditView(SavedByHandMixin, EditView):
    """Saves a revision before the first change by hand, so that the history begins with it.

    Shows what others changed since the form was opened before it saves over that, and which changes are planned.
    """

    def get(self, request, *args, **kwargs):
        for warning in planning.warnings(self.object):
            messages.warning(request, warning)
        return super().get(request, *args, **kwargs)

    @transaction.atomic
    def post(self, request, *args, **kwargs):
        return super().post(request, *args, **kwargs)

    def is_valid(self, form):
        opened = self.request.POST.get("loaded_revision_id", "")
        if not super().is_valid(form):
            self.object.latest_revision_id = int(opened) if opened.isdecimal() else None  # what the form still shows
            return False
        if changes := self._changes_since(opened):
            form.add_error(None, changes)
            self.produced_error_message = _(
                "Not saved, because this record changed after you opened it. Saving again replaces:"
            )
        return not changes

    def _changes_since(self, opened: str) -> list[str]:
        """Return in words what others changed since the version that was `opened`. Locks the record."""
        latest = self.model.objects.select_for_update().values_list("latest_revision", flat=True).get(pk=self.object.pk)
        if opened == str(latest or ""):
            return []
        self.object.latest_revision = Revision.objects.get(pk=latest)  # what the form shows next, so what it replaces
        since = history.revisions_of(self.object).filter(pk__gt=opened if opened.isdecimal() else 0)
        return [
            _("%(who)s: %(field)s, “%(before)s” → “%(after)s”")
            % {"who": step.who, "field": change.label, "before": change.before, "after": change.after}
            for step in history.steps_from(since, self.object)
            for change in step.differences
        ]

    def save_instance(self):
        history.remember(self.object)
        return super().save_instance()


class RecordCreateView(SavedByHandMixin, CreateView):
    """Adds a record."""


class RecordCopyView(SavedByHandMixin, CopyView):
    """Adds a record that begins as a copy of another one."""


class AddSchoolView(CreateView):
    """Leads to the guided change, so that there is one way to open a school."""

    def get(self, request, *args, **kwargs):
        return redirect("school_open")

    post = get


class SchoolHistoryView(HistoryView):
    """Redirects to the history on the school's desk, which also covers its campus, state records, and profiles."""

    def get(self, request, *args, **kwargs):
        return redirect("school_desk_history", self.object.slug)


class SchoolChooserViewSet(
    chooser_with(
        Column("get_level_display", label=_("Level")),
        Column("grades", label=_("Grades")),
        Column("campus.area", label=_("Neighborhood")),
        Column("closed", label=_("Closed")),
    )
):
    def get_object_list(self):
        return School.objects.select_related("campus")


class RecordViewSet(SnippetViewSet):
    """A list of records and their forms."""

    add_view_class = RecordCreateView
    copy_view_class = RecordCopyView
    edit_view_class = RecordEditView
    list_per_page = 50


class SchoolViewSet(RecordViewSet):
    model = School
    add_view_class = AddSchoolView
    copy_view_enabled = False
    history_view_class = SchoolHistoryView
    icon = "list-ul"
    menu_label = _("Register")
    list_display = columns.ON_SCREEN
    list_export = [*columns.IN_FILE]
    export_headings = {name: label for name, (label, _value) in columns.IN_FILE.items()}
    filterset_class = SchoolFilterSet
    index_view_class = RegisterView
    index_results_template_name = "schools/listing/results.html"
    chooser_viewset_class = SchoolChooserViewSet
    chooser_per_page = 50

    def get_queryset(self, request):
        return School.objects.select_related("campus")


def _school_names(campus: Campus) -> str:
    return ", ".join(school.short_name for school in campus.schools.all())


class CampusViewSet(RecordViewSet):
    model = Campus
    icon = "home"
    menu_label = _("Campuses")
    list_display = ["street", "city", "zip", "area", Column("schools", label=_("Schools"), accessor=_school_names)]

    def get_queryset(self, request):
        return Campus.objects.prefetch_related("schools")


class StateRecordViewSet(RecordViewSet):
    model = StateRecord
    icon = "doc-full"
    menu_label = _("State records")
    list_display = ["name", *(name for name in CODES if name != "nces_id"), "opened", "closed"]


class ProgramViewSet(SnippetViewSet):
    model = Program
    icon = "tag"
    menu_label = _("Programs")
    list_display = ["name", "slug"]


class EnrollmentSeasonViewSet(RecordViewSet):
    model = EnrollmentSeason
    icon = "calendar-alt"
    menu_label = _("Enrollment seasons")
    list_display = ["year", "status", "opens", "closes"]


class ResultViewSet(SnippetViewSet):
    model = Result
    icon = "table"
    menu_label = _("Yearly results")
    list_display = ["record", "measure", "year", "value", "count", "source"]
    list_filter = ["measure", "year", "record"]

    def get_queryset(self, request):
        return Result.objects.select_related("record")


class AreaResultViewSet(SnippetViewSet):
    model = AreaResult
    icon = "table"
    menu_label = _("District and state results")
    list_display = ["area", "measure", "year", "value", "count", "source"]
    list_filter = ["area", "measure", "year"]
