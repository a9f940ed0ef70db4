"""Tells those who keep the listings by mail that a visitor reported a mistake."""

import logging

from django.urls import reverse

from alliance_site.notifications.desk import office
from toolkit.mail import absolute, send

logger = logging.getLogger(__name__)


def tell_owners(report, **kwargs) -> None:
    """One mail to each who keeps the listings, or to the site admins if nobody does; a fault of the mail server is
    logged and does not reach the visitor.

    What the visitor wrote stays in the admin, where it is deleted in time.
    """
    address = absolute(reverse(report.snippet_viewset.get_url_name("edit"), args=[report.pk]))
    context = {"school": report.school, "wants_answer": bool(report.email), "address": address}
    for user in office():
        try:
            send("mistake", user, context)
        except Exception:
            logger.exception("Failed to mail report %s to user %s", report.pk, user.pk)
