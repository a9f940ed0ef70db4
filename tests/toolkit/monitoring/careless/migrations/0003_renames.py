from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("careless", "0002_drops")]
    operations = [migrations.RenameField("thing", "name", "title")]
