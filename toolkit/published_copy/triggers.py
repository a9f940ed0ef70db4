"""Triggers that record every change of public content, by a form, a command, or bulk SQL.

They write in the transaction of the change, so a change that is rolled back is never published and a committed one is
never lost. They wake the publisher on commit. Created again after each `migrate`, so new models are covered.
"""

from django.db import connections

from toolkit.drafts import OF_DRAFTS
from toolkit.published_copy.watched_models import owners, shown_models

from .models import Change

CHANNEL = "alliance_changes"  # the NOTIFY channel
FUNCTION = "note_public_change"
TRIGGER = "public_change"

# TG_ARGV: label and column, in pairs. A row that moves to another owner changes both.
NOTE = f"""
CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  drafts text[] := '{{{",".join(OF_DRAFTS)}}}';
  before jsonb := CASE WHEN TG_OP = 'INSERT' THEN '{{}}' ELSE to_jsonb(OLD) - drafts END;
  after jsonb := CASE WHEN TG_OP = 'DELETE' THEN '{{}}' ELSE to_jsonb(NEW) - drafts END;
BEGIN
  IF before = after THEN RETURN NULL; END IF;
  FOR n IN 0 .. TG_NARGS / 2 - 1 LOOP
    INSERT INTO {Change._meta.db_table} (label, key)
      SELECT TG_ARGV[2 * n], key
      FROM (VALUES (before ->> TG_ARGV[2 * n + 1]), (after ->> TG_ARGV[2 * n + 1])) AS keys(key)
      WHERE key IS NOT NULL GROUP BY key;
  END LOOP;
  PERFORM pg_notify('{CHANNEL}', '');
  RETURN NULL;
END $$
"""  # noqa: S608 (names of this module)


def install(using="default", **kwargs) -> None:
    """Create the function and a trigger for each model that pages show. Safe to run again."""
    with connections[using].cursor() as cursor:
        cursor.execute(NOTE)
        for model in shown_models():
            arguments = [text for pair in owners(model) for text in pair]
            cursor.execute(
                f'CREATE OR REPLACE TRIGGER {TRIGGER} AFTER INSERT OR UPDATE OR DELETE ON "{model._meta.db_table}" '
                f"FOR EACH ROW EXECUTE FUNCTION {FUNCTION}({', '.join(['%s'] * len(arguments))})",
                arguments,
            )
