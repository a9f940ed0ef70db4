"""Template tags of the tracker of required postings."""

from django import template
from django.urls import reverse
from django.utils import timezone

from schools.postings import due_calendar, status, years
from schools.postings.tracker import MARKS

register = template.Library()

register.filter("in_words", status.in_words)


@register.filter
def mark(value: status.Status) -> str:
    return MARKS[value]


@register.filter
def school_year(year: str) -> str:
    return year.replace("-", "–")


@register.simple_tag
def packet_url(school) -> str:
    """Return the URL of the proof packet of `school` for the current school year."""
    return reverse("posting_packet", args=[school.slug, years.school_year(timezone.localdate())])


@register.inclusion_tag("postings/calendar.html")
def calendar_address(user) -> dict:
    return {"address": due_calendar.address(user)}
