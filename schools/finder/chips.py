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


def chips(asked: Criteria, results: Results) -> list[Chip]:
    """Return the parts of `asked` as the visitor entered them, in the order of the form."""
    labels = {name: {one.value: one.label for one in choices} for name, choices in results.counts.items()}
    parts = [
        (_("“%(words)s”") % {"words": asked.q} if asked.q else "", {"q": ""}),
        (_near(asked, results), {"near": "", "within": None}),
        (
            _("Within %(distance)s") % {"distance": asked.distance} if asked.within and results.place else "",
            {"within": None},
        ),
        (labels["level"].get(asked.level, ""), {"level": ""}),
        (labels["grade"].get(str(asked.grade), ""), {"grade": None}),
        (asked.area, {"area": ""}),
        *(
            (labels["program"].get(slug, slug), {"programs": tuple(other for other in asked.programs if other != slug)})
            for slug in asked.programs
        ),
        (_("Closed schools too") if asked.closed else "", {"closed": False}),
    ]
    return [Chip(label, asked.query_string(**without)) for label, without in parts if label]


def _near(asked: Criteria, results: Results) -> str:
    if not asked.near:
        return ""
    return _("Near %(place)s") % {"place": results.place or asked.near}
