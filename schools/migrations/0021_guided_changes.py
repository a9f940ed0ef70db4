import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('schools', '0020_register_columns_and_bulk_edits'),
    ]

    operations = [
        migrations.AddField(
            model_name='school',
            name='successor',
            field=models.ForeignKey(blank=True, db_index=False, help_text='Only when the school closes: the school that its profile leads families to.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='predecessors', to='schools.school', verbose_name='families turn to'),
        ),
        migrations.AlterField(
            model_name='importbatch',
            name='purpose',
            field=models.CharField(choices=[('import', 'Import'), ('reconcile', 'Reconcile'), ('edit', 'Bulk edit'), ('guided', 'Guided change')], default='import', max_length=10, verbose_name='purpose'),
        ),
    ]
