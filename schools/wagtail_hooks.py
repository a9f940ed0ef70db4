"""Loads the Wagtail hooks of all packages, and adds the “Schools” group to the editor's menu."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from schools.desk import wagtail_hooks as desks_hooks  # noqa: F401 (registers its hooks, like those below)
from schools.events import wagtail_hooks as events_hooks  # noqa: F401 (registers its hooks)
from schools.exchange import views as imports
from schools.finder.wagtail_hooks import AnswerViewSet, SynonymViewSet
from schools.lifecycle import views as guided_changes
from schools.listing import bulk, viewsets
from schools.mistakes.viewsets import MistakeReportViewSet
from schools.postings.tracker import OfTracker
from schools.postings.wagtail_hooks import RequirementViewSet
from schools.profiles.models import SchoolPage
from schools.state_data import views as state_data
from schools.states import current


@hooks.register("register_admin_urls")
def addresses():
    rooms = (imports, state_data, guided_changes, bulk)
    return [address for room in rooms for address in room.urlpatterns]


class RegisterMenuItem(MenuItem):
    """A menu item for people who can change the register. Others may read it, but have nothing to do there."""

    def is_shown(self, request):
        return request.user.has_perm("schools.change_school")


class StateMenuItem(RegisterMenuItem):
    """A menu item on the state's data, which a site without a state does not have."""

    def is_shown(self, request):
        return bool(current().key) and super().is_shown(request)


class ProfileViewSet(PageListingViewSet):
    model = SchoolPage
    icon = "site"
    menu_label = _("Profiles")
    menu_name = "school-profiles"


class SchoolsGroup(SnippetViewSetGroup):
    menu_label = _("Schools")
    menu_icon = "group"
    menu_order = 150
    items = [
        ProfileViewSet("school_profiles"),
        viewsets.SchoolViewSet(menu_item_class=RegisterMenuItem),
        viewsets.CampusViewSet(menu_item_class=RegisterMenuItem),
        viewsets.StateRecordViewSet(menu_item_class=StateMenuItem),
        viewsets.EnrollmentSeasonViewSet(menu_item_class=RegisterMenuItem),
        viewsets.ResultViewSet(menu_item_class=StateMenuItem),
        viewsets.AreaResultViewSet(menu_item_class=StateMenuItem),
        viewsets.ProgramViewSet(menu_item_class=RegisterMenuItem),
        MistakeReportViewSet(menu_item_class=RegisterMenuItem),
        RequirementViewSet(menu_item_class=RegisterMenuItem),
        SynonymViewSet,
        AnswerViewSet,
    ]

    def get_submenu_items(self):
        """Add the items that are not the list of a model."""
        items = [
            RegisterMenuItem(
                OfTracker.page_title, reverse("postings"), name="postings", icon_name=OfTracker.header_icon
            ),
            RegisterMenuItem(
                _("Guided changes"), reverse("school_changes"), name="school-changes", icon_name="history"
            ),
            RegisterMenuItem(_("Import"), reverse("schools_imports"), name="imports", icon_name="download"),
            StateMenuItem(_("State data"), reverse("schools_state_data"), name="state-data", icon_name="resubmit"),
        ]
        for order, item in enumerate(items, start=len(self.items) + 1):
            item.order = order
        return [*super().get_submenu_items(), *items]


register_snippet(SchoolsGroup)
