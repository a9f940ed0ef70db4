from django.db import migrations

ADD = "ALTER TABLE schools_school ADD COLUMN of_a_fault text"
DROP = "ALTER TABLE schools_school DROP COLUMN of_a_fault"


class Migration(migrations.Migration):
    initial = True
    operations = [migrations.RunSQL(ADD, DROP)]
