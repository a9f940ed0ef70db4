from wagtail.admin.forms import WagtailAdminModelForm

from pages.schedule import ScheduleFormMixin


class MenuForm(ScheduleFormMixin, WagtailAdminModelForm):
    """The form of the menu and footer."""
