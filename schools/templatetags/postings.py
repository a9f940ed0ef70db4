"""Template tags of the tracker of required postings."""

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from schools.postings import due_calendar, status
from schools.postings.tracker import MARKS
from schools.register.school_year import school_year, shown_year

register = template.Library()

register.filter("in_words", status.in_words)
register.filter(shown_year)


@register.filter
def mark(value: status.Status) -> str:
    return MARKS[value]


@register.simple_tag
def mark_of(cell: status.Cell) -> str:
    """Return the mark of the status, in the look of the duty. It says nothing without the words beside it."""
    look = '<span class="mark mark--{} mark--{}" aria-hidden="true">{}</span>'
    return format_html(look, cell.status, cell.requirement.duty, MARKS[cell.status])


@register.simple_tag
def packet_url(school) -> str:
    """Return the URL of the proof packet of `school` for the current school year."""
    return reverse("posting_packet", args=[school.slug, school_year(timezone.localdate())])


@register.inclusion_tag("postings/calendar.html")
def calendar_address(user) -> dict:
    return {"address": due_calendar.address(user)}
