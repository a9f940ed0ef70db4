"""The ENGINE of the embedded PostgreSQL.

In addition to Django's keys, the entry in DATABASES has PGDATA (pathlib.Path, the data folder) and
PGSETTINGS (dict of str, the PostgreSQL settings to start it with).
"""

import shutil

from django.db.backends.postgresql import base, client

from toolkit.development_database import folders, server


class DatabaseClient(client.DatabaseClient):
    @classmethod
    def settings_to_cmd_args_env(cls, settings_dict, parameters):
        args, env = super().settings_to_cmd_args_env(settings_dict, parameters)
        if not shutil.which(args[0]):  # prefer the system's psql, which supports line editing
            args[0] = str(folders.binaries(settings_dict["PGDATA"]) / args[0])
        return args, env

    def runshell(self, parameters):
        self.connection.ensure_server()
        super().runshell(parameters)


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
