from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from toolkit.worker.process import run


class Command(BaseCommand):
    help = "Publish changes and run queued and scheduled jobs until stopped."

    def handle(self, **options):
        migrations = MigrationExecutor(connection)
        if missing := migrations.migration_plan(migrations.loader.graph.leaf_nodes()):
            raise CommandError(
                f"The database lacks {len(missing)} migrations of this code. Run manage.py migrate first."
            )
        self.stdout.write("The worker is running.")
        run(publish=settings.PUBLISH)
