"""The map of schools: `{% school_map profiles place=None %}`."""

from django import template

from schools.map.component import school_map

register = template.Library()


@register.inclusion_tag("components/map.html", takes_context=True, name="school_map")
def school_map_tag(context, profiles, place=None, open=False) -> dict:
    """Shows `profiles` (their `school.campus` fetched) on a map, and `place` (`latitude`, `longitude`, `name`).

    Asks the database nothing. One map a page. It is folded away at first unless `open`, or unless it stands beside
    a list (both in one `.with-map`) on a wide screen. Schools without a place are told in its caption; without any
    school or place to show there is no map.
    """
    return {"request": context["request"], "map": school_map(profiles, place), "open": open}
