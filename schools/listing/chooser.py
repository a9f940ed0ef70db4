from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from pages.editor.choosers import chooser_with
from schools.register.models import School


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
