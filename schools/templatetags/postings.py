"""Template tags of the tracker of required postings."""

from django import template
from django.urls import reverse
from django.utils import timezone

from schools.postings import due_calendar
from schools.register.school_year import school_year, shown_year

register = template.Library()

register.filter(shown_year)


@register.simple_tag
def packet_url(school) -> str:
    """Return the URL of the proof packet of `school` for the current school year."""
    return reverse("posting_packet", args=[school.slug, school_year(timezone.localdate())])


@register.inclusion_tag("postings/calendar.html")
def calendar_address(user) -> dict:
    return {"address": due_calendar.address(user)}
