"""Days for which the archive has a version of a page, shown in the page's history."""

from django import template

from toolkit.published_copy.past_pages import days_of

register = template.Library()


@register.inclusion_tag("wagtailadmin/pages/past_days.html")
def past_days(page):
    return {"page": page, "days": days_of(page)}
