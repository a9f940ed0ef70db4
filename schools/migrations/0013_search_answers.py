from django.db import migrations
from wagtail.models import ReferenceIndex as RealReferenceIndex

PATH = 'page'  # the field, in both models


def index_links(apps, schema_editor):
    """Enter the pages of search answers and promoted results in the reference index, as saving them does from now on."""
    page = _content_type(apps, 'wagtailcore', 'page')
    for names in (('schools', 'answer'), ('wagtailsearchpromotions', 'searchpromotion')):
        kind = _content_type(apps, *names)
        for record in apps.get_model(*names).objects.exclude(page=None):
            apps.get_model('wagtailcore', 'ReferenceIndex').objects.update_or_create(
                base_content_type_id=kind,
                object_id=str(record.pk),
                to_content_type_id=page,
                to_object_id=str(record.page_id),
                content_path_hash=RealReferenceIndex._get_content_path_hash(PATH),
                defaults={'content_type_id': kind, 'model_path': PATH, 'content_path': PATH},
            )


def _content_type(apps, app_label, model):
    return apps.get_model('contenttypes', 'ContentType').objects.get_or_create(app_label=app_label, model=model)[0].pk


class Migration(migrations.Migration):

    dependencies = [
        ('schools', '0012_wording'),
        ('contenttypes', '0002_remove_content_type_name'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
        ('wagtailsearchpromotions', '0008_query_verbose_name'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='answer',
            options={'ordering': ['key', 'language'], 'verbose_name': 'search answer', 'verbose_name_plural': 'search answers'},
        ),
        migrations.RunPython(index_links, migrations.RunPython.noop),
    ]
