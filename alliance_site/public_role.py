"""What the database lets the public door do (`SERVES=public`), whose account is the setting PUBLIC_ROLE.

It reads what public pages show and what the finder and search need, and adds what visitors send. PostgreSQL refuses
everything else: drafts, accounts, sessions, answers, and every change of content. Granted again after each
`migrate`, so a new table is closed until it is shown or listed here.
"""

from django.apps import apps
from django.conf import settings
from django.core.management.base import CommandError
from django.db import connections, transaction
from django.db.migrations.recorder import MigrationRecorder
from django_tasks_db.models import DBTaskResult

from alliance_site.notifications.visitors import send_mails_about_answer as about_answer
from alliance_site.notifications.visitors import send_mails_about_mistake as about_mistake
from toolkit.published_copy.triggers import shown_models

# Tables that pages are made from but do not show.
ALSO_READ = (
    "auth.Group",  # whom a private page is for
    "contenttypes.ContentType",
    "published_copy.Change",
    "published_copy.PublishRun",
    "schools.SchoolDeletion",
    "wagtailcore.CollectionViewRestriction_groups",
    "wagtailcore.PageViewRestriction_groups",
    "wagtailsearch.IndexEntry",
    "wagtailsearchpromotions.Query",
    "wagtailsearchpromotions.SearchPromotion",
    "worker.WorkerBeat",  # for /readyz, as the columns of jobs below
)
# What visitors' requests write or read in part. The columns are those of `RETURNING` and of hourly limits; answers
# cannot be read.
PARTS = {
    "django_tasks_database.DBTaskResult": "INSERT, SELECT (id, status, backend_name, queue_name, run_after, priority)",
    "media.SiteRendition": "INSERT",
    "pages.FormAnswer": "INSERT, SELECT (id, submit_time)",
    "pages.MissingAddress": "SELECT, INSERT, UPDATE",
    "published_copy.Change": "INSERT",
    "schools.MistakeReport": "INSERT, SELECT (id, created)",
    "schools.SearchMiss": "SELECT, INSERT, UPDATE",
    "wagtailcore.ModelLogEntry": "SELECT (id, content_type_id, object_id, action, timestamp)",  # versions of alerts
}
JOBS = (about_answer, about_mistake)  # all that this account may queue

REFUSE = """
CREATE OR REPLACE FUNCTION refuse_job() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'This account may not queue %.', NEW.task_path USING ERRCODE = 'insufficient_privilege';
END $$
"""


def grant(using="default", **kwargs) -> None:
    """Give PUBLIC_ROLE these rights and no others. Without the setting, do nothing."""
    if not settings.PUBLIC_ROLE or using != "default":
        return
    role = connections[using].ops.quote_name(settings.PUBLIC_ROLE)
    with transaction.atomic(using), connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(current_schema()), EXISTS (SELECT FROM pg_roles WHERE rolname = %s)",
            [settings.PUBLIC_ROLE],
        )
        schema, is_there = cursor.fetchone()
        if not is_there:
            raise CommandError(f"The database has no account {settings.PUBLIC_ROLE}. Create it: see docs/install.md.")
        cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {role}")
        cursor.execute(f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA {schema} FROM {role}")
        cursor.execute(f"GRANT USAGE ON SCHEMA {schema} TO {role}")
        for table, rights in tables().items():
            cursor.execute(f'GRANT {rights} ON "{table}" TO {role}')
        _limit_jobs(cursor)


def tables() -> dict[str, str]:
    """Return the rights by table."""
    read = [model._meta.db_table for model in shown_models()]
    read += [apps.get_model(label)._meta.db_table for label in ALSO_READ]
    rights = dict.fromkeys([*read, MigrationRecorder.Migration._meta.db_table], "SELECT")
    rights[settings.CACHES["visitor_limits"]["LOCATION"]] = "SELECT, INSERT, UPDATE, DELETE"
    for label, written in PARTS.items():
        table = apps.get_model(label)._meta.db_table
        rights[table] = f"{rights[table]}, {written}" if table in rights else written
    return rights


def _limit_jobs(cursor) -> None:
    """Refuse jobs other than `JOBS`: the worker runs whatever is queued with the rights of staff."""
    cursor.execute(REFUSE)
    cursor.execute(
        f'CREATE OR REPLACE TRIGGER visitor_jobs BEFORE INSERT ON "{DBTaskResult._meta.db_table}" FOR EACH ROW '
        "WHEN (current_user = %s AND NEW.task_path <> ALL (%s)) EXECUTE FUNCTION refuse_job()",
        [settings.PUBLIC_ROLE, [job.module_path for job in JOBS]],
    )
