import django.db.models.deletion
import wagtail.contrib.routable_page.models
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('media', '0001_initial'),
        ('pages', '0008_move_figure_values'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='FactsPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('to_review', models.BooleanField(db_default=False, default=False, help_text='The translation is public, but someone at the network should still read it. For staff only.', verbose_name='to be reviewed by the network')),
                ('translation_reason', models.CharField(blank=True, db_default='', default='', help_text='Families who read another language see the older text until it is translated. For staff only: “Urgent correction, Spanish follows on Monday.”', max_length=200, verbose_name='why it goes out before its translation')),
                ('summary', models.CharField(blank=True, help_text='One or two sentences about what readers find here. It appears under the title, in lists, and in search engines. At most 200 characters.', max_length=200, verbose_name='summary')),
                ('listing_image', models.ForeignKey(blank=True, help_text="At the top of the page, in lists, and with shared links: at least 1200 × 630 pixels. It is cropped there. Use “Edit this image” to mark what must stay in view. Without a picture, a landscape is drawn from the page's name.", null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='media.siteimage', verbose_name='picture')),
                ('translates', models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.sourcetext')),
            ],
            options={
                'verbose_name': 'list of figures',
                'verbose_name_plural': 'lists of figures',
            },
            bases=(wagtail.contrib.routable_page.models.RoutablePageMixin, 'wagtailcore.page', models.Model),
        ),
    ]
