"""Staff who get the site’s emails: the office, Publishers, and those who hear about a decision."""

from functools import partial

from django.contrib.auth import get_user_model
from django.db import transaction
from wagtail.admin.mail import GroupApprovalTaskStateSubmissionEmailNotifier

from alliance_site.staff.roles import COMMUNICATIONS, LISTINGS
from schools.desk import approvals as profiles
from schools.desk import confirmations
from schools.models import ProfileApproval, SchoolPage


def authors(proposal) -> list:
    """Return the person who made the proposal, or the school’s other editors if no email reaches that person."""
    user = proposal.by
    if user and user.is_active and user.email:
        return [user]
    return confirmations.owners().get(proposal.school_id, [])


def _with_role(role: str) -> list:
    """Return the people with the role and an email address, or the site admins if there are none."""
    users = get_user_model().objects.filter(is_active=True).exclude(email="").select_related("wagtail_userprofile")
    users = users.order_by("username")
    return list(users.filter(groups__name=role) or users.filter(is_superuser=True))


office, publishers = partial(_with_role, LISTINGS), partial(_with_role, COMMUNICATIONS)


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
    """Send the emails after the commit. Errors are logged and never reach the submitter."""
    transaction.on_commit(partial(Notifier(), instance, user=user), robust=True)
