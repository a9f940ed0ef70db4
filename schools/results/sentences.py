"""Values in plain words: “About 97 of 100 scholars …”."""

import calendar
import re
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from schools.states import POINTS, SCHOLARS, current

# Phrases of other sources that are stored in English, such as those of recognitions.
PHRASES = (
    gettext_noop("school directory of"),
    gettext_noop("the school's own name from public web pages"),
    gettext_noop("which names only the whole complex"),
    gettext_noop("Press release of"),
    gettext_noop("article of"),
    gettext_noop("on the award ceremony"),
)
MONTH = re.compile(rf"\b(?:{'|'.join(calendar.month_name[1:])})( \d{{1,2}},)? \d{{4}}")


def source_text(source: str) -> str:
    """Return a source or authorizer in the active language, as far as its phrases are known."""
    source = current().translated(source)
    for phrase in PHRASES:
        source = source.replace(phrase, _(phrase))
    return MONTH.sub(_date, source)


def _date(found: re.Match) -> str:
    pattern, shown = ("%B %d, %Y", "DATE_FORMAT") if found[1] else ("%B %Y", "YEAR_MONTH_FORMAT")
    try:
        return date_format(datetime.strptime(found[0], pattern), shown)
    except ValueError:  # February 30
        return found[0]


def sentence(measure: str, value: Decimal) -> str:
    """Return a sentence about the `value` of `measure`; empty if the measure's definition is enough."""
    of = current().measure(measure)
    if of.unit == POINTS:
        pattern = of.sentence if value > 0 else of.below
        return str(pattern) % {"points": f"{abs(value):.1f}"} if value else ""
    return str(of.sentence) % {"share": of_hundred(value)} if of.sentence else ""


def number(measure: str, value: Decimal) -> str:
    """Return a value of `measure` as people write it: `96.9%`, `1,003`, `−30.5`."""
    unit = current().measure(measure).unit
    if unit == SCHOLARS:
        return f"{value:,.0f}"
    return f"{value:+.1f}".replace("-", "−") if unit == POINTS else f"{value:.1f}%"


def of_hundred(value: Decimal) -> str:
    """Return `value` percent as the start of a sentence: “About 97 of 100”.

    Rounded values say so, and are never rounded to 0 or 100.
    """
    whole = int(value.quantize(Decimal(1), ROUND_HALF_UP))
    if whole == value:
        return _("%(number)s of 100") % {"number": whole}
    if whole == 100:
        return _("More than 99 of 100")
    if whole == 0:
        return _("Fewer than 1 of 100")
    return _("About %(number)s of 100") % {"number": whole}
