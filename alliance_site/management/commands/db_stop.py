from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from toolkit.development_database import server
from toolkit.development_database.databases import is_embedded


class Command(BaseCommand):
    help = "Stop the embedded PostgreSQL now. A process that still uses it starts it again at its next connection."
    requires_system_checks = []

    def handle(self, **options):
        if not is_embedded(connection.settings_dict):
            raise CommandError("DATABASE_URL is set. This command stops only the embedded PostgreSQL.")
        stopped = server.stop(connection.settings_dict["PGDATA"])
        self.stdout.write(
            "The embedded PostgreSQL was stopped." if stopped else "The embedded PostgreSQL was not running."
        )
