from django.contrib.postgres.functions import RandomUUID
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("careless", "0001_initial")]
    operations = [migrations.AddField("thing", "key", models.UUIDField(db_default=RandomUUID()))]
