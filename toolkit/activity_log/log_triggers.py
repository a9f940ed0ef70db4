"""PostgreSQL refuses to change the log, for the site's own account too, and chains its entries.

An entry gets its number and digest when its transaction commits, one transaction after the other, so that nobody waits
for somebody else's long work and yet the order has no gaps. The digest is of the entry and of the digest before it:
whoever changes an entry past these triggers breaks the chain from there on (`chain`).

Entries may be deleted only from the old end, only by a transaction that says it is the expiry, never younger than
`FLOOR` whatever a setting says, and not without an entry that tells how many, up to which, and the digest that the rest
hangs on. The last entry stays.

Made anew after each `migrate`, from here. Whoever owns the table can take the triggers off: `chain` looks for them.
"""

from django.db import connections

from .models import AuditEntry

TABLE = AuditEntry._meta.db_table
EXPIRY = "alliance.audit_expiry"  # a setting of the transaction that may delete
FLOOR = "365 days"
LOCK = 28_2007  # an arbitrary number: one commit at a time puts its entries at the end of the chain
EXPIRED = "audit.expired"

# What the digest is of, in an order that stays: a later column goes last, and only if it is set.
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
      RETURN NEW;  -- its place in the chain
    END IF;
  ELSIF TG_OP = 'DELETE' THEN
    IF current_setting('{EXPIRY}', true) = 'on' AND OLD.at < now() - interval '{FLOOR}' THEN
      RETURN OLD;
    END IF;
  END IF;
  RAISE EXCEPTION 'The audit log only grows: % is refused.', TG_OP USING ERRCODE = 'insufficient_privilege';
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
  who jsonb := coalesce(nullif(current_setting('alliance.who', true), ''), '{{}}')::jsonb;
BEGIN
  SELECT number, digest, at INTO last FROM gone ORDER BY number DESC LIMIT 1;
  IF NOT FOUND THEN RETURN NULL; END IF;
  IF EXISTS (SELECT FROM {TABLE} WHERE number < last.number)
      OR NOT EXISTS (SELECT FROM {TABLE} WHERE number > last.number) THEN
    RAISE EXCEPTION 'The audit log loses its oldest entries only.' USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO {TABLE} (action, actor_key, actor_name, object_label, object_key, object_title, detail, channel,
      request, network, digest)
    SELECT '{EXPIRED}', coalesce(who ->> 'key', ''), coalesce(who ->> 'name', session_user), '', '', '',
      jsonb_build_object('count', count(*), 'until', last.at, 'number', last.number, 'digest', last.digest),
      coalesce(who ->> 'channel', 'database'), coalesce(who ->> 'request', ''), '', ''
    FROM gone;
  RETURN NULL;
END $$
"""  # noqa: S608 (constants of this module)

FUNCTIONS = {"audit_guard": GUARD, "audit_chain": CHAIN, "audit_expire": EXPIRE}
TRIGGERS = {
    "audit_guard": "TRIGGER {name} BEFORE INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW",
    "audit_truncate": "TRIGGER {name} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT",
    "audit_chain": "CONSTRAINT TRIGGER {name} AFTER INSERT ON {table} DEFERRABLE INITIALLY DEFERRED FOR EACH ROW",
    "audit_expire": "TRIGGER {name} AFTER DELETE ON {table} REFERENCING OLD TABLE AS gone FOR EACH STATEMENT",
}
ALWAYS = "A"
CALLS = {"audit_truncate": "audit_guard"}  # the others call the function of their name


def install(using="default", **kwargs) -> None:
    """Makes functions and triggers; again and again with the same result."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NULL", [TABLE])
        if cursor.fetchone()[0]:
            return  # migrated back to before there was a log
        for name, function in FUNCTIONS.items():
            make(cursor, name, function)
        states = enabled(cursor)
        for name, kind in TRIGGERS.items():
            if name not in states:
                made = kind.format(name=name, table=TABLE)
                cursor.execute(f"CREATE {made} EXECUTE FUNCTION {CALLS.get(name, name)}()")
            if states.get(name) != ALWAYS:
                cursor.execute(f"ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER {name}")


def make(cursor, name: str, function: str) -> None:
    """Makes a function that finds the tables of the site, and never one of the same name that a session has made up."""
    cursor.execute("SELECT quote_ident(current_schema())")
    (schema,) = cursor.fetchone()
    cursor.execute(f"{function}; ALTER FUNCTION {name}() SET search_path = {schema}, pg_temp")


def enabled(cursor) -> dict[str, str]:
    """PostgreSQL's word for each trigger of the log: `A` is always, also for a session that switched others off."""
    cursor.execute(
        "SELECT tgname, tgenabled FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal", [TABLE]
    )
    return dict(cursor.fetchall())
