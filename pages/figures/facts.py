"""All published figures with their history: for the page that lists them, its feed, and its file for software."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pages.feed import SteadyFeed, empty_feed
from pages.figures.display import ShownFigure, marked, shown
from pages.figures.models import Figure, FigureValue
from pages.texts import Texts
from toolkit.dates import midnight
from toolkit.workbooks import printable

FILE = "facts_file"  # the name of the address of the file
IN_FEED = 50
NAMESPACE = uuid.UUID("7d0f6f3c-9e2b-4a52-8a55-6f0f4f1d0c7e")  # of the identifiers of figures in the feed


@dataclass(frozen=True)
class Fact:
    """A published figure, and its series, newest first: each value as stored and as shown. Counted ones have none."""

    shown: ShownFigure
    series: list[tuple[FigureValue, ShownFigure]]

    @property
    def anchor(self) -> str:
        return f"figure-{self.shown.key}"

    @property
    def earlier(self) -> list[ShownFigure]:
        return [one for _row, one in self.series[1:]]

    @property
    def day(self) -> date:
        """The day to sort by: counted figures are of today."""
        return self.series[0][0].day if self.series else date.max


def facts(render: Callable[[Texts], str] = marked) -> list[Fact]:
    """Return all published figures in the active language, those of the newest period first. Four queries at most."""
    figures = {figure.pk: figure for figure in Figure.objects.filter(live=True)}
    found = [
        Fact(one, [(row, replace(one, **row.shown(render))) for row in figures[one.key].series])
        for one in shown(figures.values(), render)
    ]
    return sorted(found, key=lambda fact: fact.day, reverse=True)


def by_period(found: list[Fact]) -> list[tuple[str, list[Fact]]]:
    """Return the facts under the names of their periods; those that are counted are of today."""
    return [
        (_("Today") if day == date.max else rows[0].shown.as_of, rows)
        for day, rows in ((day, list(rows)) for day, rows in groupby(found, key=lambda fact: fact.day))
    ]


def number(value: str) -> float | int | None:
    """Return the number in a value such as “95%” or “13,000”; None if it is more than a number."""
    digits = value.removesuffix("%").replace(",", "").strip()
    try:
        return float(digits) if "." in digits else int(digits)
    except ValueError:
        return None


def fact_feed(page, found: list[Fact], request) -> SteadyFeed:
    """Return a feed with an entry for each value, the last approved first. Made with `render=str`."""
    feed, address, language = empty_feed(page, request), page.get_full_url(request), get_language()
    entries = [(row.approved_at or midnight(row.day), row.day, fact, one) for fact in found for row, one in fact.series]
    for moment, day, fact, one in sorted(entries, key=lambda entry: entry[0], reverse=True)[:IN_FEED]:
        text = f"{one.definition} {_('Source:')} {one.source}".strip()
        feed.add_item(
            title=printable(f"{one.value} {one.label} ({one.as_of})"),
            link=f"{address}#{fact.anchor}",
            description=escape(printable(text)),  # Atom1Feed declares it as HTML
            unique_id=uuid.uuid5(NAMESPACE, f"{one.key} {day} {language}").urn,
            pubdate=moment,
            updateddate=moment,
        )
    return feed


def as_json(fact: Fact, address: str) -> dict:
    """Return a fact, made with `render=str`, for software."""
    one = fact.shown
    now = {"value": one.value, "number": number(one.value), "as_of": one.as_of, "source": one.source or None}
    current, *earlier = [_value_as_json(row, value) for row, value in fact.series] or [now]
    return {
        "id": one.key,
        "url": f"{address}#{fact.anchor}",
        "label": one.label,
        "definition": one.definition or None,
        **current,
        "earlier": earlier,
    }


def _value_as_json(row: FigureValue, one: ShownFigure) -> dict:
    return {
        "value": one.value,
        "number": number(one.value),
        "unit": "percent" if one.value.endswith("%") else None,
        "as_of": one.as_of,
        "from": row.period and row.period.first.isoformat(),
        "to": row.day.isoformat(),
        "source": one.source or None,
        "source_url": one.source_url or None,
    }
