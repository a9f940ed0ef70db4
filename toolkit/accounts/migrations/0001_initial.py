from django.db import migrations

# The table of Django's database cache, like `createcachetable` but unlogged: counts are written often and may be lost in
# a crash. In Python, because the migration linter would not recognize the table as new.
MAKE = """
CREATE UNLOGGED TABLE "accounts_limits" (
    "cache_key" varchar(255) NOT NULL PRIMARY KEY,
    "value" text NOT NULL,
    "expires" timestamp with time zone NOT NULL
);
CREATE INDEX "accounts_limits_expires" ON "accounts_limits" ("expires");
"""


def make(apps, schema_editor):
    schema_editor.execute(MAKE)


def drop(apps, schema_editor):
    schema_editor.execute('DROP TABLE "accounts_limits"')


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [migrations.RunPython(make, drop)]
