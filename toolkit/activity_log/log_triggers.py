"""Triggers that refuse changes of the log, even by the site's own database account, and chain its entries.

An entry gets its number and digest when its transaction commits, one transaction after the other. So long transactions
block no one, and the numbers have no gaps. The digest covers the entry and the digest before it, so a change that
bypasses these triggers breaks the chain from there on (see `verification`).

Only the oldest entries can be deleted, only by a transaction that declares itself the expiry, and never entries younger
than `FLOOR`, whatever a setting says. The deletion adds an entry with the count, the last deleted entry, and the digest
that the rest builds on. The last entry always stays.

`install` runs after each `migrate`. The table's owner can drop the triggers, so `verification` checks for them.
"""

from django.db import connections

from .models import AuditEntry

TABLE = AuditEntry._meta.db_table
EXPIRY = "alliance.audit_expiry"  # a setting of the transaction that may delete
FLOOR = "365 days"
LOCK = 28_2007  # advisory lock, an arbitrary number: one commit at a time appends to the chain
EXPIRED = "audit.expired"

# The digested content. Never change this order: add a new column at the end, and only if it is set.
CONTENT = """jsonb_build_array({entry}.id, {entry}.at AT TIME ZONE 'UTC', {entry}.action, {entry}.actor_key,
    {entry}.actor_name, {entry}.object_label, {entry}.object_key, {entry}.object_title, {entry}.detail,
    {entry}.channel, {entry}.request, {entry}.network)::text"""

GUARD = f"""
CREATE OR REPLACE FUNCTION audit_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    NEW.at := clock_timestamp(); NEW.number := NULL; NEW.digest := '';
    RETURN NEW;
  ELSIF TG_OP = 'UPDATE' THEN
    IF OLD.number IS NULL AND {CONTENT.format(entry="OLD")} = {CONTENT.format(entry="NEW")} THEN
      RETURN NEW;  -- audit_chain sets number and digest
    END IF;
  ELSIF TG_OP = 'DELETE' THEN
    IF current_setting('{EXPIRY}', true) = 'on' AND OLD.at < now() - interval '{FLOOR}' THEN
      RETURN OLD;
    END IF;
  END IF;
  RAISE EXCEPTION 'The activity log is append-only: % is not allowed.', TG_OP
    USING ERRCODE = 'insufficient_privilege';
END $$
"""

CHAIN = f"""
CREATE OR REPLACE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE last record;
BEGIN
  PERFORM pg_advisory_xact_lock({LOCK});
  SELECT number, digest INTO last FROM {TABLE} WHERE number IS NOT NULL ORDER BY number DESC LIMIT 1;
  UPDATE {TABLE} SET number = coalesce(last.number, 0) + 1,
      digest = encode(sha256(convert_to(coalesce(last.digest, '') || {CONTENT.format(entry="NEW")}, 'UTF8')), 'hex')
    WHERE id = NEW.id;
  RETURN NULL;
END $$
"""  # noqa: S608 (constants of this module)

EXPIRE = f"""
CREATE OR REPLACE FUNCTION audit_expire() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  last record;
  actor jsonb := coalesce(nullif(current_setting('alliance.who', true), ''), '{{}}')::jsonb;
BEGIN
  SELECT number, digest, at INTO last FROM deleted ORDER BY number DESC LIMIT 1;
  IF NOT FOUND THEN RETURN NULL; END IF;
  IF EXISTS (SELECT FROM {TABLE} WHERE number < last.number)
      OR NOT EXISTS (SELECT FROM {TABLE} WHERE number > last.number) THEN
    RAISE EXCEPTION 'Only the oldest entries of the activity log can be deleted.'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO {TABLE} (action, actor_key, actor_name, object_label, object_key, object_title, detail, channel,
      request, network, digest)
    SELECT '{EXPIRED}', coalesce(actor ->> 'key', ''), coalesce(actor ->> 'name', session_user), '', '', '',
      jsonb_build_object('count', count(*), 'until', last.at, 'number', last.number, 'digest', last.digest),
      coalesce(actor ->> 'channel', 'database'), coalesce(actor ->> 'request', ''), '', ''
    FROM deleted;
  RETURN NULL;
END $$
"""  # noqa: S608 (constants of this module)

FUNCTIONS = {"audit_guard": GUARD, "audit_chain": CHAIN, "audit_expire": EXPIRE}
TRIGGERS = {
    "audit_guard": "TRIGGER {name} BEFORE INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW",
    "audit_truncate": "TRIGGER {name} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT",
    "audit_chain": "CONSTRAINT TRIGGER {name} AFTER INSERT ON {table} DEFERRABLE INITIALLY DEFERRED FOR EACH ROW",
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
