"""Loads the Wagtail hooks of all packages, and adds those of pages in general."""

from django.forms.utils import flatatt
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.blocks.field_block import BaseChoiceBlock
from wagtail.contrib.search_promotions.views import IndexView as PromotedResultsView
from wagtail.permissions import page_permission_policy

from pages.announcements import wagtail_hooks as announcement_hooks  # noqa: F401 (registers its hooks, like those below)
from pages.editor import approval, sharing
from pages.editor.rich_text import read_links_together
from pages.editor.schedule import ScheduleMenuItem, report_schedule
from pages.figures import wagtail_hooks as figure_hooks  # noqa: F401 (registers its hooks)
from pages.link_targets import PageLinkHandler
from pages.links import report
from pages.links.form_checks import report_after_publishing
from pages.links.unpublish import refuse_bulk_unpublishing
from pages.menu import wagtail_hooks as menu_hooks  # noqa: F401 (registers its hooks)
from pages.models.pictures import refuse_bulk_publishing
from pages.readers.report import ReadersReport, show_on_status_panel
from pages.redirects.missing import MissingAddressReport, start_with_address
from pages.translation import following, views
from pages.translation import report as translations
from toolkit import reports

FOLLOWED = _("Changed with the page it translates")


def paste_script():
    sentences = {
        "data-added-sections": _("1 heading became a section.|{} headings became sections."),
        "data-added-tables": _("1 table was added below: give it a caption.|{} tables were added below: caption each."),
        "data-bold-headings": _("1 heading is bold text: add a Section.|{} headings are bold text: add Sections."),
        "data-tables-as-text": _("1 table is lines of text: add a Table.|{} tables are lines of text: add Tables."),
        "data-pictures": _("1 picture was left out: add a Picture.|{} pictures were left out: add Pictures."),
    }
    return format_html("<script{}></script>", flatatt({"src": static("js/paste.js")} | sentences))


hooks.register("register_admin_urls", report.urls)
reports.register(report.LinksView, "links", order=1260)
hooks.register("after_publish_page", report_after_publishing)


@hooks.register("register_rich_text_features", order=10)  # after Wagtail's own, which it replaces
def register_links(features):
    features.register_link_type(PageLinkHandler)


for _decided in ("after_edit_page", "after_edit_snippet"):
    hooks.register(_decided, approval.one_message, order=-1)  # before hooks that add messages
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

hooks.register("register_admin_urls", views.urls)
reports.register(translations.TranslationsView, "translations", order=1200)
hooks.register("construct_homepage_panels", translations.add_panel)
hooks.register("after_publish_page", following.report_below)
hooks.register(
    "register_log_actions", lambda actions: actions.register_action(following.LOG_ACTION, FOLLOWED, FOLLOWED)
)
hooks.register("construct_translated_pages_to_cascade_actions", following.unpublish_translations)

start_with_address()
BaseChoiceBlock.get_comparison_class = lambda block: approval.ChoiceComparison
show_on_status_panel()
reports.register(ReadersReport, "readers")  # the status panel leads there
reports.register(MissingAddressReport, "missing", order=1270)

# Searches are not recorded, so hide the column, which would stay empty.
PromotedResultsView.columns = [column for column in PromotedResultsView.columns if column.name != "views"]


@hooks.register("filter_form_submissions_for_user")
def publishers_read_answers(user, forms):
    """Wagtail shows answers to people who can change the form, but they are personal data."""
    return forms & page_permission_policy.instances_user_has_permission_for(user, "publish")
