"""What a school offers, as its profile shows it: what the school says, what the law guarantees, and what to ask."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.text import capfirst

from schools.register.models import Offering, OfferingTopic, School
from schools.register.record_fields import FIELDS
from schools.states import current

from .facts import label

NOT_ASKED = {OfferingTopic.PRINCIPAL}  # shown if a school enters it, never missing


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
