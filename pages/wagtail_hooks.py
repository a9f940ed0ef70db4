"""Editor menu items and listings of figures, announcements, the menu, and promoted results."""

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.rich_text.editors.draftail.features import EntityFeature
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn
from wagtail.contrib.search_promotions.views import IndexView as PromotedResultsView
from wagtail.models import Locale
from wagtail.permissions import page_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.chooser import SnippetChosenMultipleView, SnippetChosenView
from wagtail.snippets.views.snippets import CopyView, SnippetViewSet

from toolkit import reports

from . import page_report
from .announcements import english_only
from .editor.approval import one_button
from .editor.choosers import chooser_with, open_to
from .editor.paste import script
from .editor.rich_text import read_links_together
from .figures import checks, typed
from .figures.checks import FigureFilterSet
from .figures.places import report_typed
from .figures.text import CONVERSION, ENTITY, FigureEmbedHandler
from .links import report as links_report
from .links.form_checks import report_after_publishing
from .links.targets import PageLinkHandler
from .menu.viewset import MenuViewSet, keep_menu, without_unpublish
from .missing.report import MissingAddressReport, start_with_address
from .models import Announcement, Figure
from .pictures import refuse_bulk_publishing
from .schedule import ScheduleMenuItem, report_schedule
from .translation import report as translation_report
from .translation import views as translation_views
from .translation.following import LOG_ACTION
from .translation.pages_below import report_below
from .unpublish import refuse_bulk_unpublishing

AS_OF, SOURCE = Column("shown_as_of", label=_("As of")), Column("shown_source", label=_("Source"))


DRAFTS = "pages.view_figure"


class FigureChosenView(SnippetChosenView):
    """Also sends the value, for running text."""

    def get_object(self, pk):
        return open_to(self.request.user, Figure.objects.all(), DRAFTS).get(pk=pk)

    def get_chosen_response_data(self, item):
        return super().get_chosen_response_data(item) | {"value": item.shown_value}


class FigureChosenMultipleView(SnippetChosenMultipleView):
    def get_objects(self, pks):
        return open_to(self.request.user, super().get_objects(pks), DRAFTS)


class FigureChooser(chooser_with(AS_OF, SOURCE, may_see_drafts=DRAFTS)):  # the value is part of the name
    chosen_view_class = FigureChosenView
    chosen_multiple_view_class = FigureChosenMultipleView


class FigureViewSet(SnippetViewSet):
    model = Figure
    icon = "order"
    menu_label = _("Figures")
    menu_order = 210
    add_to_admin_menu = True
    list_display = [
        "name",
        Column("shown_value", label=_("Value")),
        "label",
        AS_OF,
        SOURCE,
        Column("languages", label=_("Languages"), accessor="label.languages"),
        LiveStatusTagColumn(),
        Column("check_by", label=_("Check by"), sort_key="check_by"),
        Column("owner", label=_("Owner")),
    ]
    filterset_class = FigureFilterSet
    list_export = [
        *("name", "shown_value", "computed_from", "label", "definition", "shown_as_of", "shown_source", "source_url"),
        *("check_by", "owner"),
    ]
    export_headings = {
        "shown_value": _("Value"),
        "shown_as_of": _("As of"),
        "shown_source": _("Source"),
        "source_url": _("Address of the source"),
    }
    chooser_viewset_class = FigureChooser
    chooser_per_page = 25

    def get_queryset(self, request):
        return Figure.objects.select_related("owner")


class AnnouncementCopyView(CopyView):
    """Start a new announcement from another one, such as a ready text."""

    def get_initial_form_instance(self):
        return self.get_object().start()


class AnnouncementViewSet(SnippetViewSet):
    model = Announcement
    icon = "warning"
    menu_label = _("Announcements")
    menu_order = 220
    add_to_admin_menu = True
    list_display = [
        "__str__",
        "kind",
        LiveStatusTagColumn(),
        Column("languages", label=_("Languages"), accessor="text.languages"),
        Column("shown_from", label=_("From"), sort_key="go_live_at"),
        Column("expire_at", label=_("Until"), sort_key="expire_at"),
    ]
    list_filter = ["kind", "live"]
    ordering = ["ready_name", "-pk"]  # ready texts last
    copy_view_class = AnnouncementCopyView


hooks.register("after_edit_snippet", report_typed)
for _saved in ("after_create_page", "after_edit_page"):
    hooks.register(_saved, typed.point_out)
hooks.register("register_admin_urls", typed.urls)
hooks.register("construct_homepage_panels", checks.add_panel)
for _saved in ("after_create_page", "after_edit_page", "after_create_snippet", "after_edit_snippet"):
    hooks.register(_saved, report_schedule)

hooks.register("register_page_action_menu_item", ScheduleMenuItem)
hooks.register("construct_page_action_menu", one_button)

for _report in (report_after_publishing, report_below):
    hooks.register("after_publish_page", _report)

hooks.register("insert_editor_js", script)
hooks.register("before_bulk_action", refuse_bulk_publishing)
hooks.register("before_bulk_action", refuse_bulk_unpublishing)
hooks.register("register_log_actions", english_only.log_actions)

register_snippet(FigureViewSet)
register_snippet(AnnouncementViewSet)
register_snippet(MenuViewSet)
hooks.register("construct_snippet_action_menu", without_unpublish)
hooks.register("before_bulk_action", keep_menu)


hooks.register("register_admin_urls", translation_views.urls)
reports.register(translation_report.TranslationsView, "translations", order=1200)
hooks.register("construct_homepage_panels", translation_report.add_panel)


@hooks.register("register_rich_text_features", order=10)  # after Wagtail's own, which it replaces
def register_links_and_figures(features):
    features.register_link_type(PageLinkHandler)
    features.register_embed_type(FigureEmbedHandler)
    features.register_converter_rule("contentstate", "figure", CONVERSION)
    read_links_together(features)
    features.register_editor_plugin(
        "draftail",
        "figure",
        EntityFeature(
            {
                "type": ENTITY,
                "icon": "order",
                "description": _("Figure"),
                "chooserUrls": {"figureChooser": reverse_lazy("wagtailsnippetchoosers_pages_figure:choose")},
            },
            js=["wagtailadmin/js/chooser-modal.js", "js/figure-in-text.js"],
        ),
    )


# Searches are not recorded, so hide the column and the report, which would stay empty.
PromotedResultsView.columns = [column for column in PromotedResultsView.columns if column.name != "views"]


@hooks.register("construct_reports_menu")
def hide_report_of_search_terms(request, menu_items):
    menu_items[:] = [item for item in menu_items if item.name != "search-terms"]


@hooks.register("register_log_actions")
def register_following(actions):
    label = _("Changed with the page it translates")
    actions.register_action(LOG_ACTION, label, label)


@hooks.register("construct_translated_pages_to_cascade_actions")
def unpublish_translations(pages, action):
    """Unpublish the translations of a page in the default language with it; Wagtail checks no rights on them."""
    default = Locale.get_default().pk
    originals = [page for page in pages if page.locale_id == default] if action == "unpublish" else []
    return {page: page.get_translations() for page in originals}


page_report.extend()
start_with_address()
reports.register(MissingAddressReport, "missing", order=1270)
hooks.register("register_admin_urls", links_report.urls)
reports.register(links_report.LinksView, "links", order=1260)


@hooks.register("filter_form_submissions_for_user")
def publishers_read_answers(user, forms):
    """Wagtail shows answers to people who can change the form, but they are personal data."""
    return forms & page_permission_policy.instances_user_has_permission_for(user, "publish")
