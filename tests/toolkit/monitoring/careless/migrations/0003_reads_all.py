from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("careless", "0002_rewrites")]
    operations = [migrations.AddConstraint("thing", models.CheckConstraint(condition=models.Q(size__gte=0), name="careless_size"))]
