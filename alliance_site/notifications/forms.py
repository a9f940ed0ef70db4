"""Emails about answers to forms: to the visitor, and to the people whom the form names.

The worker sends them, so visitors do not wait for the mail server. No mail quotes an answer: staff read it where it is
deleted in time, and nobody can use the site to send their words to strangers.
"""

from django.urls import reverse
from django_tasks import task

from alliance_site.notifications.visitors import mail_staff, people_of, thank
from pages.models import FormAnswer
from toolkit.mail import absolute


def send_mails(answer, **kwargs) -> None:
    send_mails_about.enqueue(answer.pk)


@task(backend="worker")
def send_mails_about(key: int) -> None:
    for answer in FormAnswer.objects.filter(pk=key).select_related("page"):  # none if it was deleted in the meantime
        page = answer.page.specific
        if page.confirmation:
            thank(answer, "form_thanks", {"form": page})
        address = absolute(reverse("wagtailforms:list_submissions", args=[page.pk]))
        mail_staff(people_of(page), "form_answered", {"form": page, "address": address}, answer.submit_time)
