from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("careless", "0004_indexes")]
    atomic = False
    operations = [
        migrations.AddField("thing", "shape", models.TextField(db_default="round")),
        AddIndexConcurrently("thing", models.Index(fields=["shape"], name="careless_shape")),
        AddConstraintNotValid(
            "thing", models.CheckConstraint(condition=models.Q(shape__gte="a"), name="careless_shapes")
        ),
    ]
