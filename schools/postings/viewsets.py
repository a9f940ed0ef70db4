"""Required postings in the admin: the list of requirements."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from .models import Requirement

UNCONFIRMED = BooleanColumn("counsel_to_confirm", label=_("Counsel to confirm"))


class RequirementViewSet(SnippetViewSet):
    model = Requirement
    icon = "list-ol"
    menu_label = _("Requirements")
    list_display = ["title", "code", "scope", "duty", "owner", UNCONFIRMED]
    list_filter = ["topic", "scope", "duty", "owner", "counsel_to_confirm", "in_use"]
    list_per_page = 50
    copy_view_enabled = False
