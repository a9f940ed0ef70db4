"""Emails about mistakes that visitors report: to listings managers, and to the visitor who asked for an answer."""

from django.urls import reverse

from alliance_site.notifications.recipients import office
from toolkit.mail import Visitor, absolute, notify


def notify_office(report, **kwargs) -> None:
    """Email each listings manager, or the site admins if there are none.

    The mail does not quote the report, because reports in the admin are deleted after a time.
    """
    address = absolute(reverse(report.snippet_viewset.get_url_name("edit"), args=[report.pk]))
    context = {"school": report.school, "wants_answer": bool(report.email), "address": address}
    notify(office(), "mistake", context)


def thank_visitor(report, **kwargs) -> None:
    """Confirm the report to the visitor, in the language of the page. The mail has no text of theirs to misuse."""
    if report.email:
        notify([Visitor(report.email, report.language)], "mistake_thanks", {"school": report.school})
