"""Emails to listings managers about mistakes that visitors report."""

from django.urls import reverse

from alliance_site.notifications.desk import office
from toolkit.mail import absolute, notify


def notify_office(report, **kwargs) -> None:
    """Email each listings manager, or the site admins if there are none.

    The mail does not quote the report, because reports in the admin are deleted after a time.
    """
    address = absolute(reverse(report.snippet_viewset.get_url_name("edit"), args=[report.pk]))
    context = {"school": report.school, "wants_answer": bool(report.email), "address": address}
    notify(office(), "mistake", context)
