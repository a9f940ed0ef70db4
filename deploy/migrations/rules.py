"""Linter rules for PostgreSQL: column changes that rewrite a table, and constraints that read all of it."""

import re

from django_migration_linter.sql_analyser.base import Check, CheckMode, CheckType
from django_migration_linter.sql_analyser.postgresql import PostgresqlAnalyser

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


def add() -> None:
    """Add these rules to the linter."""
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
