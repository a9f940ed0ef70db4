"""Triggers that keep the log as it was written, even by the site's own database account.

Entries are never changed; the worker only marks them as copied to the log on disk (`copying`). Only the oldest entries
can be deleted, only by a transaction that declares itself the expiry, and never entries younger than `FLOOR`, whatever
a setting says. The deletion adds an entry with the count. Email addresses lose their domain before they are stored.

`install` runs after each `migrate`. The table's owner can switch the triggers off.
"""

from django.db import connections

from .models import AuditEntry

TABLE = AuditEntry._meta.db_table
EXPIRY = "alliance.audit_expiry"  # a setting of the transaction that may delete
FLOOR = "365 days"
EXPIRED = "audit.expired"


# An email address, also inside JSON and encoded in a URL: what stays, and what is replaced.
EMAIL = r"""([^[:space:]"@])(@|%40)[^[:space:]"\\/@<>,;]+\.[^[:space:]"\\/@<>,;.[:digit:]]{2,}"""


def masked(text: str) -> str:
    """Return SQL for `text` with the domain of each email address replaced."""
    return rf"regexp_replace({text}, '{EMAIL}', '\1@…', 'gi')"


GUARD = f"""
CREATE OR REPLACE FUNCTION audit_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    NEW.at := clock_timestamp(); NEW.copied := false;
    NEW.actor_name := {masked("NEW.actor_name")};
    NEW.object_title := {masked("NEW.object_title")};
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
DECLARE
  newest timestamptz := (SELECT max(at) FROM deleted);
  actor jsonb := coalesce(nullif(current_setting('alliance.who', true), ''), '{{}}')::jsonb;
BEGIN
  IF newest IS NULL THEN RETURN NULL; END IF;
  IF EXISTS (SELECT FROM {TABLE} WHERE at < newest) THEN
    RAISE EXCEPTION 'Only the oldest entries of the activity log can be deleted.'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO {TABLE} (action, actor_key, actor_name, object_label, object_key, object_title, detail, channel, request,
      network)
    SELECT '{EXPIRED}', coalesce(actor ->> 'key', ''), coalesce(actor ->> 'name', session_user), '', '', '',
      jsonb_build_object('count', count(*), 'until', newest),
      coalesce(actor ->> 'channel', 'database'), coalesce(actor ->> 'request', ''), ''
    FROM deleted;
  RETURN NULL;
END $$
"""  # noqa: S608 (constants of this module)

FUNCTIONS = {"audit_guard": GUARD, "audit_expire": EXPIRE}
TRIGGERS = {
    "audit_guard": "TRIGGER {name} BEFORE INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW",
    "audit_truncate": "TRIGGER {name} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT",
    "audit_expire": "TRIGGER {name} AFTER DELETE ON {table} REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT",
}
ALWAYS = "A"
CALLS = {"audit_truncate": "audit_guard"}  # the others call the function of their name


def install(using="default", **kwargs) -> None:
    """Create functions and triggers. Safe to run again."""
    with connections[using].cursor() as cursor:
        if not has_log(cursor):
            return
        for name, function in FUNCTIONS.items():
            create_function(cursor, name, function)
        states = trigger_states(cursor)
        for name, kind in TRIGGERS.items():
            if name not in states:
                definition = kind.format(name=name, table=TABLE)
                cursor.execute(f"CREATE {definition} EXECUTE FUNCTION {CALLS.get(name, name)}()")
            if states.get(name) != ALWAYS:
                cursor.execute(f"ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER {name}")


def has_log(cursor) -> bool:
    """Return whether the log's table exists: not at its first migrations."""
    cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [TABLE])
    return cursor.fetchone()[0]


def create_function(cursor, name: str, function: str) -> None:
    """Create a function with a fixed search path, so that a temporary table cannot stand in for one of ours."""
    cursor.execute("SELECT quote_ident(current_schema())")
    (schema,) = cursor.fetchone()
    cursor.execute(f"{function}; ALTER FUNCTION {name}() SET search_path = {schema}, pg_temp")


def trigger_states(cursor) -> dict[str, str]:
    """Return the state of each trigger of the log. `A` is always on, even in a session that disables triggers."""
    cursor.execute(
        "SELECT tgname, tgenabled FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal", [TABLE]
    )
    return dict(cursor.fetchall())
