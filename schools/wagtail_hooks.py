"""Loads the Wagtail hooks of all packages, and adds the “Schools” group to the editor's menu."""

from functools import partial

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from schools.desk.wagtail_hooks import OfficeMenuItem
from schools.events import wagtail_hooks as events_hooks  # noqa: F401 (registers its hooks)
from schools.exchange import views as imports
from schools.finder.wagtail_hooks import AnswerViewSet, SynonymViewSet
from schools.lifecycle import views as guided_changes
from schools.listing import bulk, viewsets
from schools.mistakes.viewsets import MistakeReportViewSet
from schools.postings.tracker import OfTracker
from schools.postings.wagtail_hooks import RequirementViewSet
from schools.profiles.models import SchoolPage
from schools.register.permissions import keeps_register
from schools.state_data import views as state_data
from schools.states import current


@hooks.register("register_admin_urls")
def addresses():
    rooms = (imports, state_data, guided_changes, bulk)
    return [address for room in rooms for address in room.urlpatterns]


def _keeps_state_data(user) -> bool:
    return bool(current().key) and keeps_register(user)


register_item = partial(OfficeMenuItem, keeps_register)  # others may read the register, but have nothing to do there
state_item = partial(OfficeMenuItem, _keeps_state_data)  # a site without a state has none of its data


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
        viewsets.SchoolViewSet(menu_item_class=register_item),
        viewsets.CampusViewSet(menu_item_class=register_item),
        viewsets.StateRecordViewSet(menu_item_class=state_item),
        viewsets.EnrollmentSeasonViewSet(menu_item_class=register_item),
        viewsets.ResultViewSet(menu_item_class=state_item),
        viewsets.AreaResultViewSet(menu_item_class=state_item),
        viewsets.ProgramViewSet(menu_item_class=register_item),
        MistakeReportViewSet(menu_item_class=register_item),
        RequirementViewSet(menu_item_class=register_item),
        SynonymViewSet,
        AnswerViewSet,
    ]

    def get_submenu_items(self):
        """Add the items that are not the list of a model."""
        items = [
            register_item(OfTracker.page_title, reverse("postings"), name="postings", icon_name=OfTracker.header_icon),
            register_item(_("Guided changes"), reverse("school_changes"), name="school-changes", icon_name="history"),
            register_item(_("Import"), reverse("schools_imports"), name="imports", icon_name="download"),
            state_item(_("State data"), reverse("schools_state_data"), name="state-data", icon_name="resubmit"),
        ]
        for order, item in enumerate(items, start=len(self.items) + 1):
            item.order = order
        return [*super().get_submenu_items(), *items]


register_snippet(SchoolsGroup)
