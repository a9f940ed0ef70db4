"""Triggers that note every change of what public pages show, whoever makes it: a form, a command, bulk SQL.

They write into the transaction of the change, so a change that is rolled back is never published and one that is
committed is never forgotten, and they wake the publisher when it commits. Made anew after each `migrate`, so a new
model is covered without anybody thinking of it.
"""

from django.db import connections

from toolkit.drafts import OF_DRAFTS
from toolkit.published_copy.watched_models import owners, shown_models

from .models import Change

CHANNEL = "alliance_changes"  # of PostgreSQL's NOTIFY
FUNCTION = "note_public_change"
TRIGGER = "public_change"

# TG_ARGV: label and column, in pairs. A row that moves from one owner to another changes both.
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
    """Makes the function and, for each model that pages show, its trigger; again and again with the same result."""
    with connections[using].cursor() as cursor:
        cursor.execute(NOTE)
        for model in shown_models():
            arguments = [text for pair in owners(model) for text in pair]
            cursor.execute(
                f'CREATE OR REPLACE TRIGGER {TRIGGER} AFTER INSERT OR UPDATE OR DELETE ON "{model._meta.db_table}" '
                f"FOR EACH ROW EXECUTE FUNCTION {FUNCTION}({', '.join(['%s'] * len(arguments))})",
                arguments,
            )
