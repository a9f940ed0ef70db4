from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("careless", "0005_retypes")]
    operations = [migrations.AddIndex("thing", models.Index(fields=["title"], name="careless_title"))]
