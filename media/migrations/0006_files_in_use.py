import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from wagtail.models import Collection as RealCollection

PRIVATE = 'Documents from the archive'


def empty_archive(apps, schema_editor):
    """Archived files are in the library again. Visitors could not download the documents, and still can't."""
    documents = apps.get_model('media', 'SiteDocument').objects.exclude(archived_at=None)
    if documents.exists():
        documents.update(collection=_private_collection(apps))
    for name in ('SiteImage', 'SiteDocument'):
        apps.get_model('media', name).objects.exclude(archived_at=None).update(archived_at=None, archived_by=None)


def _private_collection(apps):
    Collection = apps.get_model('wagtailcore', 'Collection')
    root = Collection.objects.get(depth=1)
    last = Collection.objects.filter(depth=2).order_by('path').last()
    path = RealCollection(path=last.path)._inc_path() if last else f'{root.path}0001'
    collection = Collection.objects.create(name=PRIVATE, path=path, depth=2, numchild=0)
    Collection.objects.filter(pk=root.pk).update(numchild=root.numchild + 1)
    apps.get_model('wagtailcore', 'CollectionViewRestriction').objects.create(
        collection=collection, restriction_type='login'
    )
    return collection


class Migration(migrations.Migration):
    """Forget the archive of files. A later release drops its columns, when none reads them."""

    dependencies = [
        ('media', '0005_library_archive'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # First, because PostgreSQL alters no table with checks that wait. Nothing may refuse that an account is deleted, or that tables are emptied.
        *(
            migrations.AlterField(
                model_name=model,
                name='archived_by',
                field=models.ForeignKey(db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
            )
            for model in ('sitedocument', 'siteimage')
        ),
        migrations.RunPython(empty_archive, migrations.RunPython.noop),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField(model_name=model, name=name)
                for model in ('sitedocument', 'siteimage')
                for name in ('archived_at', 'archived_by', 'was_public')
            ],
        ),
    ]
