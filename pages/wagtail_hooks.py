"""Loads the Wagtail hooks of all packages, and adds those of pages in general."""

import django_filters
from django.contrib.auth import get_user_model
from django.forms.utils import flatatt
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.views.reports.aging_pages import AgingPagesReportFilterSet, AgingPagesView
from wagtail.contrib.search_promotions.views import IndexView as PromotedResultsView
from wagtail.models import Page, get_page_models
from wagtail.permissions import page_permission_policy

from pages.announcements import wagtail_hooks as announcement_hooks  # noqa: F401 (registers its hooks, like those below)
from pages.editor import approval, sharing
from pages.editor.rich_text import read_links_together
from pages.editor.schedule import ScheduleMenuItem, report_schedule
from pages.figures import wagtail_hooks as figure_hooks  # noqa: F401 (registers its hooks)
from pages.links import report
from pages.links.form_checks import report_after_publishing
from pages.links.targets import PageLinkHandler
from pages.links.unpublish import refuse_bulk_unpublishing
from pages.menu import wagtail_hooks as menu_hooks  # noqa: F401 (registers its hooks)
from pages.models.base import BasePage
from pages.models.pictures import refuse_bulk_publishing
from pages.readers.report import ReadersReport, show_on_status_panel
from pages.redirects.missing import MissingAddressReport, start_with_address
from pages.translation import wagtail_hooks as translation_hooks  # noqa: F401 (registers its hooks)
from toolkit import reports

EMPTY = {"summary": {"summary": "", "search_description": ""}, "picture": {"listing_image": None}}


def page_owners(request):
    return get_user_model().objects.filter(pk__in=Page.objects.values("owner"))


class PagesFilterSet(AgingPagesReportFilterSet):
    owner = django_filters.ModelChoiceFilter(label=_("Owner"), queryset=page_owners)
    lacks = django_filters.ChoiceFilter(
        label=_("Lacks"), choices=[("summary", _("Summary")), ("picture", _("Picture"))], method="filter_lacks"
    )

    def filter_lacks(self, pages, name, value):
        models = [model for model in get_page_models() if issubclass(model, BasePage)]
        if value == "summary":  # some types write their own
            models = [model for model in models if model.meta_description is BasePage.meta_description]
        lacking = (model.objects.filter(**EMPTY[value]).values_list("pk", flat=True) for model in models)
        return pages.filter(pk__in=[pk for keys in lacking for pk in keys])


def extend_page_report() -> None:
    AgingPagesView.filterset_class = PagesFilterSet
    AgingPagesView.list_export = [*AgingPagesView.list_export, "owner"]
    AgingPagesView.export_headings = AgingPagesView.export_headings | {"owner": _("Owner")}


def paste_script():
    sentences = {
        "data-added-sections": _("Sections made from headings: {}."),
        "data-added-tables": _("Tables added as blocks below: {}. Give each a caption."),
        "data-bold-headings": _("Headings pasted as bold text: {}. Add a Section block for each."),
        "data-tables-as-text": _("Tables pasted as lines of text: {}. Add a Table block for each."),
        "data-pictures": _("Pictures left out: {}. Add a Picture block for each."),
    }
    return format_html("<script{}></script>", flatatt({"src": static("js/paste.js")} | sentences))


hooks.register("register_admin_urls", report.urls)
reports.register(report.LinksView, "links", order=1260)
hooks.register("after_publish_page", report_after_publishing)


@hooks.register("register_rich_text_features", order=10)  # after Wagtail's own, which it replaces
def register_links(features):
    features.register_link_type(PageLinkHandler)


for _saved in ("after_create_page", "after_edit_page", "after_create_snippet", "after_edit_snippet"):
    hooks.register(_saved, report_schedule)
hooks.register("register_page_action_menu_item", ScheduleMenuItem)
for _menu in ("construct_page_action_menu", "construct_snippet_action_menu"):
    hooks.register(_menu, approval.one_button)
for _before in ("before_edit_page", "before_edit_snippet"):
    hooks.register(_before, approval.refuse_late)
hooks.register("register_admin_urls", approval.urls)
hooks.register("register_page_header_buttons", sharing.button)
hooks.register("insert_editor_js", paste_script)
hooks.register("before_bulk_action", refuse_bulk_publishing)
hooks.register("before_bulk_action", refuse_bulk_unpublishing)
hooks.register("register_rich_text_features", read_links_together, order=11)  # after the links are registered

extend_page_report()
start_with_address()
show_on_status_panel()
reports.register(ReadersReport, "readers")  # the status panel leads there
reports.register(MissingAddressReport, "missing", order=1270)

# Searches are not recorded, so hide the column and the report, which would stay empty.
PromotedResultsView.columns = [column for column in PromotedResultsView.columns if column.name != "views"]


@hooks.register("construct_reports_menu")
def hide_report_of_search_terms(request, menu_items):
    menu_items[:] = [item for item in menu_items if item.name != "search-terms"]


@hooks.register("filter_form_submissions_for_user")
def publishers_read_answers(user, forms):
    """Wagtail shows answers to people who can change the form, but they are personal data."""
    return forms & page_permission_policy.instances_user_has_permission_for(user, "publish")
