"""The postings on public pages, grouped by topic, and their template tags."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import F
from django.utils import timezone

from pages.content_cache import memo
from pages.routing.sites import address
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
    postings = Posting.objects.shown_at(school).select_related("requirement", "document", "page__locale")
    entries: dict[tuple, Entry] = {}
    for posting in postings.order_by("requirement__order", "requirement__code", "-posted_at", "-pk"):
        is_of_network = posting.school_id is None
        key = (posting.requirement_id, is_of_network)
        entry = entries.setdefault(key, Entry(posting.requirement, is_of_network))
        (entry.earlier if posting.archived else entry.now).append(posting)
    result = [Group(topic.value, str(topic.label)) for topic in Topic]
    for group in result:
        topic_entries = [entry for entry in entries.values() if entry.requirement.topic == group.id]
        group.entries = sorted(topic_entries, key=lambda entry: entry.is_of_network)
    return [group for group in result if group.entries]


def of_network() -> list[Posting]:
    """Return the postings on the network's page, by requirement, with the latest board meetings first. One query."""
    queryset = Posting.objects.shown_at(None).select_related("requirement", "document", "page__locale")
    by_meeting = F("board_date").desc(nulls_last=True)
    return list(queryset.order_by("requirement__order", "requirement__code", by_meeting, "-posted_at", "-pk"))


def on_home_page(postings: Iterable[Posting]) -> list[Posting]:
    """Return the postings to link on the home page. `postings` are sorted as by `of_network`.

    For each requirement and set of languages, these are the first one and all for upcoming board meetings.
    """
    today, keys, result = timezone.localdate(), set(), []
    for posting in postings:
        if posting.archived or not posting.requirement.on_home_page:
            continue
        key = (posting.requirement_id, *posting.languages)
        if key not in keys or (posting.board_date and posting.board_date >= today):
            result.append(posting)
        keys.add(key)
    return result


def posted_on_home() -> dict:
    """Return the network's `postings` to link on the home page, and whether it `has_page` of its own. One query."""
    return memo(("posted on home", timezone.localdate()), _posted_on_home)


def _posted_on_home() -> dict:
    postings = of_network()
    return {"postings": on_home_page(postings), "has_page": bool(postings)}


def posting_address(context, posting) -> str:
    """Return the posting's URL. For a page, it is written like the request's other page links."""
    return address(context["request"], posting.page) if posting.page_id else posting.address


def has_network_page() -> bool:
    """Whether the network's page has any postings."""
    return Posting.objects.shown_at(None).exists()
