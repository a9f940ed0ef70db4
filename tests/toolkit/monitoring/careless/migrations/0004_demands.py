from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("careless", "0003_renames")]
    operations = [migrations.AddField("thing", "kind", models.TextField(default="x"), preserve_default=False)]
