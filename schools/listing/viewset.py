from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSet

from schools.models import School

from .chooser import SchoolChooserViewSet
from .editing import RecordEditView, SchoolHistoryView
from .filters import SchoolFilterSet
from .listing import RegisterView


class SchoolViewSet(SnippetViewSet):
    model = School
    edit_view_class = RecordEditView
    history_view_class = SchoolHistoryView
    icon = "list-ul"
    menu_label = _("Register")
    list_display = ["name"]  # and what its reader has chosen (`columns`)
    filterset_class = SchoolFilterSet
    index_view_class = RegisterView
    index_results_template_name = "schools/listing/results.html"
    chooser_viewset_class = SchoolChooserViewSet
    chooser_per_page = 50
    list_per_page = 50

    def get_queryset(self, request):
        return School.objects.select_related("campus")
