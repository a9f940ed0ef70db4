"""Emails that visitors cause by reports of mistakes and form responses, and the cap on all of them together.

The worker sends them, so visitors do not wait for the mail server. No mail quotes what somebody sent: staff read it
where it is deleted in time, and nobody can use the site to send their words to strangers.

Nobody can fill a mailbox through the site: three confirmations a day to an address that a visitor typed, and five
emails in an hour of the clock to each member of staff. Nothing is lost: what came in is stored, and one email at the
end of the hour says how much more waits.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from alliance_site.notifications.recipients import office
from pages.models import FormAnswer, FormPage
from schools.models import MistakeReport
from toolkit.form_guard import HOUR, take_place
from toolkit.mail import Visitor, absolute, notify

KIND = "mails that visitors cause"
MOST_THANKS, DAY = 3, timedelta(days=1)
MOST_TO_STAFF = 5


def thank(sent, name: str, context: dict) -> None:
    """Confirm what a visitor `sent` to the address they gave, if any, in the language of the page."""
    if sent.email and take_place(KIND, sent.email.casefold(), MOST_THANKS, DAY):
        notify([Visitor(sent.email, sent.language)], name, context)


def mail_staff(people: Iterable, name: str, context: dict, received: datetime) -> None:
    """Email `people` about something received at that time, or let it wait for the email that counts the rest."""
    for person in people:
        hour = f"{person.email.casefold()} {_end_of_hour(received):%Y-%m-%d %H}"
        if take_place(KIND, hour, MOST_TO_STAFF):
            notify([person], name, context)
        elif take_place(KIND, f"{hour}, the rest", 1):
            tell_waiting.using(run_after=_end_of_hour(received)).enqueue(person.email, received.isoformat())


@task(backend="worker")
def tell_waiting(email: str, since: str) -> None:
    """Email one member of staff how much came in from `since` until the end of that hour."""
    start = datetime.fromisoformat(since)
    hour = (start, _end_of_hour(start))
    person = next((user for user in office() if user.email.casefold() == email.casefold()), None)
    waiting = [*_forms(email, hour)]
    if person and (reports := MistakeReport.objects.filter(created__range=hour).count()):
        address = absolute(reverse(MistakeReport.snippet_viewset.get_url_name("list")))
        waiting.insert(0, (MistakeReport._meta.verbose_name_plural, reports, address))
    if waiting:
        context = {"waiting": waiting, "since": start}
        notify([person or Visitor(email, settings.LANGUAGE_CODE)], "waiting", context)


def people_of(form: FormPage) -> list[Visitor]:
    """Return the people whom the form names for its answers."""
    return [Visitor(email.strip(), settings.LANGUAGE_CODE) for email in form.notify.split(",") if email.strip()]


def _forms(email: str, hour: tuple[datetime, datetime]) -> Iterable[tuple]:
    """Yield title, number of answers in that hour, and address of each form whose answers wait for `email`."""
    for form in FormPage.objects.order_by("title"):
        answers = FormAnswer.objects.filter(page=form, submit_time__range=hour).count()
        if answers and email.casefold() in [person.email.casefold() for person in people_of(form)]:
            yield form.title, answers, absolute(reverse("wagtailforms:list_submissions", args=[form.pk]))


def _end_of_hour(moment: datetime) -> datetime:
    return moment.astimezone(timezone.get_default_timezone()).replace(minute=0, second=0, microsecond=0) + HOUR


def send_form_mails(answer, **kwargs) -> None:
    send_mails_about_answer.enqueue(answer.pk)


@task(backend="worker")
def send_mails_about_answer(key: int) -> None:
    for answer in FormAnswer.objects.filter(pk=key).select_related("page"):  # none if it was deleted in the meantime
        page = answer.page.specific
        if page.confirmation:
            thank(answer, "form_thanks", {"form": page})
        address = absolute(reverse("wagtailforms:list_submissions", args=[page.pk]))
        mail_staff(people_of(page), "form_answered", {"form": page, "address": address}, answer.submit_time)


def send_mistake_mails(report, **kwargs) -> None:
    send_mails_about_mistake.enqueue(report.pk)


@task(backend="worker")
def send_mails_about_mistake(key: int) -> None:
    for report in MistakeReport.objects.filter(pk=key).select_related("school"):
        thank(report, "mistake_thanks", {"school": report.school})
        address = absolute(reverse(report.snippet_viewset.get_url_name("edit"), args=[report.pk]))
        context = {"school": report.school, "wants_answer": bool(report.email), "address": address}
        mail_staff(office(), "mistake", context, report.created)
