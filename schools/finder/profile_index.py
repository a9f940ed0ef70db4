"""Maintain `ListedProfile`: one narrow row for each live profile, for ranking and counting."""

from django.db import connection, transaction
from wagtail.models import Page

# Lock the page, so that unpublishing it at the same time also removes its row.
WRITE = f"""
INSERT INTO schools_listedprofile
  (page_id, list_id, school_id, name, level, lowest, highest, area, opened, closed, x, y, z)
SELECT page.id, list.page_ptr_id, school.id, page.title, school.level, school.lowest_grade, school.highest_grade,
       campus.area, school.opened, school.closed, campus.x, campus.y, campus.z
FROM schools_schoolpage AS profile
JOIN wagtailcore_page AS page ON page.id = profile.page_ptr_id
JOIN wagtailcore_page AS parent ON parent.path = left(page.path, -{Page.steplen})
JOIN schools_schoolindexpage AS list ON list.page_ptr_id = parent.id
JOIN schools_school AS school ON school.id = profile.school_id
JOIN schools_campus AS campus ON campus.id = school.campus_id
WHERE page.live {{which}}
FOR SHARE OF page
ON CONFLICT (page_id) DO UPDATE SET
  (list_id, school_id, name, level, lowest, highest, area, opened, closed, x, y, z) = ROW(
    EXCLUDED.list_id, EXCLUDED.school_id, EXCLUDED.name, EXCLUDED.level, EXCLUDED.lowest, EXCLUDED.highest,
    EXCLUDED.area, EXCLUDED.opened, EXCLUDED.closed, EXCLUDED.x, EXCLUDED.y, EXCLUDED.z)
"""  # noqa: S608 (a fixed number)
REMOVE = """
DELETE FROM schools_listedprofile AS row USING wagtailcore_page AS page
WHERE page.id = row.page_id AND NOT page.live {which}
"""


def list_profiles(school_ids: list[int]) -> None:
    """Update the rows of all profiles of these schools."""
    if school_ids:
        _bring_up_to_date(school_ids)


def list_all() -> None:
    """Update all rows, after bulk writes and every night."""
    _bring_up_to_date(None)


@transaction.atomic
def _bring_up_to_date(school_ids: list[int] | None) -> None:
    which, params = ("", []) if school_ids is None else ("AND {}.school_id = ANY(%s)", [school_ids])
    with connection.cursor() as cursor:
        cursor.execute(REMOVE.format(which=which.format("row")), params)
        cursor.execute(WRITE.format(which=which.format("profile")), params)
