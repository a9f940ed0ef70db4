import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('schools', '0019_state_record_revisions'),
    ]

    operations = [
        migrations.CreateModel(
            name='RegisterColumns',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('names', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'columns of the register',
                'verbose_name_plural': 'columns of the register',
            },
        ),
        migrations.AlterField(
            model_name='importbatch',
            name='purpose',
            field=models.CharField(choices=[('import', 'Import'), ('reconcile', 'Reconcile'), ('edit', 'Bulk edit')], default='import', max_length=10, verbose_name='purpose'),
        ),
        migrations.AlterField(
            model_name='importbatch',
            name='state',
            field=models.CharField(choices=[('checking', 'Being checked'), ('checked', 'Checked, not applied'), ('applying', 'Being applied'), ('applied', 'Applied'), ('undoing', 'Being taken back'), ('undone', 'Taken back'), ('failed', 'Cannot be applied')], default='checking', max_length=10, verbose_name='state'),
        ),
    ]
