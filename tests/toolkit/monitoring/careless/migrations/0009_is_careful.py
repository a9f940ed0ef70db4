from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("careless", "0008_reads_all")]
    atomic = False
    operations = [
        migrations.AddField("thing", "color", models.TextField(null=True)),
        migrations.AddField("thing", "shape", models.TextField(db_default="round")),
        AddIndexConcurrently("thing", models.Index(fields=["color"], name="careless_color")),
        AddConstraintNotValid(
            "thing", models.CheckConstraint(condition=models.Q(color__gte="a"), name="careless_colors")
        ),
    ]
