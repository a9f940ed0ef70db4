"""The ENGINE of the embedded PostgreSQL.

In addition to Django's keys, the entry in DATABASES has PGDATA (pathlib.Path, the data folder) and
PGSETTINGS (dict of str, the PostgreSQL settings to start it with).
"""

from django.db.backends.postgresql import base

from toolkit.development_database import server

from .client import DatabaseClient


class DatabaseWrapper(base.DatabaseWrapper):
    client_class = DatabaseClient

    def ensure_server(self, **options):
        server.ensure(self.settings_dict["PGDATA"], self.settings_dict["PGSETTINGS"], **options)

    def get_new_connection(self, conn_params):
        self.ensure_server()
        try:
            return super().get_new_connection(conn_params)
        except self.Database.OperationalError:
            # The server may have crashed or been stopped since this process started.
            self.ensure_server(check=True)
            return super().get_new_connection(conn_params)
