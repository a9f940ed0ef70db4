"""Staff who get the site’s emails: the office, Publishers, and those who hear about a decision."""

from django.contrib.auth import get_user_model

from alliance_site.staff.roles import COMMUNICATIONS, LISTINGS
from schools.desk import confirmations


def office() -> list:
    """Return the listings managers with an email address, or the site admins if there are none."""
    return _with_role(LISTINGS)


def publishers() -> list:
    """Return the Publishers with an email address, or the site admins if there are none."""
    return _with_role(COMMUNICATIONS)


def authors(proposal) -> list:
    """Return the person who made the proposal, or the school’s other editors if no email reaches that person."""
    user = proposal.by
    if user and user.is_active and user.email:
        return [user]
    return confirmations.owners().get(proposal.school_id, [])


def _with_role(role: str) -> list:
    users = get_user_model().objects.filter(is_active=True).exclude(email="").select_related("wagtail_userprofile")
    users = users.order_by("username")
    return list(users.filter(groups__name=role) or users.filter(is_superuser=True))
