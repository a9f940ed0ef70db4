"""The “Schools” group of the editor's menu: profiles and the register."""

from django.http import StreamingHttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet, SnippetViewSetGroup

from pages.choosers import chooser_with

from .desk import hooks as desk  # noqa: F401 (registers itself)
from .exchange import export
from .exchange.layout import COLUMNS
from .exchange.urls import urlpatterns as exchange_urls
from .history import remember
from .models import Campus, MistakeReport, Program, Requirement, Result, School, SchoolPage, StateRecord, Synonym
from .notices import hooks as notices  # noqa: F401 (registers itself)
from .postings import admin_urls, rights
from .postings.desk import OfTracker
from .reports import SearchMissView

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ProfileViewSet(PageListingViewSet):
    model = SchoolPage
    icon = "site"
    menu_label = _("Profiles")
    menu_name = "school-profiles"


class SchoolFilterSet(WagtailFilterSet):
    status = ChoiceFilter(
        label=_("Status"), choices=[("open", _("Open")), ("closed", _("Closed"))], method="filter_status"
    )

    class Meta:
        model = School
        fields = ["level", "campus"]

    def filter_status(self, schools, name, value):
        today = timezone.localdate()
        return schools.open_on(today) if value == "open" else schools.filter(closed__lt=today)


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


class RecordEditView(SnippetViewSet.edit_view_class):
    """Keeps what a record was before its first change by hand, so that the history begins with it."""

    def save_instance(self):
        remember(self.object)
        return super().save_instance()


class RegisterView(IndexView):
    """What is shown is exported in the layout that an import reads back."""

    def as_spreadsheet(self, queryset, spreadsheet_format):
        name = f"schools-{timezone.localdate()}.{spreadsheet_format}"
        if spreadsheet_format == export.CSV:
            content, kind = export.as_csv(queryset), "text/csv; charset=utf-8"
        else:
            content, kind = [export.as_xlsx(queryset)], WORKBOOK
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return StreamingHttpResponse(content, content_type=kind, headers=headers)


class SchoolViewSet(SnippetViewSet):
    model = School
    edit_view_class = RecordEditView
    icon = "list-ul"
    menu_label = _("Register")
    list_display = ["name", "level", "grades", "campus", "phone", "opened", "closed"]
    filterset_class = SchoolFilterSet
    index_view_class = RegisterView
    list_export = [column.name for column in COLUMNS]
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
