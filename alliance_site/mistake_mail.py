"""Tells those who keep the listings by mail that a visitor reported a mistake."""

import logging

from django.contrib.auth import get_user_model
from django.urls import reverse

from alliance_site.mail import absolute, send

OWNERS = "Listings manager"  # the role

logger = logging.getLogger(__name__)


def tell_owners(report, **kwargs) -> None:
    """One mail to each; a fault of the mail server is logged and does not reach the visitor.

    The visitor's address stays in the admin, where it is deleted in time.
    """
    address = absolute(reverse(report.snippet_viewset.get_url_name("edit"), args=[report.pk]))
    context = {"school": report.school, "text": report.text, "wants_answer": bool(report.email), "address": address}
    owners = get_user_model().objects.filter(is_active=True, groups__name=OWNERS).exclude(email="")
    for user in owners.select_related("wagtail_userprofile").distinct():
        try:
            send("mistake", user, context)
        except Exception:
            logger.exception("Failed to mail report %s to user %s", report.pk, user.pk)
