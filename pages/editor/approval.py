"""One button approves a page and publishes it. Wagtail shows “Publish” beside it, which does the same."""

from django.utils.translation import gettext as _
from wagtail.admin.action_menu import PublishMenuItem, WorkflowMenuItem


def one_button(menu_items, request, context) -> None:
    """Name the last approval by what it does, and leave out “Publish”. A hook."""
    approvals = [item for item in menu_items if isinstance(item, WorkflowMenuItem) and item.name == "approve"]
    if not approvals or not context["page"].current_workflow_state.is_at_final_task:
        return
    for item in approvals:
        item.label = _("Approve and publish with a comment") if item.launch_modal else _("Approve and publish")
    menu_items[:] = [item for item in menu_items if not isinstance(item, PublishMenuItem)]
