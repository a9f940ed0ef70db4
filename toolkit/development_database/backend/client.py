"""`manage.py dbshell` on the embedded PostgreSQL, with the package's psql if the system has none."""

import shutil

from django.db.backends.postgresql import client

from toolkit.development_database import folders


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
