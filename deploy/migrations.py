"""Check in `make check` that migrations can run while the previous release still serves visitors.

The previous release's code keeps reading and writing, and no table may be locked while it is read in full. Make other
changes in steps: add the new column (nullable, or with a `db_default`), release, fill it, release, remove the old one.
Add indexes with `AddIndexConcurrently` in a non-atomic migration, and constraints with `AddConstraintNotValid` and
later `ValidateConstraint` (all in `django.contrib.postgres.operations`).

These are the settings for `manage.py lintmigrations`, which reads the test database and does not change it. They add
rules for PostgreSQL: column changes that rewrite a table, and constraints that read all of it.
"""

import re

from django_migration_linter.sql_analyser.base import Check, CheckMode, CheckType
from django_migration_linter.sql_analyser.postgresql import PostgresqlAnalyser

from alliance_site.settings.test import *
from alliance_site.settings.test import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "django_migration_linter"]
MIGRATION_LINTER_OPTIONS = {
    "include_apps": [
        "alliance_site",
        "schools",
        "pages",
        "media",
        "accounts",
        "activity_log",
        "published_copy",
        "worker",
    ],
    "warnings_as_errors": [],  # empty means all
    "quiet": ["ok", "ignore"],
    "no_cache": True,
    "sql_analyser": "postgresql",
    "ignore_name": ["0001_initial"],  # runs on an empty database, without a previous release
}
# A column with a different value in each row rewrites the table; a constant default does not.
OF_EACH_ROW = re.compile(
    r"ADD COLUMN .*(DEFAULT .*\b(gen_random_uuid|uuid_generate_v\d\w*|uuidv\d|random|clock_timestamp|timeofday|nextval)"
    r"\(|\bSTORED\b|\bAS IDENTITY\b|\b(small|big)?serial\b)",
    re.IGNORECASE,
)
CONSTRAINT = re.compile(r'ALTER TABLE (".*?") ADD CONSTRAINT .* (CHECK|FOREIGN KEY|EXCLUDE)\b', re.IGNORECASE)


def rewrites(statement: str, **kwargs) -> bool:
    return bool(OF_EACH_ROW.search(statement))


def reads_whole_table(statements: list[str], **kwargs) -> bool:
    """Return whether a constraint is added to an existing table and checked while the table is locked."""
    new = {match[1] for match in (re.match(r'CREATE TABLE (".*?")', statement) for statement in statements) if match}
    matches = (CONSTRAINT.search(statement) for statement in statements if "NOT VALID" not in statement)
    return any(match[1] not in new for match in matches if match)


PostgresqlAnalyser.migration_checks = [
    *PostgresqlAnalyser.migration_checks,
    Check("REWRITE", rewrites, "ADDING a column that rewrites the table", CheckMode.ONE_LINER, CheckType.ERROR),
    Check(
        "CONSTRAINT",
        reads_whole_table,
        "ADDING a constraint that reads the locked table: use AddConstraintNotValid",
        CheckMode.TRANSACTION,
        CheckType.ERROR,
    ),
]
