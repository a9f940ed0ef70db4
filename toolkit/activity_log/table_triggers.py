"""Triggers that log every change of the watched tables, row by row and column by column, and when one is emptied.

The title of a row and of the rows its foreign keys point to are stored as text when the change happens, so entries stay
readable after deletions. Wagtail logs what the site does to pages, menu, and announcements, with drafts, moves, and
schedules, and its entries are copied; of their tables, only SQL from elsewhere is logged. A test checks that every
table is watched, copied, or exempt with a reason.
"""

import json
from dataclasses import dataclass

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connections

from toolkit.activity_log import site
from toolkit.activity_log.actors import SETTING
from toolkit.activity_log.log_triggers import TABLE, create_function, has_log

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


FUNCTION, TRIGGER = "audit_row", "audit_row"
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
CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$
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
TAKE_IN_FUNCTION = TAKE_IN_TRIGGER = "audit_wagtail"
TAKE_IN = f"""
CREATE OR REPLACE FUNCTION {TAKE_IN_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$
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
EMPTIED_FUNCTION = EMPTIED_TRIGGER = "audit_emptied"
EMPTIED = f"""
CREATE OR REPLACE FUNCTION {EMPTIED_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$
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
FUNCTIONS = {FUNCTION: NOTE, TAKE_IN_FUNCTION: TAKE_IN, EMPTIED_FUNCTION: EMPTIED}


def install(using="default", **kwargs) -> None:
    """Create the functions and the triggers of each table. Safe to run again."""
    with connections[using].cursor() as cursor:
        if not has_log(cursor):
            return
        for name, function in FUNCTIONS.items():
            create_function(cursor, name, function)
        for watched in site().WATCHED:
            events = f"AFTER {' OR '.join(watched.events)}"
            each = f"ROW {OUTSIDE}" if watched.wagtail_logs else "ROW"
            _make(cursor, watched.model, TRIGGER, events, each, FUNCTION, arguments(watched))
        labels = array(watched.model.lower() for watched in site().WATCHED if not watched.wagtail_logs)
        for label, column in TAKEN_IN.items():
            _make(cursor, label, TAKE_IN_TRIGGER, "AFTER INSERT", "ROW", TAKE_IN_FUNCTION, [column, labels])
        for label, kind in tables().items():
            values = [kind, model_of(label)._meta.label_lower]
            _make(cursor, label, EMPTIED_TRIGGER, "BEFORE TRUNCATE", "STATEMENT", EMPTIED_FUNCTION, values)


def _make(cursor, label: str, trigger: str, event: str, each: str, function: str, values: list[str]) -> None:
    cursor.execute(
        f'CREATE OR REPLACE TRIGGER {trigger} {event} ON "{model_of(label)._meta.db_table}" '
        f"FOR EACH {each.replace('%', '%%')} EXECUTE FUNCTION {function}({', '.join(['%s'] * len(values))})",
        values,
    )


def tables() -> dict[str, str]:
    """Return the first half of the action by model label, for all tables that are watched or copied."""
    return {watched.model: watched.kind for watched in site().WATCHED} | dict.fromkeys(TAKEN_IN, "wagtail")


def arguments(watched: Watched) -> list[str]:
    meta = model_of(watched.model)._meta
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
    for field in model_of(watched.model)._meta.local_fields:
        target = field.related_model._meta if field.many_to_one or field.one_to_one else None
        if target and target.label_lower in site().TITLES:
            title = site().TITLES[target.label_lower]
            queries[field.column] = (
                f'SELECT {title} FROM "{target.db_table}" r WHERE r."{target.pk.column}" = $1::bigint'  # noqa: S608 (names of models)
            )
    return json.dumps(queries)


def array(names) -> str:
    return "{" + ",".join(names) + "}"


def model_of(label: str):
    """Return the model, also for many-to-many tables such as `alliance_site.User_groups`."""
    return apps.get_model(label)
