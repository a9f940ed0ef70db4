"""Reminders: at most one email a day for each person, with a section for everything they are due to do.

What needs an answer right away, such as a proposal, does not wait for this mail.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from django.core.cache import caches
from django.utils import timezone

from alliance_site.notifications.recipients import office
from toolkit import mail

DAY = timedelta(days=1)
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
    sent = caches["limits"]  # in the database, so that it survives a restart of the worker
    for user in users:
        place = f"{name}-reminder:{key}:{user.pk}"
        if place not in sent:
            yield Section(user, name, context, partial(sent.set, place, True, again.total_seconds()))


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
    today, sent = f"reminders:{timezone.localdate()}:{user.pk}", caches["limits"]
    if not sent.add(today, True, DAY.total_seconds()):
        return False
    rendered, included = [], []
    for section in sections:
        try:
            rendered.append(mail.render(f"sections/{section.name}", user, section.context))
            included.append(section)
        except Exception as error:
            errors.append(error)
    if not rendered or not mail.notify([user], "reminders", {"sections": rendered}, reply_to=answered_by):
        sent.delete(today)  # try again next time
        return False
    for section in included:
        section.note()
    return True
