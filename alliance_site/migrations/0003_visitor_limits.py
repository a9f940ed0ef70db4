from django.db import migrations

# As `accounts_limits`, but with the rights of the public door: it cannot touch counts of sign-in attempts.
MAKE = """
CREATE UNLOGGED TABLE "visitor_limits" (
    "cache_key" varchar(255) NOT NULL PRIMARY KEY,
    "value" text NOT NULL,
    "expires" timestamp with time zone NOT NULL
);
CREATE INDEX "visitor_limits_expires" ON "visitor_limits" ("expires");
"""


def make(apps, schema_editor):
    schema_editor.execute(MAKE)


def drop(apps, schema_editor):
    schema_editor.execute('DROP TABLE "visitor_limits"')


class Migration(migrations.Migration):
    dependencies = [("alliance_site", "0002_reminder_days")]

    operations = [migrations.RunPython(make, drop)]
