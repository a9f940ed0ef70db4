"""Emails about mistakes that visitors report: to listings managers, and to the visitor who asked for an answer.

The worker sends them, as those about forms (`forms`), and none quotes a report.
"""

from django.urls import reverse
from django_tasks import task

from alliance_site.notifications.recipients import office
from alliance_site.notifications.visitors import mail_staff, thank
from schools.models import MistakeReport
from toolkit.mail import absolute


def send_mails(report, **kwargs) -> None:
    send_mails_about.enqueue(report.pk)


@task(backend="worker")
def send_mails_about(key: int) -> None:
    for report in MistakeReport.objects.filter(pk=key).select_related("school"):
        thank(report, "mistake_thanks", {"school": report.school})
        address = absolute(reverse(report.snippet_viewset.get_url_name("edit"), args=[report.pk]))
        context = {"school": report.school, "wants_answer": bool(report.email), "address": address}
        mail_staff(office(), "mistake", context, report.created)
