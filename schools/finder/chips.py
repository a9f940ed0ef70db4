"""Chips above the results: each part of the question, with a link that removes it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from .answer import Results
from .criteria import Criteria


@dataclass(frozen=True)
class Chip:
    """One part of a question: its label, and the query string without it."""

    label: str
    query: str


def chips(criteria: Criteria, results: Results) -> list[Chip]:
    """Return the parts of `criteria` as the visitor entered them, in the order of the form."""
    labels = {name: {choice.value: choice.label for choice in choices} for name, choices in results.counts.items()}
    within = _("Within %(distance)s") % {"distance": criteria.distance} if criteria.within and results.place else ""
    parts = [
        (_("“%(words)s”") % {"words": criteria.q} if criteria.q else "", {"q": ""}),
        (_near(criteria, results), {"near": "", "within": None}),
        (within, {"within": None}),
        (labels["level"].get(criteria.level, ""), {"level": ""}),
        (labels["grade"].get(str(criteria.grade), ""), {"grade": None}),
        (criteria.area, {"area": ""}),
    ]
    for slug in criteria.programs:
        others = tuple(other for other in criteria.programs if other != slug)
        parts.append((labels["program"].get(slug, slug), {"programs": others}))
    parts.append((_("Closed schools too") if criteria.closed else "", {"closed": False}))
    return [Chip(label, criteria.query_string(**without)) for label, without in parts if label]


def _near(criteria: Criteria, results: Results) -> str:
    """Return the place, or what was typed where one was expected, without making it one: “Near football team”."""
    if results.place or not criteria.near:
        return _("Near %(place)s") % {"place": results.place} if criteria.near else ""
    return _("“%(words)s”") % {"words": criteria.near}
