"""Template tags of the tracker of required postings."""

from django import template
from django.urls import reverse

from schools.postings import status
from schools.postings.forms import NETWORK
from schools.postings.tracker import MARKS

register = template.Library()

register.filter("in_words", status.in_words)


@register.filter
def mark(value: status.Status) -> str:
    return MARKS[value]


@register.simple_tag
def cell_url(cell: status.Cell) -> str:
    return reverse("posting_cell", args=[cell.requirement.code, cell.school.slug if cell.school else NETWORK])
