"""Panel for site admins: roles and schools in which nobody has an email address."""

from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component

from alliance_site.staff.invitations import SITE_ADMIN
from alliance_site.staff.roles import ROLES
from schools.desk import confirmations
from schools.models import School


def unreached() -> tuple[list[str], list[School]]:
    """Return names of roles, and open schools, in which no active account has an email address."""
    people = get_user_model().objects.filter(is_active=True).exclude(email="")
    reached_roles = set(
        people.filter(groups__name__in=[role.name for role in ROLES]).values_list("groups__name", flat=True)
    )
    roles = [role.name for role in ROLES if role.name not in reached_roles]
    if not people.filter(is_superuser=True).exists():
        roles.append(SITE_ADMIN)
    return roles, list(School.objects.open_today().exclude(pk__in=confirmations.owners()).order_by("name"))


class EmailGapsPanel(Component):
    name = "email_gaps"
    template_name = "wagtailadmin/home/email_gaps.html"
    order = 390

    def __init__(self):
        self.roles, self.schools = unreached()

    def get_context_data(self, parent_context):
        return {
            "roles": self.roles,
            "schools": self.schools,
            "heading": _("Roles and schools without an email address"),
        }


def add_panel(request, panels) -> None:
    if request.user.is_superuser:
        panel = EmailGapsPanel()
        if panel.roles or panel.schools:
            panels.append(panel)
