from django.db import migrations


class Migration(migrations.Migration):
    """Forget the columns of one row per language. A later release drops them, when none reads them."""

    dependencies = [
        ('pages', '0004_move_texts_by_language'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterUniqueTogether(name='announcement', unique_together=set()),
                migrations.AlterUniqueTogether(name='figure', unique_together=set()),
                migrations.RemoveField(model_name='announcement', name='locale'),
                migrations.RemoveField(model_name='announcement', name='translation_key'),
                migrations.RemoveField(model_name='figure', name='locale'),
                migrations.RemoveField(model_name='figure', name='translation_key'),
            ],
        ),
    ]
