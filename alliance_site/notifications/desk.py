"""Tells by mail what goes on at the schools' desks: proposals, decisions about them, and what is to be confirmed.

A fault of the mail server is logged and does not reach whoever caused the mail.
"""

import logging

from django.contrib.auth import get_user_model
from django.urls import reverse

from alliance_site.staff.roles import LISTINGS
from schools.desk import confirmations
from toolkit.mail import absolute, send

logger = logging.getLogger(__name__)


def office() -> list:
    """Those who keep the listings, or the site admins if nobody does."""
    users = get_user_model().objects.filter(is_active=True).exclude(email="").select_related("wagtail_userprofile")
    return list(users.filter(groups__name=LISTINGS) or users.filter(is_superuser=True))


def tell_office(proposal, **kwargs) -> None:
    for user in office():
        _send("proposal", user, _about(proposal))


def tell_school(proposal, **kwargs) -> None:
    """Whoever proposed it hears what became of it."""
    user = proposal.by
    if user and user.is_active and user.email:
        _send("proposal_decided", user, _about(proposal))


def _about(proposal) -> dict:
    address = reverse("school_desk_proposal", args=[proposal.school.slug, proposal.pk])
    return {"proposal": proposal, "school": proposal.school, "address": absolute(address)}


def remind() -> None:
    """One mail to everybody for whom something is due to be confirmed, with all of it."""
    for user, rows in confirmations.reminders(office()):
        found = [(school, due) for school, dues in rows for due in dues]
        if _send("still_correct", user, {"rows": found, "address": absolute(reverse("school_desks"))}):
            confirmations.note(user)


def _send(name: str, user, context: dict) -> bool:
    try:
        send(name, user, context)
    except Exception:
        logger.exception("Failed to mail %s to user %s", name, user.pk)
        return False
    return True
