"""Triggers that keep the log as it was written, even by the site's own database account.

Entries are never changed; the worker only marks them as copied to the log on disk (`copying`). Only the oldest entries
can be deleted, only by a transaction that declares itself the expiry, and never entries younger than `FLOOR`, whatever
a setting says. The deletion adds an entry with the count.

An entry without an actor gets the one that the statement came with. Email addresses lose their domain before they are
stored.

`install` runs after each `migrate`. The table's owner can switch the triggers off.
"""

from datetime import timedelta

from django.conf import settings
from django.db import connection, connections, transaction
from django.utils import timezone

from toolkit.activity_log.actors import SETTING
from toolkit.activity_log.models import AuditEntry

TABLE = AuditEntry._meta.db_table
EXPIRY = "site.audit_expiry"  # a setting of the transaction that may delete
FLOOR = "365 days"
EXPIRED = "audit.expired"
# An email address, also inside JSON and encoded in a URL: what stays, and what is replaced.
EMAIL = r"""([^[:space:]"@])(@|%40)[^[:space:]"\\/@<>,;]+\.[^[:space:]"\\/@<>,;.[:digit:]]{2,}"""


def masked(text: str) -> str:
    """Return SQL for `text` with the domain of each email address replaced."""
    return rf"regexp_replace({text}, '{EMAIL}', '\1@…', 'gi')"


GUARD = f"""
CREATE OR REPLACE FUNCTION audit_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  actor jsonb := coalesce(nullif(current_setting('{SETTING}', true), ''), '{{}}')::jsonb;
BEGIN
  IF TG_OP = 'INSERT' THEN
    NEW.at := clock_timestamp(); NEW.copied := false;
    NEW.actor_key := coalesce(NEW.actor_key, actor ->> 'key', '');
    NEW.actor_name := {masked("coalesce(NEW.actor_name, actor ->> 'name', session_user)")};
    NEW.channel := coalesce(NEW.channel, actor ->> 'channel', 'database');
    NEW.request := coalesce(NEW.request, actor ->> 'request', '');
    NEW.network := coalesce(NEW.network, '');
    NEW.object_label := coalesce(NEW.object_label, '');
    NEW.object_key := coalesce(NEW.object_key, '');
    NEW.object_title := {masked("coalesce(NEW.object_title, '')")};
    NEW.detail := {masked("NEW.detail::text")}::jsonb;
    RETURN NEW;
  ELSIF TG_OP = 'UPDATE' THEN
    IF NEW.copied AND to_jsonb(OLD) - 'copied' = to_jsonb(NEW) - 'copied' THEN RETURN NEW; END IF;
  ELSIF TG_OP = 'DELETE' THEN
    IF current_setting('{EXPIRY}', true) = 'on' AND OLD.at < now() - interval '{FLOOR}' THEN
      RETURN OLD;
    END IF;
  END IF;
  RAISE EXCEPTION 'The activity log is append-only: % is not allowed.', TG_OP
    USING ERRCODE = 'insufficient_privilege';
END $$
"""

EXPIRE = f"""
CREATE OR REPLACE FUNCTION audit_expire() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE newest timestamptz := (SELECT max(at) FROM deleted);
BEGIN
  IF newest IS NULL THEN RETURN NULL; END IF;
  IF EXISTS (SELECT FROM {TABLE} WHERE at < newest) THEN
    RAISE EXCEPTION 'Only the oldest entries of the activity log can be deleted.'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO {TABLE} (action, detail)
    SELECT '{EXPIRED}', jsonb_build_object('count', count(*), 'until', newest) FROM deleted;
  RETURN NULL;
END $$
"""  # noqa: S608 (constants of this module)

FUNCTIONS = {"audit_guard": GUARD, "audit_expire": EXPIRE}
TRIGGERS = {
    "audit_guard": (f"BEFORE INSERT OR UPDATE OR DELETE ON {TABLE} FOR EACH ROW", "audit_guard"),
    "audit_truncate": (f"BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT", "audit_guard"),
    "audit_expire": (f"AFTER DELETE ON {TABLE} REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT", "audit_expire"),
}


def install(using="default", **kwargs) -> None:
    """Create functions and triggers. Safe to run again."""
    with connections[using].cursor() as cursor:
        if not has_log(cursor):
            return
        for name, function in FUNCTIONS.items():
            create_function(cursor, name, function)
        for name, (event, function) in TRIGGERS.items():
            cursor.execute(
                f"CREATE OR REPLACE TRIGGER {name} {event} EXECUTE FUNCTION {function}();"
                f"ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER {name}"  # also in a session that disables triggers
            )


def has_log(cursor) -> bool:
    """Return whether the log's table exists: not at its first migrations."""
    cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [TABLE])
    return cursor.fetchone()[0]


def create_function(cursor, name: str, function: str) -> None:
    """Create a function with a fixed search path, so that a temporary table cannot stand in for one of ours."""
    cursor.execute("SELECT quote_ident(current_schema())")
    (schema,) = cursor.fetchone()
    cursor.execute(f"{function}; ALTER FUNCTION {name}() SET search_path = {schema}, pg_temp")


def delete_old() -> int:
    """Delete the entries that are old enough; return how many."""
    old = AuditEntry.objects.filter(at__lt=timezone.now() - timedelta(days=settings.AUDIT_DAYS))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL {EXPIRY} = 'on'")
        count, _by_model = old.delete()
        cursor.execute(f"SET LOCAL {EXPIRY} = 'off'")
    return count
