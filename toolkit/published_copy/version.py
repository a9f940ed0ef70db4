"""The version of the public content in the database."""

from django.db import connection

from .models import Change, PublishRun

# Changes are deleted only after a later run; without a publisher the newest one always stays. So the last run and the
# present changes never give the same version twice. A restored database has another oid.
QUERY = f"""
SELECT (SELECT oid FROM pg_database WHERE datname = current_database()),
       (SELECT max(id) FROM {PublishRun._meta.db_table}),
       count(*), max(id), sum(hashint8extended(id, 0)::numeric)
FROM {Change._meta.db_table}
"""  # noqa: S608 (names of our own tables)


def content_version() -> str:
    """Return text that stays the same until public content changes, as seen from the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(QUERY)
        return " ".join(map(str, cursor.fetchone()))
