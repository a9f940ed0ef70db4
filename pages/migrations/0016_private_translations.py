from django.conf import settings
from django.db import migrations


def share(apps, schema_editor):
    """Make the translations of private pages private, as `pages.translation.privacy` does from now on."""
    Page = apps.get_model('wagtailcore', 'Page')
    PageViewRestriction = apps.get_model('wagtailcore', 'PageViewRestriction')
    for restriction in PageViewRestriction.objects.select_related('page__content_type', 'page__locale'):
        is_default = restriction.page.locale.language_code == settings.LANGUAGE_CODE
        if restriction.page.content_type.model == 'homepage' and not is_default:
            continue  # a language that is not open yet
        translations = Page.objects.filter(translation_key=restriction.page.translation_key, view_restrictions=None)
        for page in translations:
            copy = PageViewRestriction.objects.create(
                page=page, restriction_type=restriction.restriction_type, password=restriction.password
            )
            copy.groups.set(restriction.groups.all())


class Migration(migrations.Migration):

    dependencies = [
        ('pages', '0015_wording'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
    ]

    operations = [
        migrations.RunPython(share, migrations.RunPython.noop),
    ]
