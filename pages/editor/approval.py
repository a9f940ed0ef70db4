"""One button approves a page and publishes it, where Wagtail shows “Publish” beside it, and a message says so."""

from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.action_menu import PublishMenuItem, WorkflowMenuItem
from wagtail.admin.utils import get_latest_str
from wagtail.models import Page, TaskState

from toolkit.activity_log.actors import current_request


def one_button(menu_items, request, context) -> None:
    """Name the last approval by what it does, and leave out “Publish”. A hook."""
    approvals = [item for item in menu_items if isinstance(item, WorkflowMenuItem) and item.name == "approve"]
    if not approvals or not context["page"].current_workflow_state.is_at_final_task:
        return
    for item in approvals:
        item.label = _("Approve and publish with a comment") if item.launch_modal else _("Approve and publish")
    menu_items[:] = [item for item in menu_items if not isinstance(item, PublishMenuItem)]


def report_decision(instance, **kwargs) -> None:
    """Say what was decided, which Wagtail does not at the editor's home.

    Receiver of Wagtail's signals, after a task was approved or rejected.
    """
    if request := current_request():
        page = Page.objects.get(pk=instance.workflow_state.object_id)
        messages.success(request, _message(instance.status, page) % {"title": get_latest_str(page)})


def _message(status: str, page: Page) -> str:
    if status == TaskState.STATUS_REJECTED:
        return _("You returned “%(title)s” for changes.")
    if page.live and not page.has_unpublished_changes:
        return _("You approved “%(title)s”. Visitors see it now.")
    return _("You approved “%(title)s”.")
