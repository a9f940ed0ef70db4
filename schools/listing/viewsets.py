from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSet

from pages.editor.lists import chooser_with
from schools.register.models import Campus, EnrollmentSeason, Program, School, StateRecord

from . import columns
from .edit_views import RecordEditView, SchoolHistoryView
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


class CampusViewSet(SnippetViewSet):
    model = Campus
    edit_view_class = RecordEditView
    icon = "home"
    menu_label = _("Campuses")
    list_display = ["street", "city", "zip", "area"]
    list_per_page = 50


class StateRecordViewSet(SnippetViewSet):
    model = StateRecord
    edit_view_class = RecordEditView
    icon = "doc-full"
    menu_label = _("State records")
    list_display = ["name", "cds_code", "charter_number", "opened", "closed"]
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
