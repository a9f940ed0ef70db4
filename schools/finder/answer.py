"""The finder's results, for pages and for JSON."""

from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pages.search.replies import Reply
from schools.register.models import Place
from schools.register.page_types import profiles

from .criteria import Criteria
from .network import WEIGHTS, NetworkSchool, Text, WordKind
from .places import NoPlace
from .ranking import Match
from .terms import Term

VISIBLE_KINDS = {WordKind.NAME, WordKind.LEVEL}  # every result shows the name and level


class Order(TextChoices):
    """How results are ordered. Schools are never ranked by test results."""

    DISTANCE = "distance", _("Nearest first")
    RELEVANCE = "relevance", _("Best match first")
    AREA = "area", _("By neighborhood or city, then by name")


READ_AS = _("You asked for %(label)s.")
SENTENCES = {  # by kind of interpretation, if it is not READ_AS
    "unknown": _("No school matches “%(typed)s”."),
    "spelling": _("No school matches “%(typed)s”. These match “%(label)s”."),
    "near": _("Showing schools near %(label)s. Not right? Type a ZIP code."),
    "not served": "%(label)s",
}


@dataclass(frozen=True)
class Interpretation:
    """How the finder interpreted some of the visitor's words (`typed`).

    `kind`: level, grade, near, not served, spelling (a typo in a name), corrected (a typo in a search word), or unknown
    (no school has the word). `label` is display text.
    """

    kind: str
    typed: str
    label: str = ""

    @property
    def sentence(self) -> str:
        label = self.label if self.kind in SENTENCES else self.label[:1].lower() + self.label[1:]
        return SENTENCES.get(self.kind, READ_AS) % {"typed": self.typed, "label": label}


@dataclass(frozen=True)
class Choice:
    """One value of a filter, with the number of schools that match it and all other filters."""

    value: str
    label: str
    count: int


def fetch(matches: list[Match], terms: list[Term]) -> list:
    """Return the profiles of `matches` in order, with one query, or none if they are cached.

    Each gets `miles` (straight line; None without a place) and `matched_on` (the text that matched; None if the name of
    the school has all the words).
    """
    known = profiles().model.known([match.profile.page for match in matches])
    fits = {word: (term, fit) for term in terms for word, fit in term.candidates.items()}
    found = [(match, known[match.profile.page]) for match in matches if match.profile.page in known]
    for match, page in found:
        page.miles, page.matched_on = match.miles, _reason(match.profile.school, fits) if fits else None
    return [page for _match, page in found]


@dataclass
class Results:
    """Everything that a results page shows. `criteria` is the question as interpreted."""

    criteria: Criteria
    hits: list[Match]  # for `fetch`
    terms: list[Term]
    order: Order
    understood: list[Interpretation] = field(default_factory=list)
    answers: list[Reply] = field(default_factory=list)  # to words such as “bus”
    place: Place | None = None
    place_problem: NoPlace | None = None
    is_here: bool = False  # asks for schools near the visitor, without naming a place
    counts: dict[str, list[Choice]] = field(default_factory=dict)  # level, grade, area, program
    suggestions: list[tuple[str, str]] = field(default_factory=list)  # names of fields, q or near, and other texts
    closed_only: bool = False  # no open school matches; all hits are closed schools
    instead: list = field(default_factory=list)  # profiles of open schools, if all hits are closed schools
    nearest_miss: Any = None  # the profile nearest to the place, with `miles`, if none is within the requested distance
    known_words: list[str] = field(default_factory=list)  # search words and programs in the text; no names or places

    @property
    def is_only_answered(self) -> bool:
        """Whether the visitor's words were answered and select no schools, so that all match."""
        selects = self.place or self.place_problem or self.is_here or self.terms
        return bool(self.answers) and not selects and self.criteria == Criteria(q=self.criteria.q)


def _reason(school: NetworkSchool, fits: dict[str, tuple[Term, float]]) -> Text | None:
    """Return the text of a school with words that its name lacks: of several, the one with the highest score."""
    visible, others = set(), []
    for text in school.texts:
        scores: dict[str, float] = {}  # by typed word
        for term, fit in (fits[word] for word in text.words if word in fits):
            scores[term.typed] = max(scores.get(term.typed, 0), fit * WEIGHTS[text.kind] * term.rarity)
        if text.kind in VISIBLE_KINDS:
            visible.update(scores)
        elif scores:
            others.append((text, scores))
    others = [(sum(scores.values()), text) for text, scores in others if scores.keys() - visible]
    return max(others, key=itemgetter(0))[1] if others else None


def chips(criteria: Criteria, results: Results) -> list[tuple[str, str]]:
    """Return the parts of `criteria` as the visitor entered them, in the order of the form.

    Each has its label, and the query string without it.
    """
    labels = {name: {choice.value: choice.label for choice in choices} for name, choices in results.counts.items()}
    within = (
        gettext("Within %(distance)s") % {"distance": criteria.distance} if criteria.within and results.place else ""
    )
    parts = [
        (gettext("“%(words)s”") % {"words": criteria.q} if criteria.q else "", {"q": ""}),
        (_near(criteria, results), {"near": "", "within": None}),
        (within, {"within": None}),
        (labels["level"].get(criteria.level, ""), {"level": ""}),
        (labels["grade"].get(str(criteria.grade), ""), {"grade": None}),
        (criteria.area, {"area": ""}),
    ]
    for slug in criteria.programs:
        others = tuple(other for other in criteria.programs if other != slug)
        parts.append((labels["program"].get(slug, slug), {"programs": others}))
    parts.append((gettext("Closed schools too") if criteria.closed else "", {"closed": False}))
    return [(label, criteria.query_string(**without)) for label, without in parts if label]


def _near(criteria: Criteria, results: Results) -> str:
    """Return the place, or what was typed where one was expected, without making it one: “Near football team”."""
    if results.place or not criteria.near:
        return gettext("Near %(place)s") % {"place": results.place} if criteria.near else ""
    return gettext("“%(words)s”") % {"words": criteria.near}
