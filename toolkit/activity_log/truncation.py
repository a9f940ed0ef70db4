"""Triggers that log when a watched table is emptied: TRUNCATE fires no row triggers."""

from django.db import connections

from toolkit.activity_log import table_triggers
from toolkit.activity_log.actors import SETTING
from toolkit.activity_log.log_triggers import TABLE, create_function

from .site import site

FUNCTION = TRIGGER = "audit_emptied"
# TG_ARGV: kind, label.
NOTE = f"""
CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  actor jsonb := coalesce(nullif(current_setting('{SETTING}', true), ''), '{{}}')::jsonb;
  rows bigint;
BEGIN
  EXECUTE format('SELECT count(*) FROM %s', TG_RELID::regclass) INTO rows;
  INSERT INTO {TABLE} (action, actor_key, actor_name, object_label, object_key, object_title, detail, channel, request,
      network, digest)
    VALUES (TG_ARGV[0] || '.emptied', coalesce(actor ->> 'key', ''), coalesce(actor ->> 'name', session_user),
      TG_ARGV[1], '', TG_TABLE_NAME, jsonb_build_object('rows', rows), coalesce(actor ->> 'channel', 'database'),
      coalesce(actor ->> 'request', ''), '', '');
  RETURN NULL;
END $$
"""  # noqa: S608 (constants of this module)


def tables() -> dict[str, str]:
    """Return the first half of the action by model label, for all tables that are watched or copied."""
    return {watched.model: watched.kind for watched in site().WATCHED} | dict.fromkeys(
        table_triggers.TAKEN_IN, "wagtail"
    )


def install(using="default", **kwargs) -> None:
    """Create the function and the triggers. Safe to run again."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NULL", [TABLE])
        if cursor.fetchone()[0]:
            return  # the table does not exist at this migration
        create_function(cursor, FUNCTION, NOTE)
        for label, kind in tables().items():
            meta = table_triggers.model_of(label)._meta
            cursor.execute(
                f'CREATE OR REPLACE TRIGGER {TRIGGER} BEFORE TRUNCATE ON "{meta.db_table}" '
                f"FOR EACH STATEMENT EXECUTE FUNCTION {FUNCTION}(%s, %s)",
                [kind, meta.label_lower],
            )
