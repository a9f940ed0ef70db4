"""Emails to and from the office, and to Publishers about pictures: decisions, and reminders of what waits."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from functools import partial

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from alliance_site.coming import changes
from alliance_site.notifications.digest import SHOWN, Section, sections
from alliance_site.notifications.recipients import authors, office, publishers
from media import returns
from media.models import SOON, SiteImage, Status
from media.removal import uses_of
from pages.editor.lists import Row
from pages.figures.wagtail_hooks import VIEWS as FIGURES
from pages.links.report import TO_DO, broken_inside, broken_outside
from pages.models import Figure
from pages.translation.parity import pairs
from schools.desk import confirmations
from schools.desk.queue import items, summary
from schools.lifecycle.models import PlannedChange
from schools.models import EnrollmentSeason
from schools.register import page_types
from schools.register.school_year import coming_year, shown_year
from toolkit.mail import absolute, notify

PICTURES_SHOWN = 30  # in one mail; the report has the others
WEEKLY, MONTHLY = timedelta(days=7), timedelta(days=28)
FROM_MONTH = 9  # families start to ask in September for the year that starts next July


def notify_office(proposal, **kwargs) -> None:
    notify(office(), "proposal", _proposal_context(proposal), reply_to=authors(proposal))


def notify_school(proposal, **kwargs) -> None:
    """Email the decision to the person who made the proposal, or to the school's other editors."""
    notify(authors(proposal), "proposal_decided", _proposal_context(proposal), reply_to=office())


def _proposal_context(proposal) -> dict:
    address = reverse("school_desk_proposal", args=[proposal.school.slug, proposal.pk])
    is_public = page_types.has_public_profile(proposal.school)
    return {"proposal": proposal, "school": proposal.school, "is_public": is_public, "address": absolute(address)}


def confirmation_reminders() -> Iterator[Section]:
    """Remind each person of everything they are due to confirm: on the day it is due, then every week."""
    editors = confirmations.owners()
    due = confirmations.due_of(editors, office())
    items = {
        user: [f"{school.pk}:{one.part}:{one.by}" for school, dues in rows for one in dues]
        for user, rows in due.items()
    }

    def context(user, _new) -> dict:
        rows = due[user]
        desk = reverse("school_desk", args=[rows[0][0].slug]) if len(rows) == 1 else reverse("school_desks")
        return {
            "rows": rows[:SHOWN],
            "count": len(rows),
            "more": max(0, len(rows) - SHOWN),
            "for_office": any(school.pk not in editors for school, _dues in rows),
            "address": absolute(desk),
        }

    return sections("confirmations", items, context, again=WEEKLY)


def notify_held(held: Iterable[PlannedChange]) -> None:
    for planned in held:
        address = absolute(reverse("school_change_planned", args=[planned.pk]))
        notify(office(), "planned", {"planned": planned, "school": planned.school, "address": address})


def queue_reminders() -> Iterable[Section]:
    """Remind the office, at most once a week each, while something waits."""
    waiting = items()
    if not waiting:
        return []
    context = {
        "rows": lambda: summary(waiting),  # in each one's language
        "address": absolute(reverse("office_queue")),
    }
    return sections("queue", dict.fromkeys(office(), ()), lambda _user, _new: context, again=WEEKLY)


def enrollment_reminders() -> Iterable[Section]:
    """Remind the office, at most once in four weeks each, while the next season is missing."""
    year = coming_year()
    if timezone.localdate().month in range(7, FROM_MONTH) or EnrollmentSeason.objects.filter(year=year).exists():
        return []
    context = {
        "year": shown_year(year),
        "address": absolute(reverse("wagtailsnippets_schools_enrollmentseason:add")),
    }
    return sections("enrollment", {user: [year] for user in office()}, lambda _user, _new: context, again=MONTHLY)


def week_reminders() -> Iterable[Section]:
    """Tell each Publisher, at the start of the week, what goes live in it and what is to do."""
    today = timezone.localdate()
    rows = {user: _week(user, today) for user in publishers()}

    def context(user, _new) -> dict:
        return {"rows": rows[user], "address": absolute(reverse("wagtailadmin_home"))}

    monday = today - timedelta(days=today.weekday())
    return sections("week", {user: [str(monday)] for user in rows if rows[user]}, context, again=WEEKLY)


def _week(user, today) -> list[Row]:
    """Return one row for each kind of thing that there is, with how many, in the language of the mail."""
    now, links = timezone.now(), (*broken_inside(user), *broken_outside(user))
    consents = SiteImage.objects.filter(consent_withdrawn=None, consent_until__range=(today, today + SOON))
    counts = {
        (gettext_lazy("Goes live or comes down"), "coming"): len(changes(user, now, now + WEEKLY)),
        (gettext_lazy("Pictures whose consent ends soon"), "pictures_report"): consents.count(),
        (gettext_lazy("Figures to check"), f"{FIGURES}:list"): Figure.objects.overdue(today + WEEKLY).count(),
        (gettext_lazy("Translations to do"), "translations"): sum(bool(pair.since) for pair in pairs()),
        (gettext_lazy("Broken links"), "links"): sum(row.kind in TO_DO for row in links),
    }
    return [Row(text, absolute(reverse(name)), str(count)) for (text, name), count in counts.items() if count]


def notify_withdrawn(images, undecided, **kwargs) -> None:
    copies = [(image, absolute(reverse("withdraw_consent", args=[image.pk]))) for image in undecided]
    notify(publishers(), "pictures", _picture_context(images) | {"withdrawn": images[0], "copies": copies})


def notify_return(asked, answer, **kwargs) -> None:
    """Email Publishers that someone asks for a picture, or that person the answer."""
    image = asked.content_type.get_object_for_this_type(pk=asked.object_id)
    author = [asked.user] if asked.user and asked.user.is_active and asked.user.email else []
    context = {
        "asked": asked,
        "answer": answer,
        "is_rejected": answer is not None and answer.action == returns.REJECT,
        "title": image.title,
        "said": partial(returns.sentence, asked),  # in each one's language
        "address": absolute(reverse("wagtailimages:edit", args=[image.pk])),
    }
    to, reply_to = (author, publishers()) if answer else (publishers(), author)
    notify(to, "picture_return", context, reply_to=reply_to)


def picture_reminders() -> Iterator[Section]:
    """Remind of each picture on a page once when its consent ends soon, and once when it has ended."""
    images = SiteImage.objects.filter(Q(consent_until__isnull=False, consent_withdrawn=None)).order_by("consent_until")
    due = [image for image in images if image.consent_status in (Status.ENDS_SOON, Status.ENDED)]
    due = [image for image in due if image.consent_reminder != image.consent_status and uses_of(image)][:PICTURES_SHOWN]
    if due:
        for user in publishers():
            yield Section(user, "pictures", _picture_context(due), partial(_note_pictures, due))


def _note_pictures(images: list[SiteImage]) -> None:
    for image in images:
        SiteImage.objects.filter(pk=image.pk).update(consent_reminder=image.consent_status)


def _picture_context(images: list[SiteImage]) -> dict:
    return {
        "images": [(image, uses_of(image)) for image in images],
        "count": len(images),
        "address": absolute(reverse("pictures_report")),
    }
