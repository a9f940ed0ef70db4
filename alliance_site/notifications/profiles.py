"""Tells those in Communications who answer for a school that its profile waits for them; all of them if nobody does.

What becomes of it Wagtail tells whoever submitted it.
"""

import logging
from functools import partial

from django.contrib.auth import get_user_model
from django.db import transaction
from wagtail.admin.mail import GroupApprovalTaskStateSubmissionEmailNotifier

from alliance_site.staff.roles import COMMUNICATIONS
from schools.desk import approvals as profiles
from schools.models import ProfileApproval, SchoolPage

logger = logging.getLogger(__name__)


class Notifier(GroupApprovalTaskStateSubmissionEmailNotifier):
    """Wagtail's, for a step that is no matter of groups."""

    def can_handle(self, instance, **kwargs):
        return isinstance(instance.task.specific, ProfileApproval)

    def get_recipient_users(self, task_state, user=None, **kwargs):
        return set(told_of(task_state.workflow_state.content_object.specific)) - {user}


def told_of(page) -> list:
    """Who is told of a submitted profile; of another page, everybody in Communications."""
    named = profiles.reviewers(page.school) if isinstance(page, SchoolPage) else []
    users = get_user_model().objects.filter(is_active=True).exclude(email="")
    return named or list(users.filter(groups__name=COMMUNICATIONS) or users.filter(is_superuser=True))


def tell(instance, user=None, **kwargs) -> None:
    """Once it is committed. A fault of the mail server is logged and does not reach whoever submitted it."""
    transaction.on_commit(partial(_tell, instance, user))


def _tell(task_state, user) -> None:
    try:
        Notifier()(task_state, user=user)
    except Exception:
        logger.exception("Failed to tell of profile approval %s", task_state.pk)
