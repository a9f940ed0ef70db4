"""Triggers that log every change of the watched tables, row by row and column by column, and when one is emptied.

Titles, also of the rows that foreign keys point to, are stored as text when the change happens, so entries stay
readable after deletions. A test checks that every table is watched, copied from Wagtail's log, or exempt with a reason.

Others keep the log as it was written, even by the site's own database account. Only the oldest entries can be deleted,
only by a transaction that declares itself the expiry, and never those younger than a year, whatever a setting says. The
table's owner can switch the triggers off.
"""

import json
import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

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
FUNCTIONS = Path(__file__).with_name("functions.sql")
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

TAKEN_IN = {"wagtailcore.PageLogEntry": "page_id", "wagtailcore.ModelLogEntry": "object_id"}


def install(using="default", **kwargs) -> None:
    """Create the functions, and the triggers of the log and of each table. Safe to run again."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL, quote_ident(current_schema())", [TABLE])
        has_log, schema = cursor.fetchone()
        if not has_log:  # at its first migrations
            return
        functions = FUNCTIONS.read_text(encoding="utf-8").replace("{{PERSON}}", PERSON.format("NEW.user_id"))
        for name in re.findall(r"FUNCTION (\w+)\(\)", functions):
            # With a fixed search path, so that a temporary table cannot stand in for one of ours.
            functions += f"ALTER FUNCTION {name}() SET search_path = {schema}, pg_temp;"
        cursor.execute(functions)
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
