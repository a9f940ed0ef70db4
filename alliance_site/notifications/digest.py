"""Reminders: at most one email a day for each person, with a section for everything they are due to do.

What needs an answer right away, such as a proposal, does not wait for this mail.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from django.utils import timezone

from alliance_site.models import ReminderDay
from alliance_site.notifications.recipients import office
from toolkit import mail

SHOWN = 12  # rows of a section, which counts the others


@dataclass(frozen=True)
class Section:
    """What one person is reminded of, by the template `mail/sections/<name>`. `note` records that it was sent."""

    user: object
    name: str
    context: dict
    note: Callable[[], object]


def once(users: Iterable, name: str, context: dict, *, again: timedelta, key: str = "") -> Iterator[Section]:
    """Return a section for each of `users` who did not get the one about `key` less than `again` ago."""
    today = timezone.localdate()
    by_key = {f"{name}:{key}:{user.pk}": user for user in users}
    recent = set(ReminderDay.objects.filter(key__in=by_key, day__gt=today - again).values_list("key", flat=True))
    for one, user in by_key.items():
        if one not in recent:
            note = partial(ReminderDay.objects.update_or_create, key=one, defaults={"day": today})
            yield Section(user, name, context, note)


def send(sources: Iterable[Callable[[], Iterable[Section]]]) -> int:
    """Email the sections of all `sources` and return how many people got one. What fails does not stop the rest."""
    of_user: dict[object, list[Section]] = {}
    errors: list[Exception] = []
    for source in sources:
        try:
            for section in source():
                of_user.setdefault(section.user, []).append(section)
        except Exception as error:
            errors.append(error)
    answered_by, count = office(), 0
    for user, sections in of_user.items():
        try:
            count += _send(user, sections, answered_by, errors)
        except Exception as error:
            errors.append(error)
    if errors:
        raise ExceptionGroup("Some reminders could not be sent", errors)
    return count


def _send(user, sections: list[Section], answered_by: list, errors: list[Exception]) -> bool:
    """Send the `sections` that can be rendered, and return whether there are any. Adds what fails to `errors`."""
    today, last = timezone.localdate(), ReminderDay.objects.filter(key=f"any:{user.pk}")
    _last, is_first = last.get_or_create(key=f"any:{user.pk}", defaults={"day": today})
    if not is_first and not last.filter(day__lt=today).update(day=today):
        return False
    rendered, included = [], []
    for section in sections:
        try:
            rendered.append(mail.render(f"sections/{section.name}", user, section.context))
            included.append(section)
        except Exception as error:
            errors.append(error)
    if not rendered or not mail.notify([user], "reminders", {"sections": rendered}, reply_to=answered_by):
        last.delete()  # try again next time
        return False
    for section in included:
        section.note()
    return True
