import uuid

import django.db.models.deletion
import modelcluster.fields
import pages.texts
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('pages', '0002_network_contact'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
    ]

    operations = [
        # The columns of one row per language stay, empty for new rows: the previous release still reads them.
        migrations.AlterField(
            model_name='announcement',
            name='locale',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wagtailcore.locale', verbose_name='locale'),
        ),
        migrations.AlterField(
            model_name='announcement',
            name='translation_key',
            field=models.UUIDField(default=uuid.uuid4, editable=False, null=True),
        ),
        migrations.AlterField(
            model_name='figure',
            name='locale',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wagtailcore.locale', verbose_name='locale'),
        ),
        migrations.AlterField(
            model_name='figure',
            name='translation_key',
            field=models.UUIDField(default=uuid.uuid4, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='announcement',
            name='english_only',
            field=models.CharField(blank=True, db_default='', default='', help_text='Only if a language is missing and it cannot wait. Staff see this reason in the history.', max_length=200, verbose_name='why it goes out in English only'),
        ),
        migrations.AddField(
            model_name='announcement',
            name='ready_name',
            field=models.CharField(blank=True, db_default='', default='', help_text='Only for a ready text, such as “Late start”. It is never shown: new announcements start from it. Write what is still open in brackets: [school], [time].', max_length=60, verbose_name='name as a ready text'),
        ),
        migrations.AlterField(
            model_name='announcement',
            name='link_page',
            field=models.ForeignKey(blank=True, help_text='The link appears while this page is published. It leads to the page in the reader’s language.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.page', verbose_name='page of this site'),
        ),
        migrations.CreateModel(
            name='AnnouncementText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=pages.texts.other_languages, max_length=10, verbose_name='language')),
                ('text', models.CharField(blank=True, help_text='The same in this language. At most 200 characters.', max_length=200, verbose_name='text')),
                ('link_text', models.CharField(blank=True, max_length=60, verbose_name='link text')),
                ('announcement', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='pages.announcement')),
            ],
            options={
                'verbose_name': 'announcement in another language',
                'constraints': [models.UniqueConstraint(fields=('announcement', 'language'), name='pages_announcement_text_language')],
            },
        ),
        migrations.CreateModel(
            name='FigureText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=pages.texts.other_languages, max_length=10, verbose_name='language')),
                ('label', models.CharField(blank=True, help_text='Follows the number.', max_length=160, verbose_name='label')),
                ('definition', models.TextField(blank=True, verbose_name='definition')),
                ('as_of', models.CharField(blank=True, max_length=40, verbose_name='as of')),
                ('source', models.CharField(blank=True, max_length=200, verbose_name='source')),
                ('figure', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='pages.figure')),
            ],
            options={
                'verbose_name': 'figure in another language',
                'constraints': [models.UniqueConstraint(fields=('figure', 'language'), name='pages_figure_text_language')],
            },
        ),
    ]
