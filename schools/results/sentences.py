"""Percentages in plain words: “About 97 of 100 scholars …”."""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .models import Measure

SENTENCES: dict[str, str | Promise] = {
    Measure.GRADUATION: gettext_lazy("%(share)s scholars who started 9th grade together graduated within four years."),
    Measure.UC_CSU: gettext_lazy(
        "%(share)s scholars who started 9th grade together completed the courses required by the University "
        "of California and California State University."
    ),
    Measure.ELA: gettext_lazy("%(share)s 11th graders tested in English met or exceeded the state standard."),
    Measure.MATH: gettext_lazy("%(share)s 11th graders tested in mathematics met or exceeded the state standard."),
}


def sentence(measure: str, value: Decimal) -> str:
    """Return a sentence about the percentage `value` of `measure`; empty if the measure's definition is enough."""
    pattern = SENTENCES.get(measure)
    return str(pattern) % {"share": of_hundred(value)} if pattern else ""


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
