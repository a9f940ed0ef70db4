"""The “Schools” group of the editor's menu: profiles and the register."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from schools.lifecycle import hooks as guided  # noqa: F401 (registers itself)
from schools.listing import hooks as register  # noqa: F401 (registers itself)
from schools.listing.editing import RecordEditView
from schools.listing.viewset import SchoolViewSet

from .desk import hooks as desk  # noqa: F401 (registers itself)
from .exchange.urls import urlpatterns as exchange_urls
from .models import Campus, MistakeReport, Program, Requirement, Result, SchoolPage, StateRecord, Synonym
from .notices import hooks as notices  # noqa: F401 (registers itself)
from .postings import admin_urls, rights
from .postings.desk import OfTracker
from .reports import SearchMissView


class ProfileViewSet(PageListingViewSet):
    model = SchoolPage
    icon = "site"
    menu_label = _("Profiles")
    menu_name = "school-profiles"


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


class ResultViewSet(SnippetViewSet):
    model = Result
    icon = "table"
    menu_label = _("Yearly results")
    list_display = ["record", "measure", "year", "value", "count", "source"]
    list_filter = ["measure", "year", "record"]

    def get_queryset(self, request):
        return Result.objects.select_related("record")


class ProgramViewSet(SnippetViewSet):
    model = Program
    icon = "tag"
    menu_label = _("Programs")
    list_display = ["name", "slug"]


class SynonymViewSet(SnippetViewSet):
    model = Synonym
    icon = "search"
    menu_label = _("Search words")
    list_display = ["phrase", "meaning", "value"]
    list_filter = ["meaning"]
    list_export = ["phrase", "meaning", "value"]
    search_fields = ["phrase", "value"]
    list_per_page = 100


class NobodyAdds(ModelPermissionPolicy):
    """Not even a site admin writes in the name of a visitor."""

    def user_has_permission(self, user, action):
        return action != "add" and super().user_has_permission(user, action)


class MistakeReportViewSet(SnippetViewSet):
    model = MistakeReport
    icon = "comment"
    menu_label = _("Reported mistakes")
    list_display = [
        "__str__",
        Column("start", label=_("What is wrong")),
        BooleanColumn("handled", label=_("Dealt with"), sort_key="handled"),
    ]
    list_filter = ["handled", "school"]
    list_per_page = 50
    copy_view_enabled = False
    permission_policy = NobodyAdds(MistakeReport)

    def register_chooser_viewset(self):
        """None: nothing refers to a report, and a chooser would list them to all staff."""

    def get_queryset(self, request):
        return MistakeReport.objects.select_related("school")


class RequirementViewSet(SnippetViewSet):
    model = Requirement
    icon = "list-ol"
    menu_label = _("What is to be posted")
    list_display = [
        "title",
        "code",
        "scope",
        "owner",
        BooleanColumn("counsel_to_confirm", label=_("Counsel to confirm")),
    ]
    list_filter = ["topic", "scope", "duty", "owner", "counsel_to_confirm", "in_use"]
    list_per_page = 50
    copy_view_enabled = False


class PostingsMenuItem(MenuItem):
    def is_shown(self, request):
        return rights.may_look(request.user)


class RegisterMenuItem(MenuItem):
    """For who may change the register."""

    def is_shown(self, request):
        return request.user.has_perm("schools.change_school")


class SchoolsGroup(SnippetViewSetGroup):
    menu_label = _("Schools")
    menu_icon = "group"
    menu_order = 150
    items = [
        ProfileViewSet("school_profiles"),
        SchoolViewSet,
        CampusViewSet,
        StateRecordViewSet,
        ResultViewSet,
        ProgramViewSet,
        SynonymViewSet,
        MistakeReportViewSet,
        RequirementViewSet,
    ]

    def get_submenu_items(self):
        """With what is no list of one model."""
        places = [
            PostingsMenuItem(
                OfTracker.page_title, reverse("postings"), name="postings", icon_name=OfTracker.header_icon
            ),
            RegisterMenuItem(
                _("Guided changes"), reverse("school_changes"), name="school-changes", icon_name="history"
            ),
            RegisterMenuItem(_("Import"), reverse("schools_imports"), name="imports", icon_name="download"),
            RegisterMenuItem(_("Reconcile"), reverse("schools_reconcile"), name="reconcile", icon_name="resubmit"),
        ]
        for order, item in enumerate(places, start=len(self.items) + 1):
            item.order = order
        return [*super().get_submenu_items(), *places]


register_snippet(SchoolsGroup)


class SearchMissMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm("schools.view_searchmiss")


@hooks.register("register_reports_menu_item")
def register_search_misses():
    return SearchMissMenuItem(
        _("Searches without a result"),
        reverse("search_misses"),
        name="search-misses",
        icon_name="search",
        order=1300,
    )


@hooks.register("register_admin_urls")
def register_desks():
    return [*admin_urls.urlpatterns, *exchange_urls]


@hooks.register("register_admin_urls")
def register_report_urls():
    return [
        path("reports/search-misses/", SearchMissView.as_view(), name="search_misses"),
        path("reports/search-misses/results/", SearchMissView.as_view(results_only=True), name="search_misses_results"),
    ]
