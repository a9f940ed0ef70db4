"""The sheet: up to three schools on one printed page in every language, for someone who helps a family.

Its address holds the choice, so it can be sent; nothing is stored.
"""

from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.utils.translation import get_language

from schools.finder.answer import Hits
from schools.finder.criteria import SLUG, Criteria
from schools.finder.search import find
from schools.register.models import OfferingTopic, PlaceKind
from schools.states import current

from .offerings import NOT_ASKED, Offer, offerings_of
from .prefetch import fetch_lists

MOST, MOST_CHOSEN = 3, 10  # schools on the sheet, and in its address
DAILY = 50  # miles: nobody goes farther every day, so only the nearest school may be farther away
NEEDS = [topic for topic in OfferingTopic if topic not in NOT_ASKED]


def sheet(criteria: Criteria, slugs: list[str], needs: list[str], index) -> dict:
    """Return the context of the sheet of the open schools `slugs` below the list `index`, or of the nearest that match
    `criteria`, with what they say about the family's `needs`. `question` is the query string of its address."""
    topics = [topic for topic in NEEDS if topic in needs]
    slugs = [slug for slug in dict.fromkeys(slugs) if SLUG.match(slug)][:MOST_CHOSEN]
    criteria = replace(criteria, closed=False)
    results = find(Criteria(near=criteria.near) if slugs else criteria, index)
    if slugs and results.criteria.near != criteria.near:  # it names a school, not a place
        results = find(Criteria(), index)
    hits = results.hits
    if slugs:
        keys = dict(index.profiles.filter(school__slug__in=slugs).values_list("school__slug", "pk"))
        by_key = {match.profile.page: match for match in hits.matches}
        hits = Hits([by_key[keys[slug]] for slug in slugs if keys.get(slug) in by_key], [])
    profiles = hits[:MOST] if slugs or (results.place and not results.closed_only) else []
    profiles = [one for place, one in enumerate(profiles) if slugs or not place or (one.miles or 0) <= DAILY]
    fetch_lists([profile.school for profile in profiles], "offerings")
    for profile in profiles:
        profile.windows = profile.school.windows(profile.seasons)
        known = offerings_of(profile.school).known
        profile.offers = [offer for offer in known if offer.checked and offer.topic in topics]
    said = [{offer.topic for offer in profile.offers} for profile in profiles]
    place, asked, listed, by_law = results.place, criteria, slugs, current().by_law
    if place and place.kind == PlaceKind.POINT:
        place = None  # where someone is goes neither on paper nor into an address that is sent on
        if profiles:
            asked, listed = Criteria(grade=criteria.grade), [profile.school.slug for profile in profiles]
    pairs = [*(("school", slug) for slug in listed), *(("need", topic) for topic in topics)]
    return {
        "asked": criteria,
        "filters": parse_qsl(criteria.query_string(q="", near="", grade=None)),
        "chosen": slugs,
        "place": results.place,
        "near": place,
        "problem": results.place_problem,
        "profiles": profiles,
        "needs": [(topic, topic in topics) for topic in NEEDS],
        "ask": [topic for topic in topics if topic not in by_law and not all(topic in one for one in said)],
        "by_law": [Offer(topic, by_law[topic]) for topic in topics if topic in by_law],
        "unset_year": next(filter(None, (profile.unset_year(profile.windows) for profile in profiles)), ""),
        "codes": sorted((code for code, _name in settings.LANGUAGES), key=lambda code: code != get_language()),
        "share_text": "\n".join(profile.share_text for profile in profiles),
        "question": "&".join(filter(None, [asked.query_string(), urlencode(pairs)])),
    }
