"""Reminders: at most one email a day for each person, with a section for everything they are due to do.

What needs an answer right away, such as a proposal, does not wait for this mail.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from django.utils import timezone
from django.utils.html import format_html

from alliance_site.models import Reminded
from alliance_site.notifications.recipients import office
from toolkit import mail

SHOWN = 4  # rows of a section, which counts the others
MOST_WORDS = 160  # of the sections; those that don't fit are only named, with a link


@dataclass(frozen=True)
class Section:
    """What one person is reminded of, by the template `mail/sections/<name>`. `note` records that it was sent.

    `context` has the `address` where to do it.
    """

    user: object
    name: str
    context: dict
    note: Callable[[], object]


def sections(
    name: str,
    items: Mapping,
    context: Callable[[object, set[str]], dict],
    *,
    again: timedelta,
    pause: timedelta = timedelta(),
) -> Iterator[Section]:
    """Return the section `name` for each person who is due to get it, with the `context` of them and their new items.

    `items` has the keys of what each user is due to do. They are reminded every `again`, or after `pause` of something
    new. What is no longer due is forgotten, so it is new if it is due again.
    """
    today, known = timezone.localdate(), _known(name, items)
    for user, keys in items.items():
        days = known[user.pk]
        last, new = days.get(""), set(keys) - days.keys()
        if last is None or today >= last + (pause if new else again):
            yield Section(user, name, context(user, new if last else set()), partial(_note, user, name, keys))


def _known(name: str, items: Mapping) -> dict[int, dict[str, date]]:
    """Return when each user was last reminded of what, and delete what is due for nobody any longer."""
    due = {"", *(key for keys in items.values() for key in keys)}
    rows, known = Reminded.objects.filter(section=name), defaultdict(dict)
    rows.exclude(item__in=due).delete()
    for user, item, day in rows.values_list("user", "item", "day"):
        known[user][item] = day
    return known


def _note(user, name: str, keys: Iterable[str]) -> None:
    today = timezone.localdate()
    rows = [Reminded(user=user, section=name, item=key, since=today, day=today) for key in {"", *keys}]
    Reminded.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["user", "section", "item"], update_fields=["day"]
    )


def send(sources: Iterable[Callable[[], Iterable[Section]]]) -> None:
    """Email the sections of all `sources`. What fails does not stop the rest."""
    of_user: dict[object, list[Section]] = {}
    errors: list[Exception] = []
    for source in sources:
        try:
            for section in source():
                of_user.setdefault(section.user, []).append(section)
        except Exception as error:
            errors.append(error)
    answered_by = office()
    for user, sections in of_user.items():
        try:
            _send(user, sections, answered_by, errors)
        except Exception as error:
            errors.append(error)
    if errors:
        raise ExceptionGroup("Some reminders could not be sent", errors)


def _send(user, sections: list[Section], answered_by: list, errors: list[Exception]) -> None:
    """Send the `sections` that can be rendered, unless the user got a mail today. Adds what fails to `errors`."""
    today, last = timezone.localdate(), Reminded.objects.filter(user=user, section="", item="")
    _last, is_first = last.get_or_create(user=user, defaults={"since": today, "day": today})
    if not is_first and not last.filter(day__lt=today).update(day=today):
        return
    rendered: list[tuple[str, str, str]] = []
    included: list[Section] = []
    for section in sections:
        try:
            rendered.append(_render(user, section, sum(len(text.split()) for _subject, text, _html in rendered)))
            included.append(section)
        except Exception as error:
            errors.append(error)
    if not rendered or not mail.notify([user], "reminders", {"sections": rendered}, reply_to=answered_by):
        last.delete()  # try again next time
        return
    for section in included:
        section.note()


def _render(user, section: Section, words: int) -> tuple[str, str, str]:
    """Return subject, text, and HTML of the section. After so many `words`, a long one is only a link."""
    subject, text, html = mail.render(f"sections/{section.name}", user, section.context)
    if not words or words + len(text.split()) <= MOST_WORDS:
        return subject, text, html
    address = section.context["address"]
    return subject, address, format_html('<p><a href="{}">{}</a></p>', address, address)
