"""The map of schools: `{% school_map profiles place=None %}`."""

from django import template
from django.conf import settings

from schools.map.component import school_map

register = template.Library()


@register.inclusion_tag("components/map.html", takes_context=True, name="school_map")
def school_map_tag(context, profiles, place=None) -> dict:
    """Show `profiles` on a map, and `place`, which was searched. One map per page.

    Makes no queries, so fetch the profiles with `school.campus`. The map starts collapsed unless it is next to a list
    (both in one `.with-map`) on a wide screen. Its caption has the number of schools without coordinates. If there is
    nothing to show, there is no map.
    """
    return {"request": context["request"], "network": settings.NETWORK, "map": school_map(profiles, place)}
