"""The tables whose every change is noted, row by row and column by column, whoever makes it.

What a row is called, and what its foreign keys point at, is written in words when it happens, so an entry can be read
when nothing of it is left. Pages and announcements are not among them: Wagtail logs what is done to them, with drafts,
moves and schedules, and its entries are taken in. A test asks of every table which of the two it is, or why neither.
"""

import json
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.db import connections

from toolkit.published_copy.triggers import OF_DRAFTS

from .append_only import TABLE, make
from .who import SETTING

ALL = ("INSERT", "UPDATE", "DELETE")
LONGEST = 300  # characters of a value that are kept
USER = "coalesce(nullif(btrim(r.first_name || ' ' || r.last_name), ''), r.username)"
SCHOOL = "(SELECT s.name FROM schools_school s WHERE s.id = r.school_id)"
NAMED = "r.name"


@dataclass(frozen=True)
class Watched:
    """One table. `kind` is the first half of its actions, `title` what a row `r` is called, in SQL.

    Changes of `quiet` columns are no news, nor of those of drafts and revisions. Of `secret` ones it is noted that they
    changed, never what they hold.
    """

    model: str
    kind: str
    title: str
    quiet: tuple[str, ...] = ()
    secret: tuple[str, ...] = ()
    events: tuple[str, ...] = ALL


GROUP = "(SELECT g.name FROM auth_group g WHERE g.id = r.group_id)"
PERSON = "(SELECT coalesce(nullif(btrim(u.first_name || ' ' || u.last_name), ''), u.username)"
PERSON += " FROM alliance_site_user u WHERE u.id = {})"
OF_USER = PERSON.format("r.user_id")
WORKFLOW = "(SELECT w.name FROM wagtailcore_workflow w WHERE w.id = r.workflow_id)"
PAGE = "(SELECT p.title FROM wagtailcore_page p WHERE p.id = r.page_id)"
COLLECTION = "(SELECT c.name FROM wagtailcore_collection c WHERE c.id = r.collection_id)"
FILE_DETAILS = ("file_size", "file_hash", "focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height")

WATCHED = [
    # Names are noted; an address is personal, and only that it changed matters here.
    Watched("alliance_site.User", "account", USER, quiet=("last_login", "date_joined"), secret=("password", "email")),
    Watched("alliance_site.User_groups", "role", OF_USER),
    Watched("alliance_site.User_user_permissions", "right", OF_USER),
    Watched("mfa.Authenticator", "factor", OF_USER, quiet=("last_used_at", "data"), secret=("data",)),
    Watched(
        "socialaccount.SocialAccount", "link", OF_USER, quiet=("last_login", "extra_data"), secret=("uid", "extra_data")
    ),
    Watched("auth.Group", "group", NAMED),
    Watched("auth.Group_permissions", "right", GROUP),
    Watched("wagtailcore.GroupPagePermission", "right", GROUP),
    Watched("wagtailcore.GroupCollectionPermission", "right", GROUP),
    Watched("wagtailcore.GroupSitePermission", "right", GROUP),
    Watched("wagtailcore.Workflow", "workflow", NAMED),
    Watched("wagtailcore.Task", "workflow", NAMED),
    Watched("wagtailcore.WorkflowTask", "workflow", WORKFLOW),
    Watched("wagtailcore.WorkflowPage", "workflow", WORKFLOW),
    Watched("wagtailcore.WorkflowContentType", "workflow", WORKFLOW),
    Watched(
        "wagtailcore.GroupApprovalTask_groups",
        "workflow",
        "(SELECT t.name FROM wagtailcore_task t WHERE t.id = r.groupapprovaltask_id)",
    ),
    Watched("schools.School", "register", NAMED, quiet=("changed", "latest_revision_id")),
    Watched("schools.Campus", "register", "r.street", quiet=("x", "y", "z", "latest_revision_id")),
    Watched("schools.FormerName", "register", SCHOOL),
    Watched("schools.School_programs", "register", SCHOOL),
    Watched("schools.SchoolStateRecord", "register", SCHOOL),
    Watched("schools.Enrollment", "register", SCHOOL),
    Watched("schools.NextSchool", "register", SCHOOL),
    Watched("schools.Recognition", "register", SCHOOL),
    Watched("schools.StateRecord", "register", NAMED, quiet=("latest_revision_id",)),
    Watched("schools.Program", "register", NAMED),
    Watched("schools.Proposal", "register", SCHOOL),
    Watched("schools.Confirmation", "register", SCHOOL),
    Watched("schools.SchoolTeam", "register", SCHOOL),
    Watched(
        "schools.SchoolTeam_reviewers",
        "register",
        "(SELECT s.name FROM schools_schoolteam t JOIN schools_school s ON s.id = t.school_id"
        " WHERE t.id = r.schoolteam_id)",
    ),
    Watched("schools.SchoolNotice", "notice", SCHOOL, quiet=("saved_at", "saved_by_id")),
    Watched("schools.ImportBatch", "register", NAMED, quiet=("content", "plan", "progress", "total", "decisions")),
    Watched("schools.KeptDifference", "register", f"{SCHOOL} || ', ' || r.field"),
    Watched("schools.Requirement", "posting", "r.code"),
    Watched(
        "schools.Posting",
        "posting",
        f"(SELECT q.code FROM schools_requirement q WHERE q.id = r.requirement_id) || coalesce(', ' || {SCHOOL}, '')",  # noqa: S608 (constants of this module)
    ),
    Watched("schools.Synonym", "register", "r.phrase", quiet=("folded",)),
    Watched(
        "schools.Result",
        "ledger",
        "(SELECT s.name FROM schools_staterecord s WHERE s.id = r.record_id) || ', ' || r.measure || ' ' || r.year",
    ),
    Watched("pages.Figure", "ledger", NAMED),
    Watched("wagtailcore.Site", "site", "r.hostname || ':' || r.port"),
    Watched("wagtailcore.Locale", "site", "r.language_code"),
    Watched("wagtailredirects.Redirect", "site", "r.old_path"),
    Watched(
        "wagtailsearchpromotions.SearchPromotion",
        "site",
        "(SELECT q.query_string FROM wagtailsearchpromotions_query q WHERE q.id = r.query_id)",
    ),
    Watched("wagtailcore.PageViewRestriction", "restriction", PAGE, secret=("password",)),
    Watched("wagtailcore.CollectionViewRestriction", "restriction", COLLECTION, secret=("password",)),
    Watched(
        "wagtailcore.PageViewRestriction_groups",
        "restriction",
        "(SELECT p.title FROM wagtailcore_pageviewrestriction v JOIN wagtailcore_page p ON p.id = v.page_id"
        " WHERE v.id = r.pageviewrestriction_id)",
    ),
    Watched(
        "wagtailcore.CollectionViewRestriction_groups",
        "restriction",
        "(SELECT c.name FROM wagtailcore_collectionviewrestriction v JOIN wagtailcore_collection c"
        " ON c.id = v.collection_id WHERE v.id = r.collectionviewrestriction_id)",
    ),
    Watched("wagtailcore.Collection", "library", NAMED, quiet=("path", "depth", "numchild")),
    Watched("media.SiteImage", "library", "r.title", quiet=FILE_DETAILS),
    Watched("media.SiteDocument", "library", "r.title", quiet=FILE_DETAILS),
    # A visitor writes it, which is nobody's doing here; what it says is never noted.
    Watched(
        "schools.MistakeReport",
        "report",
        f"{SCHOOL} || ', ' || to_char(r.created AT TIME ZONE '{settings.TIME_ZONE}', 'YYYY-MM-DD HH24:MI')",
        quiet=("handled_at", "handled_by_id"),
        secret=("text", "email", "language", "created"),
        events=("UPDATE", "DELETE"),
    ),
]
# What other rows that point there are said to point at.
TITLES = {one.model.lower(): one.title for one in WATCHED if one.title in (USER, NAMED, "r.street", "r.language_code")}
TITLES |= {"wagtailcore.page": "r.title", "auth.permission": "r.name", "contenttypes.contenttype": "r.model"}
TITLES |= {"media.siteimage": "r.title", "media.sitedocument": "r.title", "wagtailcore.site": "r.hostname"}

FUNCTION, TRIGGER = "audit_row", "audit_row"
# TG_ARGV: kind, label, name of the key's column, title, quiet columns, secret columns, titles of foreign keys.
# A change of nothing but quiet columns is none. Neither is one of an account that only signs in.
NOTE = f"""
CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  quiet text[] := TG_ARGV[4];
  secret text[] := TG_ARGV[5];
  pointing jsonb := TG_ARGV[6];
  who jsonb := coalesce(nullif(current_setting('{SETTING}', true), ''), '{{}}')::jsonb;
  before jsonb := CASE WHEN TG_OP = 'INSERT' THEN '{{}}' ELSE to_jsonb(OLD) - quiet END;
  after jsonb := CASE WHEN TG_OP = 'DELETE' THEN '{{}}' ELSE to_jsonb(NEW) - quiet END;
  whole jsonb := CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
  detail jsonb := '{{}}';
  title text; col text; said text[]; pointed text;
BEGIN
  IF before = after THEN RETURN NULL; END IF;
  IF TG_OP = 'DELETE' THEN EXECUTE 'SELECT ' || TG_ARGV[3] || ' FROM (SELECT ($1).*) AS r' INTO title USING OLD;
  ELSE EXECUTE 'SELECT ' || TG_ARGV[3] || ' FROM (SELECT ($1).*) AS r' INTO title USING NEW; END IF;
  FOR col IN SELECT key FROM jsonb_each(before || after) WHERE key <> TG_ARGV[2] ORDER BY key LOOP
    CONTINUE WHEN before -> col IS NOT DISTINCT FROM after -> col;
    IF col = ANY (secret) THEN
      IF TG_OP = 'UPDATE' THEN detail := detail || jsonb_build_object(col, 'changed'); END IF;
      CONTINUE;
    END IF;
    said := ARRAY[before ->> col, after ->> col];
    IF pointing ? col THEN
      FOR side IN 1 .. 2 LOOP
        EXECUTE 'SELECT coalesce((' || (pointing ->> col) || '), ''#'' || $1)' INTO pointed USING said[side];
        said[side] := pointed;
      END LOOP;
    END IF;
    CONTINUE WHEN TG_OP <> 'UPDATE' AND coalesce(said[1], said[2], '') IN ('', '[]', '{{}}');
    detail := detail || jsonb_build_object(col, jsonb_build_array(left(said[1], {LONGEST}), left(said[2], {LONGEST})));
  END LOOP;
  INSERT INTO {TABLE} (action, actor_key, actor_name, object_label, object_key, object_title, detail, channel, request,
      network, digest)
    VALUES (TG_ARGV[0] || CASE TG_OP WHEN 'INSERT' THEN '.added' WHEN 'UPDATE' THEN '.changed' ELSE '.deleted' END,
      coalesce(who ->> 'key', ''), coalesce(who ->> 'name', session_user), TG_ARGV[1], whole ->> TG_ARGV[2],
      coalesce(left(title, {LONGEST}), ''), detail, coalesce(who ->> 'channel', 'database'),
      coalesce(who ->> 'request', ''), '', '');
  RETURN NULL;
END $$
"""  # noqa: S608 (constants of this module)

# TG_ARGV: name of the column of the object's key, labels whose rows are watched. The words of comments stay out.
TAKE_IN_FUNCTION = TAKE_IN_TRIGGER = "audit_wagtail"
TAKE_IN = f"""
CREATE OR REPLACE FUNCTION {TAKE_IN_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  watched text[] := TG_ARGV[1];
  who jsonb := coalesce(nullif(current_setting('{SETTING}', true), ''), '{{}}')::jsonb;
  label text := (SELECT app_label || '.' || model FROM django_content_type WHERE id = NEW.content_type_id);
BEGIN
  IF label = ANY (watched) AND NEW.action IN ('wagtail.create', 'wagtail.edit', 'wagtail.delete') THEN
    RETURN NULL;
  END IF;
  IF NEW.action LIKE 'wagtail.view_restriction.%' THEN RETURN NULL; END IF;  -- its rows are watched
  INSERT INTO {TABLE} (action, actor_key, actor_name, object_label, object_key, object_title, detail, channel, request,
      network, digest)
    VALUES (NEW.action, coalesce(NEW.user_id::text, who ->> 'key', ''),
      coalesce({PERSON.format("NEW.user_id")}, who ->> 'name', session_user), coalesce(label, ''),
      to_jsonb(NEW) ->> TG_ARGV[0], left(NEW.label, {LONGEST}), NEW.data - 'comment',
      coalesce(who ->> 'channel', 'database'), coalesce(who ->> 'request', ''), '', '');
  RETURN NULL;
END $$
"""  # noqa: S608 (constants of this module)
TAKEN_IN = {"wagtailcore.PageLogEntry": "page_id", "wagtailcore.ModelLogEntry": "object_id"}


def install(using="default", **kwargs) -> None:
    """Makes the functions and the triggers of each table; again and again with the same result."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NULL", [TABLE])
        if cursor.fetchone()[0]:
            return  # migrated back to before there was a log
        make(cursor, FUNCTION, NOTE)
        make(cursor, TAKE_IN_FUNCTION, TAKE_IN)
        for one in WATCHED:
            _make(cursor, model_of(one.model), TRIGGER, " OR ".join(one.events), FUNCTION, arguments(one))
        labels = array(one.model.lower() for one in WATCHED)
        for label, column in TAKEN_IN.items():
            _make(cursor, model_of(label), TAKE_IN_TRIGGER, "INSERT", TAKE_IN_FUNCTION, [column, labels])


def _make(cursor, model, trigger, events, function, values) -> None:
    cursor.execute(
        f'CREATE OR REPLACE TRIGGER {trigger} AFTER {events} ON "{model._meta.db_table}" '
        f"FOR EACH ROW EXECUTE FUNCTION {function}({', '.join(['%s'] * len(values))})",
        values,
    )


def arguments(one: Watched) -> list[str]:
    meta = model_of(one.model)._meta
    key = meta.pk.column
    return [
        one.kind,
        meta.label_lower,
        key,
        one.title,
        array((*one.quiet, *OF_DRAFTS)),
        array(one.secret),
        pointing(one),
    ]


def pointing(one: Watched) -> str:
    """For each foreign key of the table, the query for what it points at."""
    queries = {}
    for field in model_of(one.model)._meta.local_fields:
        target = field.related_model._meta if field.many_to_one or field.one_to_one else None
        if target and target.label_lower in TITLES:
            title = TITLES[target.label_lower]
            queries[field.column] = (
                f'SELECT {title} FROM "{target.db_table}" r WHERE r."{target.pk.column}" = $1::bigint'  # noqa: S608 (names of models)
            )
    return json.dumps(queries)


def array(names) -> str:
    return "{" + ",".join(names) + "}"


def model_of(label: str):
    """Also the table between two models: `alliance_site.User_groups`."""
    return apps.get_model(label)
