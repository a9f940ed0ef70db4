"""Emails about answers to forms: to the visitor, and to the people whom the form names.

The worker sends them, so visitors do not wait for the mail server. No mail quotes an answer: staff read it where it is
deleted in time, and nobody can use the site to send their words to strangers.
"""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django_tasks import task

from pages.models import FormAnswer
from pages.models.form import guard
from toolkit.mail import Visitor, absolute, notify

MOST_MAILS = 3  # to one address in a day


def send_mails(answer, **kwargs) -> None:
    send_mails_about.enqueue(answer.pk)


@task(backend="worker")
def send_mails_about(key: int) -> None:
    for answer in FormAnswer.objects.filter(pk=key).select_related("page"):  # none if it was deleted in the meantime
        page = answer.page.specific
        _confirm(answer, page)
        if not guard.is_busy():
            _notify_staff(page)


def _confirm(answer, page) -> None:
    if page.confirmation and answer.email and guard.take_place(answer.email.casefold(), MOST_MAILS, timedelta(days=1)):
        notify([Visitor(answer.email, answer.language)], "form_thanks", {"form": page})


def _notify_staff(page) -> None:
    people = [Visitor(address.strip(), settings.LANGUAGE_CODE) for address in page.notify.split(",") if address.strip()]
    address = absolute(reverse("wagtailforms:list_submissions", args=[page.pk]))
    notify(people, "form_answered", {"form": page, "address": address})
