"""What the linter does not know of PostgreSQL: tables that are written anew, and constraints that read them whole."""

import re

from django_migration_linter.sql_analyser.base import Check, CheckMode, CheckType
from django_migration_linter.sql_analyser.postgresql import PostgresqlAnalyser

# A column that differs from row to row has to be written into each of them; a plain default has not.
OF_EACH_ROW = re.compile(
    r"ADD COLUMN .*(DEFAULT .*\b(gen_random_uuid|uuid_generate_v\d\w*|uuidv\d|random|clock_timestamp|timeofday|nextval)"
    r"\(|\bSTORED\b|\bAS IDENTITY\b|\b(small|big)?serial\b)",
    re.IGNORECASE,
)
CONSTRAINT = re.compile(r'ALTER TABLE (".*?") ADD CONSTRAINT .* (CHECK|FOREIGN KEY|EXCLUDE)\b', re.IGNORECASE)


def rewrites(statement: str, **kwargs) -> bool:
    return bool(OF_EACH_ROW.search(statement))


def reads_whole_table(statements: list[str], **kwargs) -> bool:
    """Whether a constraint is put on a table that is not new, and checked while the table is locked."""
    new = {match[1] for match in (re.match(r'CREATE TABLE (".*?")', statement) for statement in statements) if match}
    found = (CONSTRAINT.search(statement) for statement in statements if "NOT VALID" not in statement)
    return any(match[1] not in new for match in found if match)


def add() -> None:
    """Have the linter follow these, too."""
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
