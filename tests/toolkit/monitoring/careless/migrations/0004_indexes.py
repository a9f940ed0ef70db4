from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("careless", "0003_reads_all")]
    operations = [migrations.AddIndex("thing", models.Index(fields=["size"], name="careless_sizes"))]
