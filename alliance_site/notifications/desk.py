"""Emails from the school desks: proposals, decisions about them, and reminders to confirm details.

Mail server errors are logged and never reach the person whose action sent the mail.
"""

import logging

from django.contrib.auth import get_user_model
from django.urls import reverse

from alliance_site.staff.roles import LISTINGS
from schools.desk import confirmations
from toolkit.mail import absolute, send

logger = logging.getLogger(__name__)


def office() -> list:
    """Return the listings managers with an email address, or the site admins if there are none."""
    users = get_user_model().objects.filter(is_active=True).exclude(email="").select_related("wagtail_userprofile")
    return list(users.filter(groups__name=LISTINGS) or users.filter(is_superuser=True))


def notify_office(proposal, **kwargs) -> None:
    for user in office():
        _send("proposal", user, _context(proposal))


def notify_school(proposal, **kwargs) -> None:
    """Email the decision to the person who made the proposal."""
    user = proposal.by
    if user and user.is_active and user.email:
        _send("proposal_decided", user, _context(proposal))


def _context(proposal) -> dict:
    address = reverse("school_desk_proposal", args=[proposal.school.slug, proposal.pk])
    return {"proposal": proposal, "school": proposal.school, "address": absolute(address)}


def remind() -> None:
    """Send each person one email with everything they are due to confirm."""
    for user, rows in confirmations.reminders(office()):
        school_reminders = [(school, due) for school, dues in rows for due in dues]
        if _send("still_correct", user, {"rows": school_reminders, "address": absolute(reverse("school_desks"))}):
            confirmations.note(user)


def _send(name: str, user, context: dict) -> bool:
    try:
        send(name, user, context)
    except Exception:
        logger.exception("Failed to email %s to user %s", name, user.pk)
        return False
    return True
