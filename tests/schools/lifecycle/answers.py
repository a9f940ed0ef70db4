"""The office's input for each guided change."""

from schools.models import NextSchool
from tests.factories import SchoolFactory, today

OPEN = "/admin/school-changes/open/"
PAST, AHEAD = today(-2), today(200)
PLACE = {"campus": "", "city": "Los Angeles", "zip": "90011", "latitude": "", "longitude": ""}
NEW_SCHOOL = {
    **PLACE,
    "name": "Alliance Brand New High School",
    "slug": "",
    "level": "high",
    "lowest_grade": "9",
    "highest_grade": "12",
    "street": "1 Brand New Street",
    "area": "South Central",
    "opened": AHEAD,
}
NEW_NAME = "Alliance Someone Else High School"


def renamed(school, **addresses):
    fields = {f"address_{page.pk}": addresses.get(page.locale.language_code, "") for page in school.pages.all()}
    return {"name": NEW_NAME, "day": today(), "tell": "on", "source": "", **fields}


def to(**fields):
    move = {"street": "1 Moved Street", "area": "Watts", "transit": "Bus 3", "day": today(), "tell": "on"}
    return PLACE | move | fields


def into(campus, **fields):
    return to(**dict.fromkeys(("street", "city", "zip", "area"), ""), campus=campus.pk, **fields)


def closing(day, **fields):
    return {"last_day": day, "successor": "", "profile": "stays"} | fields


def merging(day, into, **fields):
    return {"last_day": day, "successor": into.pk, "profile": "leads", "source": ""} | fields


def middle(*high_schools):
    school = SchoolFactory(level="middle", lowest_grade=6, highest_grade=8)
    for order, high in enumerate(high_schools):
        NextSchool.objects.create(school=school, high_school=high, sort_order=order)
    return school
