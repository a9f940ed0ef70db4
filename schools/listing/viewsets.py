from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSet

from pages.editor.lists import chooser_with
from schools.register.models import Campus, EnrollmentSeason, Program, School, StateRecord
from schools.register.models.state_record import CODES

from . import columns
from .edit_views import AddSchoolView, RecordEditView, SchoolHistoryView
from .filters import SchoolFilterSet
from .views import RegisterView


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


class SchoolViewSet(SnippetViewSet):
    model = School
    add_view_class = AddSchoolView
    copy_view_enabled = False
    edit_view_class = RecordEditView
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
    list_per_page = 50

    def get_queryset(self, request):
        return School.objects.select_related("campus")


def _school_names(campus: Campus) -> str:
    return ", ".join(school.short_name for school in campus.schools.all())


class CampusViewSet(SnippetViewSet):
    model = Campus
    edit_view_class = RecordEditView
    icon = "home"
    menu_label = _("Campuses")
    list_display = ["street", "city", "zip", "area", Column("schools", label=_("Schools"), accessor=_school_names)]
    list_per_page = 50

    def get_queryset(self, request):
        return Campus.objects.prefetch_related("schools")


class StateRecordViewSet(SnippetViewSet):
    model = StateRecord
    edit_view_class = RecordEditView
    icon = "doc-full"
    menu_label = _("State records")
    list_display = ["name", *(name for name in CODES if name != "nces_id"), "opened", "closed"]
    list_per_page = 50


class ProgramViewSet(SnippetViewSet):
    model = Program
    icon = "tag"
    menu_label = _("Programs")
    list_display = ["name", "slug"]


class EnrollmentSeasonViewSet(SnippetViewSet):
    model = EnrollmentSeason
    icon = "calendar-alt"
    menu_label = _("Enrollment seasons")
    list_display = ["year", "status", "opens", "closes"]
