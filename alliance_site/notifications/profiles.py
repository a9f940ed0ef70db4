"""Emails to a school's reviewers when its profile is submitted; to all Publishers if the school has no reviewers.

Wagtail itself notifies the submitter of the decision.
"""

from functools import partial

from django.db import transaction
from wagtail.admin.mail import GroupApprovalTaskStateSubmissionEmailNotifier

from alliance_site.notifications.recipients import publishers
from schools.desk import approvals as profiles
from schools.models import ProfileApproval, SchoolPage


class Notifier(GroupApprovalTaskStateSubmissionEmailNotifier):
    """Wagtail's notifier, for a task that does not belong to groups."""

    def can_handle(self, instance, **kwargs):
        return isinstance(instance.task.specific, ProfileApproval)

    def get_recipient_users(self, task_state, user=None, **kwargs):
        return set(recipients_of(task_state.workflow_state.content_object.specific)) - {user}


def recipients_of(page) -> list:
    """Return the users to notify of a submitted page: a profile's reviewers, or otherwise all Publishers."""
    reviewers = profiles.reviewers(page.school) if isinstance(page, SchoolPage) else []
    return reviewers or publishers()


def notify_reviewers(instance, user=None, **kwargs) -> None:
    """Send the emails after the commit. Mail server errors are logged and never reach the submitter."""
    transaction.on_commit(partial(Notifier(), instance, user=user), robust=True)
