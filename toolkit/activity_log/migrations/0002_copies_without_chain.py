from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('activity_log', '0001_initial'),
    ]

    operations = [
        # The columns stay, empty for new entries: the previous release still writes them. The next one can drop them.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField(model_name='auditentry', name='number'),
                migrations.RemoveField(model_name='auditentry', name='digest'),
            ],
            database_operations=[
                migrations.RunSQL(
                    """
                    ALTER TABLE activity_log_auditentry ALTER COLUMN digest SET DEFAULT '';
                    DROP TRIGGER IF EXISTS audit_chain ON activity_log_auditentry;
                    DROP FUNCTION IF EXISTS audit_chain();
                    """,
                    migrations.RunSQL.noop,
                ),
            ],
        ),
        migrations.AddField(
            model_name='auditentry',
            name='copied',
            field=models.BooleanField(db_default=False),
        ),
    ]
