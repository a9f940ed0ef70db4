"""Triggers that log every change of the watched tables, row by row and column by column, and when one is emptied.

The title of a row and of the rows its foreign keys point to are stored as text when the change happens, so entries stay
readable after deletions. Wagtail logs what the site does to pages, menu, and announcements, with drafts, moves, and
schedules, and its entries are copied; of their tables, only SQL from elsewhere is logged. A test checks that every
table is watched, copied, or exempt with a reason.

Others keep the log as it was written, even by the site's own database account. Entries are never changed; the worker
only marks them as copied to the log on disk (`copying`). Only the oldest entries can be deleted, only by a transaction
that declares itself the expiry, and never entries younger than `FLOOR`, whatever a setting says. The deletion adds an
entry with the count.

An entry without an actor gets the one that the statement came with. Email addresses lose their domain before they are
stored. `install` runs after each `migrate`. The table's owner can switch the triggers off.
"""

import json
from dataclasses import dataclass
from datetime import timedelta

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection, connections, transaction
from django.utils import timezone

from toolkit.activity_log import site
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
"""  # noqa: S608 (names of ours: the body of a function takes no parameters)

TRIGGERS = {
    "audit_guard": (f"BEFORE INSERT OR UPDATE OR DELETE ON {TABLE} FOR EACH ROW", "audit_guard"),
    "audit_truncate": (f"BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT", "audit_guard"),
    "audit_expire": (f"AFTER DELETE ON {TABLE} REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT", "audit_expire"),
}


# Columns of Wagtail's models that only drafts change and that visitors do not see.
OF_DRAFTS = (
    "draft_title",
    "expired",
    "go_live_at",
    "has_unpublished_changes",
    "latest_revision_created_at",
    "latest_revision_id",
    "locked",
    "locked_at",
    "locked_by_id",
)
ALL = ("INSERT", "UPDATE", "DELETE")
LONGEST = 300  # characters of a value that are stored
PERSON = "(SELECT coalesce(nullif(btrim(u.first_name || ' ' || u.last_name), ''), u.username)"
PERSON += f" FROM {get_user_model()._meta.db_table} u WHERE u.id = {{}})"


@dataclass(frozen=True)
class Watched:
    """One watched table. `kind` is the first half of its actions; `title` is SQL for the title of a row `r`.

    Changes of `quiet` columns, drafts, and revisions are not logged. For `secret` columns the log says that they
    changed, never their values. Of what `wagtail_logs`, only changes from outside the site are logged here.
    """

    model: str
    kind: str
    title: str
    quiet: tuple[str, ...] = ()
    secret: tuple[str, ...] = ()
    events: tuple[str, ...] = ALL
    wagtail_logs: bool = False


# Names of functions and of their triggers.
ROW, WAGTAIL, TRUNCATED = "audit_row", "audit_wagtail", "audit_emptied"
# A statement by psql has no actor; one in a shell of manage.py may be bulk SQL.
OUTSIDE = f"WHEN (coalesce(current_setting('{SETTING}', true), '') SIMILAR TO '(%: manage.py shell\"%)?')"
# A row as JSON, with a field such as `label.es` for each part of a field that is an object.
UNFOLDED = """(SELECT coalesce(jsonb_object_agg(field.key || coalesce('.' || part.key, ''),
      coalesce(part.value, field.value)), '{{}}')
    FROM jsonb_each({row}) AS field LEFT JOIN LATERAL jsonb_each(
      CASE WHEN jsonb_typeof(field.value) = 'object' AND field.key <> ALL (secret) THEN field.value END
    ) AS part ON true WHERE field.value <> '{{}}')"""
# TG_ARGV: kind, label, name of the key's column, title, quiet columns, secret columns, titles of foreign keys, and an
# object with null for each quiet column: they can hold megabytes, so they are left out before a row becomes JSON.
# A change of only quiet columns is not logged, such as an account's last sign-in.
NOTE = f"""
CREATE OR REPLACE FUNCTION {ROW}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  quiet text[] := TG_ARGV[4];
  secret text[] := TG_ARGV[5];
  title_queries jsonb := TG_ARGV[6];
  without_quiet jsonb := TG_ARGV[7];
  before jsonb := '{{}}';
  after jsonb := '{{}}';
  row_key text;
  detail jsonb := '{{}}';
  title text; col text; texts text[]; target_title text;
BEGIN
  IF TG_OP <> 'INSERT' THEN
    OLD := jsonb_populate_record(OLD, without_quiet);
    before := to_jsonb(OLD) - quiet;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    NEW := jsonb_populate_record(NEW, without_quiet);
    after := to_jsonb(NEW) - quiet;
  END IF;
  IF before = after THEN RETURN NULL; END IF;
  row_key := coalesce(after ->> TG_ARGV[2], before ->> TG_ARGV[2]);
  before := {UNFOLDED.format(row="before")};
  after := {UNFOLDED.format(row="after")};
  IF TG_OP = 'DELETE' THEN EXECUTE 'SELECT ' || TG_ARGV[3] || ' FROM (SELECT ($1).*) AS r' INTO title USING OLD;
  ELSE EXECUTE 'SELECT ' || TG_ARGV[3] || ' FROM (SELECT ($1).*) AS r' INTO title USING NEW; END IF;
  FOR col IN SELECT key FROM jsonb_each(before || after) WHERE key <> TG_ARGV[2] ORDER BY key LOOP
    CONTINUE WHEN before -> col IS NOT DISTINCT FROM after -> col;
    IF col = ANY (secret) THEN
      IF TG_OP = 'UPDATE' THEN detail := detail || jsonb_build_object(col, 'changed'); END IF;
      CONTINUE;
    END IF;
    texts := ARRAY[before ->> col, after ->> col];
    IF title_queries ? col THEN
      FOR side IN 1 .. 2 LOOP
        EXECUTE 'SELECT coalesce((' || (title_queries ->> col) || '), ''#'' || $1)' INTO target_title USING texts[side];
        texts[side] := target_title;
      END LOOP;
    END IF;
    CONTINUE WHEN TG_OP <> 'UPDATE' AND coalesce(texts[1], texts[2], '') IN ('', '[]', '{{}}');
    detail := detail
      || jsonb_build_object(col, jsonb_build_array(left(texts[1], {LONGEST}), left(texts[2], {LONGEST})));
  END LOOP;
  INSERT INTO {TABLE} (action, object_label, object_key, object_title, detail)
    VALUES (TG_ARGV[0] || CASE TG_OP WHEN 'INSERT' THEN '.added' WHEN 'UPDATE' THEN '.changed' ELSE '.deleted' END,
      TG_ARGV[1], row_key, left(title, {LONGEST}), detail);
  RETURN NULL;
END $$
"""  # noqa: S608 (names of ours: the body of a function takes no parameters)

# TG_ARGV: column of the object's key, labels of watched models. Texts of comments are left out.
TAKE_IN = f"""
CREATE OR REPLACE FUNCTION {WAGTAIL}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  watched text[] := TG_ARGV[1];
  label text := (SELECT app_label || '.' || model FROM django_content_type WHERE id = NEW.content_type_id);
BEGIN
  IF label = ANY (watched) AND NEW.action IN ('wagtail.create', 'wagtail.edit', 'wagtail.delete') THEN
    RETURN NULL;
  END IF;
  IF NEW.action LIKE 'wagtail.view_restriction.%' THEN RETURN NULL; END IF;  -- its rows are watched
  INSERT INTO {TABLE} (action, actor_key, actor_name, object_label, object_key, object_title, detail)
    VALUES (NEW.action, NEW.user_id::text, {PERSON.format("NEW.user_id")}, label, to_jsonb(NEW) ->> TG_ARGV[0],
      left(NEW.label, {LONGEST}), NEW.data - 'comment');
  RETURN NULL;
END $$
"""  # noqa: S608 (names of ours: the body of a function takes no parameters)

# TRUNCATE fires no row triggers. TG_ARGV: kind, label.
EMPTIED = f"""
CREATE OR REPLACE FUNCTION {TRUNCATED}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  rows bigint;
BEGIN
  EXECUTE format('SELECT count(*) FROM %s', TG_RELID::regclass) INTO rows;
  INSERT INTO {TABLE} (action, object_label, object_title, detail)
    VALUES (TG_ARGV[0] || '.emptied', TG_ARGV[1], TG_TABLE_NAME, jsonb_build_object('rows', rows));
  RETURN NULL;
END $$
"""  # noqa: S608 (names of ours: the body of a function takes no parameters)

TAKEN_IN = {"wagtailcore.PageLogEntry": "page_id", "wagtailcore.ModelLogEntry": "object_id"}
FUNCTIONS = {"audit_guard": GUARD, "audit_expire": EXPIRE, ROW: NOTE, WAGTAIL: TAKE_IN, TRUNCATED: EMPTIED}


def install(using="default", **kwargs) -> None:
    """Create the functions, and the triggers of the log and of each table. Safe to run again."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL, quote_ident(current_schema())", [TABLE])
        has_log, schema = cursor.fetchone()
        if not has_log:  # at its first migrations
            return
        for name, function in FUNCTIONS.items():
            # With a fixed search path, so that a temporary table cannot stand in for one of ours.
            cursor.execute(f"{function}; ALTER FUNCTION {name}() SET search_path = {schema}, pg_temp")
        for name, (event, function) in TRIGGERS.items():
            cursor.execute(
                f"CREATE OR REPLACE TRIGGER {name} {event} EXECUTE FUNCTION {function}();"
                f"ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER {name}"  # also in a session that disables triggers
            )
        _watch(cursor)


def _watch(cursor) -> None:
    """Create the triggers of the watched tables and of Wagtail's log."""
    for watched in site().WATCHED:
        each = f"ROW {OUTSIDE}" if watched.wagtail_logs else "ROW"
        _make(cursor, watched.model, ROW, f"AFTER {' OR '.join(watched.events)}", each, arguments(watched))
    labels = array(watched.model.lower() for watched in site().WATCHED if not watched.wagtail_logs)
    for label, column in TAKEN_IN.items():
        _make(cursor, label, WAGTAIL, "AFTER INSERT", "ROW", [column, labels])
    for label, kind in tables().items():
        values = [kind, apps.get_model(label)._meta.label_lower]
        _make(cursor, label, TRUNCATED, "BEFORE TRUNCATE", "STATEMENT", values)


def _make(cursor, label: str, name: str, event: str, each: str, values: list[str]) -> None:
    cursor.execute(
        f'CREATE OR REPLACE TRIGGER {name} {event} ON "{apps.get_model(label)._meta.db_table}" '
        f"FOR EACH {each.replace('%', '%%')} EXECUTE FUNCTION {name}({', '.join(['%s'] * len(values))})",
        values,
    )


def tables() -> dict[str, str]:
    """Return the first half of the action by model label, for all tables that are watched or copied."""
    return {watched.model: watched.kind for watched in site().WATCHED} | dict.fromkeys(TAKEN_IN, "wagtail")


def arguments(watched: Watched) -> list[str]:
    meta = apps.get_model(watched.model)._meta
    key, quiet = meta.pk.column, (*watched.quiet, *OF_DRAFTS)
    return [
        watched.kind,
        meta.label_lower,
        key,
        watched.title,
        array(quiet),
        array(watched.secret),
        pointing(watched),
        json.dumps(dict.fromkeys(quiet)),
    ]


def pointing(watched: Watched) -> str:
    """Return a JSON object with the title query of each foreign key, by column."""
    queries = {}
    for field in apps.get_model(watched.model)._meta.local_fields:
        target = field.related_model._meta if field.many_to_one or field.one_to_one else None
        if target and target.label_lower in site().TITLES:
            title = site().TITLES[target.label_lower]
            queries[field.column] = (
                f'SELECT {title} FROM "{target.db_table}" r WHERE r."{target.pk.column}" = $1::bigint'  # noqa: S608 (names of models)
            )
    return json.dumps(queries)


def array(names) -> str:
    return "{" + ",".join(names) + "}"


def delete_old() -> int:
    """Delete the entries that are old enough; return how many."""
    old = AuditEntry.objects.filter(at__lt=timezone.now() - timedelta(days=settings.AUDIT_DAYS))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL {EXPIRY} = 'on'")
        count, _by_model = old.delete()
        cursor.execute(f"SET LOCAL {EXPIRY} = 'off'")
    return count
