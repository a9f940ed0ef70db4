from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSet

from schools.register.models import Campus, EnrollmentSeason, Program, School, StateRecord

from .chooser import SchoolChooserViewSet
from .edit_views import RecordEditView, SchoolHistoryView
from .filters import SchoolFilterSet
from .views import RegisterView


class SchoolViewSet(SnippetViewSet):
    model = School
    edit_view_class = RecordEditView
    history_view_class = SchoolHistoryView
    icon = "list-ul"
    menu_label = _("Register")
    list_display = ["name"]  # RegisterView adds the columns that the user chose
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
