"""Review of a page, announcement, or figure that was sent for approval: its bar, the decision, and what people read.

Wagtail's workflow keeps who sent it, who may decide, and what was decided. In the editor, its own button approves what
the form has. Elsewhere `decide` approves what was sent, and refuses what was changed since.
"""

from django.contrib.messages import add_message, get_messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.action_menu import PublishMenuItem, WorkflowMenuItem
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.compare import BlockComparison, TextDiff
from wagtail.admin.panels import get_edit_handler
from wagtail.admin.utils import get_latest_str, get_user_display_name
from wagtail.models import Page, TaskState, WorkflowState
from wagtail.snippets import action_menu as snippets

from media.returns import COMMENT_NEEDED
from pages.editor.schedule import moment
from toolkit.activity_log.actors import current_request

IN_THE_EDITOR = "action-workflow-action"  # what Wagtail's button sends
OF_THE_BAR = (PublishMenuItem, WorkflowMenuItem, snippets.PublishMenuItem, snippets.WorkflowMenuItem)


def one_button(menu_items, request, context) -> None:
    """Leave out of the footer what the bar has, and “Publish”, which would leave the review undecided. A hook."""
    record = context.get("page") or context.get("instance")
    task = getattr(record, "current_workflow_task", None) if record else None
    if task and task.get_actions(record, request.user):
        menu_items[:] = [item for item in menu_items if not isinstance(item, OF_THE_BAR)]


def changes(revision) -> list[str]:
    """Return the labels of the fields in which the newest version differs from what visitors see; none of a draft."""
    stored = revision.content_object
    if not stored.live:
        return []
    handler = stored.get_edit_handler() if isinstance(stored, Page) else get_edit_handler(type(stored))
    panel = handler.get_bound_panel(instance=stored, request=current_request(), form=None)
    newest = stored.get_latest_revision_as_object()
    compared = [compare(stored, newest) for compare in panel.get_comparison()]
    return [str(field.field_label()) for field in compared if field.has_changed()]


class ChoiceComparison(BlockComparison):
    """Shows the choices of a drop-down in a block by their labels. Wagtail shows what is stored."""

    def htmlvalue(self, val):
        return escape(", ".join(self.block.get_searchable_content(val)))

    def htmldiff(self):
        old, new = (", ".join(self.block.get_searchable_content(value)) for value in (self.val_a, self.val_b))
        return TextDiff([("deletion", old), ("addition", new)]).to_html() if self.has_changed() else escape(new)


def sentence(revision, changes: list[str]) -> str:
    """Say what the newest version changes for visitors, from `changes`."""
    if not revision.content_object.live:
        return _("Visitors can't see it yet.")
    if not changes:
        return _("It is the same as what visitors see now.")
    said = ngettext("%(count)s change: %(fields)s.", "%(count)s changes: %(fields)s.", len(changes))
    return said % {"count": len(changes), "fields": ", ".join(changes)}


def review(record, user) -> dict:
    """Return what the bar says of `record`, which was saved; nothing if it does not wait for approval."""
    state = getattr(record, "current_workflow_task_state", None)
    if state is None:
        return {}
    found, start = changes(state.revision), start_of(record.latest_revision)
    said = sentence(state.revision, found)
    if start:
        said += " " + _("Once approved, it goes live on %(start)s.") % {"start": moment(start)}
    space = "wagtailadmin_pages:" if isinstance(record, Page) else f"{record.snippet_viewset.url_namespace}:"
    return {
        "decide": reverse("decide", args=[state.pk]),
        "sender": state.workflow_state.requested_by,
        "sent": moment(state.started_at),
        "said": said,
        "approve": start and _("Approve and schedule"),
        "compare": found and reverse(f"{space}revisions_compare", args=[record.pk, "live", "latest"]),
        "edit": _edit_url(record, user),
        "may_decide": bool(state.task.specific.get_actions(record, user)),
    }


def returned(record) -> dict:
    """Return who sent `record` back, when, and why; nothing once it was sent again or published."""
    review = getattr(record, "current_workflow_state", None)
    if review is None or review.status != WorkflowState.STATUS_NEEDS_CHANGES:
        return {}
    state = review.current_task_state
    return {"returned": moment(state.finished_at), "reviewer": state.finished_by, "comment": state.comment}


def _edit_url(record, user) -> str:
    return AdminURLFinder(user).get_edit_url(record) or reverse("wagtailadmin_home")


@require_POST
@transaction.atomic
def decide(request, task_state_id):
    """Approve what was sent, or send it back, from outside the editor."""
    state = get_object_or_404(TaskState.objects.select_for_update(), pk=task_state_id).specific
    record = state.revision.content_object.get_latest_revision_as_object()
    task, name = state.task.specific, "reject" if "reject" in request.POST else "approve"
    if not task.get_actions(record, request.user):
        raise PermissionDenied
    in_editor = redirect(_edit_url(record, request.user))
    if state.status != TaskState.STATUS_IN_PROGRESS:
        messages.warning(request, _late(state))
        return in_editor
    if name == "approve" and record.latest_revision.created_at > state.started_at:
        said = _("“%(title)s” was changed after it was sent. Read it here, then approve it.")
        messages.warning(request, said % {"title": get_latest_str(record)})
        return in_editor
    comment = request.POST.get("comment", "").strip()
    if name == "reject" and not comment:
        messages.error(request, COMMENT_NEEDED)
        return in_editor
    task.on_action(state, request.user, name, comment=comment)
    return redirect("wagtailadmin_home")


def refuse_late(request, record):
    """Refuse a decision on what no longer waits, where Wagtail would fail or save it. A hook, before editing."""
    if request.method != "POST" or IN_THE_EDITOR not in request.POST or getattr(record, "workflow_in_progress", False):
        return None
    state = TaskState.objects.for_instance(record).order_by("-finished_at").exclude(finished_at=None).first()
    messages.warning(request, _late(state) if state else _("This is not waiting for approval."))
    return redirect(request.path)


def _late(state: TaskState) -> str:
    said = {
        TaskState.STATUS_APPROVED: _("%(who)s approved “%(title)s” in the meantime. Nothing else was done."),
        TaskState.STATUS_REJECTED: _("%(who)s sent “%(title)s” back in the meantime. Nothing else was done."),
    }.get(state.status, _("“%(title)s” was taken back or published in the meantime. Nothing else was done."))
    who = get_user_display_name(state.finished_by) if state.finished_by else _("Someone")
    return said % {"who": who, "title": state.revision.object_str}


def report_decision(instance, **kwargs) -> None:
    """Say what was decided, and what visitors see where, which Wagtail does not. Receiver of its signals of tasks."""
    if request := current_request():
        messages.success(request, _message(instance))
        request.is_decided = True


def one_message(request, record) -> None:
    """Leave out Wagtail's “has been updated” after a decision, which `report_decision` has reported. A hook."""
    if IN_THE_EDITOR in request.POST and getattr(request, "is_decided", False):
        *others, _updated = get_messages(request)
        for one in others:
            add_message(request, one.level, one.message, one.extra_tags)


def start_of(revision):
    """Return when what was sent goes live once approved, if that is later."""
    start = revision.as_object().go_live_at
    return start if start and start > timezone.now() else None


def _message(state: TaskState) -> str:
    record = state.revision.content_object
    record.refresh_from_db()
    title = {"title": get_latest_str(record)}
    if state.status == TaskState.STATUS_REJECTED:
        return _("You sent “%(title)s” back.") % title
    if start := start_of(record.latest_revision):
        return _("You approved “%(title)s”. It goes live on %(start)s.") % (title | {"start": moment(start)})
    if record.live and not record.has_unpublished_changes:
        return f"{_('“%(title)s” is approved and live.') % title} {record.shown_where()}"
    return _("You approved “%(title)s”.") % title


def urls():
    return [path("review/<int:task_state_id>/", decide, name="decide")]
