"""Template tags of imports."""

from django import template
from django.utils.formats import number_format

from schools.exchange.plan_display import Shown

register = template.Library()


@register.simple_tag
def shown_query(shown: Shown, kind: str, number: int) -> str:
    """Return the query string of one page of the plan, for one kind or, if `kind` is empty, for all."""
    return shown.query(p=number, **({"kind": kind} if kind else {}))


@register.filter
def grouped(number: int) -> str:
    """Format 1240 as 1,240, in the active language."""
    return number_format(number, force_grouping=True)
