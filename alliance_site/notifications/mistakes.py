"""Emails to listings managers about mistakes that visitors report."""

import logging

from django.urls import reverse

from alliance_site.notifications.desk import office
from toolkit.mail import absolute, send

logger = logging.getLogger(__name__)


def notify_office(report, **kwargs) -> None:
    """Email each listings manager, or the site admins if there are none. Mail server errors are logged and never reach
    the visitor.

    The mail does not quote the report, because reports in the admin are deleted after a time.
    """
    address = absolute(reverse(report.snippet_viewset.get_url_name("edit"), args=[report.pk]))
    context = {"school": report.school, "wants_answer": bool(report.email), "address": address}
    for user in office():
        try:
            send("mistake", user, context)
        except Exception:
            logger.exception("Failed to email report %s to user %s", report.pk, user.pk)
