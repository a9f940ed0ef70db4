"""What families read of a school on its profile, on paper, and in comparisons: its contact fields, and what it offers.

Of what it offers, that is what the school says, what the law guarantees, and what to ask.
"""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from urllib.parse import urlsplit

from django.db import models
from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from schools.register.models import Offering, OfferingTopic, School
from schools.register.models.hours import spoken
from schools.register.record_fields import FIELDS, Group, RecordField, fields_of
from schools.states import current

NOT_ASKED = {OfferingTopic.PRINCIPAL}  # shown if a school enters it, never missing


@dataclass(frozen=True)
class Fact:
    """One field with its parts, in lines of text. `url`: what the text links to."""

    name: str
    label: str | Promise
    lines: list[str]
    url: str = ""

    @property
    def text(self) -> str:
        return "; ".join(self.lines)


def facts_of(school: School, *groups: Group) -> list[Fact]:
    """Return the facts that have a value: contact fields, unless other groups are given."""
    entries = [entry for entry in fields_of(*(groups or (Group.CONTACT,))) if not entry.part_of]
    return [fact(school, entry) for entry in entries if not entry.is_empty(school)]


def fact(school: School, entry: RecordField) -> Fact:
    field, value = School._meta.get_field(entry.name), getattr(school, entry.name)
    lines, url = _lines(school, field, value)
    return Fact(entry.name, capfirst(label(entry)), lines, url)


def label(entry: RecordField) -> str | Promise:
    """Return the label of the field with its parts."""
    return entry.label_with_parts or School._meta.get_field(entry.name).verbose_name


def _lines(school: School, field: models.Field, value) -> tuple[list[str], str]:
    if field.name == "phone":
        return [school.phone_text], school.phone_link
    if field.name == "office_hours":
        return office_hours(school), ""
    if field.name == "languages":
        return [", ".join(school.language_names)], ""
    if isinstance(field, models.URLField):
        return [host(value)], value
    return [value], f"mailto:{value}" if isinstance(field, models.EmailField) else ""


def office_hours(school: School) -> list[str]:
    """Return a line for each run of days with the same hours, then what the school says in addition."""
    lines = []
    for stored, run in groupby(enumerate(school.week_hours.values()), itemgetter(1)):
        first, *rest = (str(WEEKDAYS[number]) for number, _hours in run)
        if stored:
            days = _("%(first)s–%(last)s") % {"first": first, "last": rest[-1]} if rest else first
            lines.append(_("%(days)s: %(hours)s") % {"days": capfirst(days), "hours": spoken(stored)})
    return [*lines, *filter(None, [school.office_hours])]


def opening_hours(school: School) -> list[dict]:
    """Return the office hours by day for schema.org."""
    hours = {
        f"https://schema.org/{day.capitalize()}": stored.split("-")
        for day, stored in school.week_hours.items()
        if stored
    }
    return [
        {"@type": "OpeningHoursSpecification", "dayOfWeek": day, "opens": opens, "closes": closes}
        for day, (opens, closes) in hours.items()
    ]


def host(url: str) -> str:
    """Return `example.org` for `https://www.example.org/`, as the text of a link."""
    return (urlsplit(url).hostname or url).removeprefix("www.")


@dataclass(frozen=True)
class Offer:
    """One topic. `text` is the school's own words, or what the law says; `checked` is None for the law."""

    topic: OfferingTopic
    text: str | Promise
    checked: date | None = None


@dataclass(frozen=True)
class Offerings:
    """`known` topics, and labels of the topics to `ask` the school about, most asked first."""

    known: list[Offer]
    ask: list[str | Promise]


def missing_topics(offerings: list[Offering]) -> list[OfferingTopic]:
    """Return the topics that families ask about and the school says nothing about, most asked first."""
    said = {offering.topic for offering in offerings}
    return [topic for topic in OfferingTopic if topic not in said | NOT_ASKED]


def offerings_of(school: School) -> Offerings:
    """Return what `school` offers. No query if its `offerings` are fetched."""
    offerings, by_law = list(school.offerings.all()), current().by_law  # shown until a school says more
    by_topic = {offering.topic: offering for offering in offerings}
    if school.principal:  # the field has replaced the topic
        by_topic.pop(OfferingTopic.PRINCIPAL, None)
    known = [
        Offer(topic, offering.text, offering.checked) if offering else Offer(topic, by_law[topic])
        for topic in OfferingTopic
        if (offering := by_topic.get(topic)) or topic in by_law
    ]
    empty = [capfirst(label(field)) for field in FIELDS if field.is_asked and field.is_empty(school)]
    return Offerings(known, [topic.label for topic in missing_topics(offerings) if topic not in by_law] + empty)
