"""What the templates of imports ask of a plan."""

from django import template
from django.utils.formats import number_format

from schools.exchange.plan_display import Shown

register = template.Library()


@register.simple_tag
def shown_query(shown: Shown, kind: str, number: int) -> str:
    """The query string of a page of what is shown: of one kind, or of all if `kind` is empty."""
    return shown.query(p=number, **({"kind": kind} if kind else {}))


@register.filter
def grouped(number: int) -> str:
    """1,240 as the active language writes it."""
    return number_format(number, force_grouping=True)
