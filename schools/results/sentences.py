"""Values in plain words: “About 97 of 100 scholars …”."""

import calendar
import re
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from .models import POINTS, Measure

SENTENCES: dict[str, str | Promise] = {
    Measure.GRADUATION: gettext_lazy("%(share)s scholars who started 9th grade together graduated within four years."),
    Measure.UC_CSU: gettext_lazy(
        "%(share)s scholars who started 9th grade together completed the courses required by the University "
        "of California and California State University."
    ),
    Measure.ELA: gettext_lazy("%(share)s 11th graders tested in English met or exceeded the state standard."),
    Measure.MATH: gettext_lazy("%(share)s 11th graders tested in mathematics met or exceeded the state standard."),
    Measure.ELA_ALL: gettext_lazy("%(share)s scholars tested in English met or exceeded the state standard."),
    Measure.MATH_ALL: gettext_lazy("%(share)s scholars tested in mathematics met or exceeded the state standard."),
    Measure.UC_CSU_GRADUATES: gettext_lazy(
        "%(share)s graduates completed the courses required by the University of California and California State "
        "University."
    ),
    Measure.DROPOUT: gettext_lazy("%(share)s scholars who started 9th grade together left school without a diploma."),
    Measure.COLLEGE: gettext_lazy("%(share)s scholars who finished high school started college within a year."),
    Measure.PREPARED: gettext_lazy(
        "%(share)s scholars of the graduating class are “prepared” for college or a career, as the state rates it."
    ),
    Measure.ABSENCE_K8: gettext_lazy("%(share)s scholars missed at least 1 of every 10 school days."),
    Measure.ABSENCE_9_12: gettext_lazy("%(share)s scholars missed at least 1 of every 10 school days."),
    Measure.SUSPENSION: gettext_lazy("%(share)s scholars were suspended at least once that year."),
    Measure.ENGLISH_LEARNERS: gettext_lazy("%(share)s scholars are still learning English."),
    Measure.DISABILITIES: gettext_lazy("%(share)s scholars receive special education."),
    Measure.LOW_INCOME: gettext_lazy("%(share)s scholars are from low-income families."),
}
ABOVE = {
    Measure.ELA_DISTANCE: gettext_lazy("On average, scholars scored %(points)s points above the standard in English."),
    Measure.MATH_DISTANCE: gettext_lazy(
        "On average, scholars scored %(points)s points above the standard in mathematics."
    ),
}
BELOW = {
    Measure.ELA_DISTANCE: gettext_lazy("On average, scholars scored %(points)s points below the standard in English."),
    Measure.MATH_DISTANCE: gettext_lazy(
        "On average, scholars scored %(points)s points below the standard in mathematics."
    ),
}


# Phrases that are stored in English: sources and authorizers of the state's data, and sources of recognitions.
PHRASES = [
    gettext_noop("Los Angeles Unified"),
    gettext_noop("California Department of Education"),
    gettext_noop("Free or Reduced-Price Meal data"),
    gettext_noop("percent computed from its counts"),
    gettext_noop("CALPADS Unduplicated Pupil Count data"),
    gettext_noop("Adjusted Cohort Graduation Rate data"),
    gettext_noop("CAASPP test results"),
    gettext_noop("Census Day enrollment data"),
    gettext_noop("grade 11"),
    gettext_noop("all tested grades"),
    gettext_noop("chronic absenteeism data"),
    gettext_noop("college-going data, 12 months, class of"),
    gettext_noop("data on California public schools"),
    gettext_noop("Academic Indicator"),
    gettext_noop("College/Career Indicator"),
    gettext_noop("suspension data"),
    gettext_noop("file frpm"),
    gettext_noop("school directory of"),
    gettext_noop("the school's own name from public web pages"),
    gettext_noop("which names only the whole complex"),
    gettext_noop("Press release of"),
    gettext_noop("article of"),
    gettext_noop("on the award ceremony"),
]
MONTH = re.compile(rf"\b(?:{'|'.join(calendar.month_name[1:])})( \d{{1,2}},)? \d{{4}}")


def source_text(source: str) -> str:
    """Return a source or authorizer in the active language, as far as its phrases are known."""
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
    if measure in POINTS:
        pattern = ABOVE if value > 0 else BELOW
        return str(pattern[Measure(measure)]) % {"points": f"{abs(value):.1f}"} if value else ""
    share = SENTENCES.get(measure)
    return str(share) % {"share": of_hundred(value)} if share else ""


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
