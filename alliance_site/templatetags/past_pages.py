"""The days of a page's record, in its history."""

from django import template

from toolkit.published_copy.past_pages import days_of

register = template.Library()


@register.inclusion_tag("wagtailadmin/pages/past_days.html")
def past_days(page):
    return {"page": page, "days": days_of(page)}
