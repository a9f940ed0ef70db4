from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("alliance_site", "0006_limits")]

    operations = [
        migrations.RunSQL(
            'UPDATE "alliance_site_user" SET "email" = lower("email") WHERE "email" <> lower("email")',
            migrations.RunSQL.noop,
        )
    ]
