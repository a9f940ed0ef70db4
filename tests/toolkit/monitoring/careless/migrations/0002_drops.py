from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("careless", "0001_initial")]
    operations = [migrations.RemoveField("thing", "note")]
