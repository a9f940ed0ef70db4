from django.db import migrations

# What `schools.finder.profile_index` writes of every live profile, as it was when the table came.
FILL = """
INSERT INTO schools_listedprofile
  (page_id, list_id, school_id, name, level, lowest, highest, area, opened, closed, x, y, z)
SELECT page.id, list.page_ptr_id, school.id, page.title, school.level, school.lowest_grade, school.highest_grade,
       campus.area, school.opened, school.closed, campus.x, campus.y, campus.z
FROM schools_schoolpage AS profile
JOIN wagtailcore_page AS page ON page.id = profile.page_ptr_id
JOIN wagtailcore_page AS parent ON parent.path = left(page.path, -4)
JOIN schools_schoolindexpage AS list ON list.page_ptr_id = parent.id
JOIN schools_school AS school ON school.id = profile.school_id
JOIN schools_campus AS campus ON campus.id = school.campus_id
WHERE page.live
"""


class Migration(migrations.Migration):
    dependencies = [
        ("schools", "0013_listed_profiles"),
    ]

    operations = [
        migrations.RunSQL(FILL, "DELETE FROM schools_listedprofile"),
    ]
