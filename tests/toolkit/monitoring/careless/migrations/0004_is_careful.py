from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("careless", "0003_reads_all")]
    operations = [
        migrations.AddField("thing", "shape", models.TextField(db_default="round")),
        AddConstraintNotValid(
            "thing", models.CheckConstraint(condition=models.Q(shape__gte="a"), name="careless_shapes")
        ),
    ]
