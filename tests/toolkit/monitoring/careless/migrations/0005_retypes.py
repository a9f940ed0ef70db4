from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("careless", "0004_demands")]
    operations = [migrations.AlterField("thing", "size", models.TextField(null=True))]
