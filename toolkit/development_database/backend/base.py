"""The ENGINE of the embedded PostgreSQL.

Besides Django's keys the entry of DATABASES has PGDATA (pathlib.Path, the data folder) and
PGSETTINGS (dict of str, PostgreSQL settings to start it with).
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
            # It may have crashed or been stopped since this process began.
            self.ensure_server(check=True)
            return super().get_new_connection(conn_params)
