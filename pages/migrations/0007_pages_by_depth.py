from django.db import migrations


class Migration(migrations.Migration):
    """Menu and footer are pages right below home, and pages in menus below those: few of ten thousand."""

    atomic = False  # an index is made beside the traffic

    dependencies = [
        ("pages", "0006_siteword"),
    ]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX CONCURRENTLY IF NOT EXISTS pages_by_depth ON wagtailcore_page (depth, show_in_menus)",
            "DROP INDEX CONCURRENTLY IF EXISTS pages_by_depth",
        ),
    ]
