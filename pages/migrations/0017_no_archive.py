import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from wagtail.models import Page as RealPage

FOLDER = '/archived-pages/'


def empty_archive(apps, schema_editor):
    """Move archived pages back below their former parents. They stay unpublished, and their redirects stay."""
    Page = apps.get_model('wagtailcore', 'Page')
    for row in apps.get_model('pages', 'ArchivedPage').objects.order_by('archived_at'):
        homes = Page.objects.filter(depth=2, locale=row.page.locale_id).exclude(url_path=FOLDER).order_by('path')
        parent = Page.objects.filter(pk=row.parent_id).first() or homes.first()
        _move(apps, Page.objects.get(pk=row.page_id), parent, row.slug)
        keys = [change['after']['id'] for change in row.redirects if change['after']]
        detours = apps.get_model('wagtailredirects', 'Redirect').objects.filter(pk__in=keys, is_permanent=False)
        detours.update(automatically_created=True)  # publishing the page again ends them
        row.delete()
    for folder in Page.objects.filter(depth=2, url_path=FOLDER, numchild=0):
        folder.delete()
        Page.objects.filter(depth=1).update(numchild=models.F('numchild') - 1)


def _move(apps, page, parent, slug):
    Page = apps.get_model('wagtailcore', 'Page')
    children = Page.objects.filter(path__startswith=parent.path, depth=parent.depth + 1)
    last, old = children.order_by('path').last(), (page.path, page.url_path, page.depth)
    path = RealPage(path=last.path)._inc_path() if last else f'{parent.path}0001'
    free = _free_slug(slug, set(children.exclude(pk=page.pk).values_list('slug', flat=True)))
    Page.objects.filter(path=old[0][:-4]).update(numchild=models.F('numchild') - 1)
    Page.objects.filter(pk=parent.pk).update(numchild=models.F('numchild') + 1)
    url_path = f'{parent.url_path}{free}/'
    for each in Page.objects.filter(path__startswith=old[0]):
        each.path, each.url_path = path + each.path[len(old[0]) :], url_path + each.url_path[len(old[1]) :]
        each.depth += parent.depth + 1 - old[2]
        each.save(update_fields=['path', 'url_path', 'depth'])
    Page.objects.filter(pk=page.pk).update(slug=free)
    if free != slug:  # drafts have the old one
        for revision in apps.get_model('wagtailcore', 'Revision').objects.filter(pk=page.latest_revision_id):
            revision.content['slug'] = free
            revision.save(update_fields=['content'])


def _free_slug(slug, taken):
    number, free = 1, slug
    while free in taken:
        number += 1
        free = f'{slug}-{number}'
    return free


class Migration(migrations.Migration):
    """Forget the archive of pages. A later release drops its table, when none reads it."""

    dependencies = [
        ('pages', '0016_private_translations'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
        ('wagtailredirects', '0008_add_verbose_name_plural'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # First, because PostgreSQL alters no table with checks that wait. Nothing may refuse that a page or an account is deleted, or that tables are emptied.
        migrations.AlterField(
            model_name='archivedpage',
            name='page',
            field=models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='archived', serialize=False, to='wagtailcore.page'),
        ),
        *(
            migrations.AlterField(
                model_name='archivedpage',
                name=name,
                field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=to),
            )
            for name, to in (('parent', 'wagtailcore.page'), ('target', 'wagtailcore.page'), ('archived_by', settings.AUTH_USER_MODEL))
        ),
        migrations.RunPython(empty_archive, migrations.RunPython.noop),
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel(name='ArchivedPage')]),
    ]
