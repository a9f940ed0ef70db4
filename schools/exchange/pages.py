"""What the import pages share: their permission and their breadcrumbs."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic import PermissionCheckedMixin, WagtailAdminTemplateMixin
from wagtail.permission_policies import ModelPermissionPolicy

from schools.register.models import School

IMPORTS = ("schools_imports", _("Import"))
STATE_DATA = ("schools_state_data", _("State data"))


class SchoolPermissionMixin(PermissionCheckedMixin, WagtailAdminTemplateMixin):
    permission_policy = ModelPermissionPolicy(School)
    permission_required = "change"
    header_icon = "download"
    trail = ()

    def get_breadcrumbs_items(self):
        steps = [{"url": reverse(name), "label": text} for name, text in self.trail]
        return [*self.breadcrumbs_items, *steps, {"url": "", "label": self.get_page_title()}]
