"""The postings on public pages, grouped by topic."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import F
from django.utils import timezone

from schools.register.models import School

from .models import Posting, Requirement, Topic


@dataclass
class Entry:
    """One requirement of a school or the network, with its current and archived postings."""

    requirement: Requirement
    is_of_network: bool
    now: list[Posting] = field(default_factory=list)
    earlier: list[Posting] = field(default_factory=list)


@dataclass
class Group:
    id: str
    heading: str
    entries: list[Entry] = field(default_factory=list)


def groups(school: School | None) -> list[Group]:
    """Return the groups on the page of `school`, or of the network (None). Empty without postings. One query."""
    found = Posting.objects.shown_at(school).select_related("requirement", "document", "page__locale")
    return grouped(found.order_by("requirement__order", "requirement__code", "-posted_at", "-pk"))


def grouped(postings: Iterable[Posting]) -> list[Group]:
    entries: dict[tuple, Entry] = {}
    for posting in postings:
        is_of_network = posting.school_id is None
        key = (posting.requirement_id, is_of_network)
        entry = entries.setdefault(key, Entry(posting.requirement, is_of_network))
        (entry.earlier if posting.archived else entry.now).append(posting)
    made = [Group(topic.value, str(topic.label)) for topic in Topic]
    for group in made:
        ours = [entry for entry in entries.values() if entry.requirement.topic == group.id]
        group.entries = sorted(ours, key=lambda entry: entry.is_of_network)
    return [group for group in made if group.entries]


def of_network() -> list[Posting]:
    """Return the postings on the network's page, by requirement, with the latest board meetings first. One query."""
    found = Posting.objects.shown_at(None).select_related("requirement", "document", "page__locale")
    by_meeting = F("board_date").desc(nulls_last=True)
    return list(found.order_by("requirement__order", "requirement__code", by_meeting, "-posted_at", "-pk"))


def on_home_page(postings: Iterable[Posting]) -> list[Posting]:
    """Return the postings to link on the home page. `postings` are sorted as by `of_network`.

    For each requirement and set of languages, these are the first one and all for upcoming board meetings.
    """
    today, seen, shown = timezone.localdate(), set(), []
    for one in postings:
        if one.archived or not one.requirement.on_home_page:
            continue
        key = (one.requirement_id, *one.languages)
        if key not in seen or (one.board_date and one.board_date >= today):
            shown.append(one)
        seen.add(key)
    return shown


def has_network_page() -> bool:
    """Whether the network's page has any postings."""
    return Posting.objects.shown_at(None).exists()
