"""Loads the Wagtail hooks of all packages, and adds those of pages in general."""

from wagtail import hooks
from wagtail.contrib.search_promotions.views import IndexView as PromotedResultsView
from wagtail.permissions import page_permission_policy

from toolkit import reports

from . import page_report
from .announcements import wagtail_hooks as announcement_hooks  # noqa: F401 (registers its hooks, like those below)
from .editor.approval import one_button
from .editor.paste import script
from .editor.rich_text import read_links_together
from .figures import wagtail_hooks as figure_hooks  # noqa: F401 (registers its hooks)
from .links import wagtail_hooks as link_hooks  # noqa: F401 (registers its hooks)
from .menu import wagtail_hooks as menu_hooks  # noqa: F401 (registers its hooks)
from .missing.report import MissingAddressReport, start_with_address
from .pictures import refuse_bulk_publishing
from .schedule import ScheduleMenuItem, report_schedule
from .translation import wagtail_hooks as translation_hooks  # noqa: F401 (registers its hooks)
from .unpublish import refuse_bulk_unpublishing

for _saved in ("after_create_page", "after_edit_page", "after_create_snippet", "after_edit_snippet"):
    hooks.register(_saved, report_schedule)
hooks.register("register_page_action_menu_item", ScheduleMenuItem)
hooks.register("construct_page_action_menu", one_button)
hooks.register("insert_editor_js", script)
hooks.register("before_bulk_action", refuse_bulk_publishing)
hooks.register("before_bulk_action", refuse_bulk_unpublishing)
hooks.register("register_rich_text_features", read_links_together, order=11)  # after the links are registered

page_report.extend()
start_with_address()
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
