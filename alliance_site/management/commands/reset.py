import shutil

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from toolkit.development_database import folders, server
from toolkit.development_database.databases import is_embedded
from toolkit.terminal import confirm


class Command(BaseCommand):
    help = "Delete this machine's data: embedded database, uploads, demo logins, and databases of tests. Asks first."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--yes", action="store_true", help="skip the confirmation")

    def handle(self, *, yes, **options):
        if not is_embedded(connection.settings_dict):
            raise CommandError(
                "DATABASE_URL is set. This command deletes only the embedded PostgreSQL. Nothing was deleted."
            )
        data = connection.settings_dict["PGDATA"]
        if server.in_use(data):
            raise CommandError(
                "The site is running. Stop it (Ctrl-C in its terminal), then try again. Nothing was deleted."
            )
        on_disk = settings.VAR / "test"
        tests = {on_disk, folders.in_memory(on_disk)}
        if any(server.in_use(folder / data.name) for folder in tests):
            raise CommandError("Tests are running. Wait until they end, then try again. Nothing was deleted.")
        paths = [data, folders.copied_binaries(data), settings.VAR / "media", settings.VAR / "demo-logins.txt", *tests]
        paths = [path for path in paths if path.exists()]
        if not paths:
            self.stdout.write("There is nothing to delete.")
            return
        self.stdout.write("This permanently deletes the site's database, uploads, and logins on this machine:")
        for path in paths:
            self.stdout.write(f"  {path}")
        if not yes and not confirm("Type yes to delete:", ["yes"]):
            raise CommandError("Canceled. Nothing was deleted.")
        server.stop(data)
        for folder in tests & {*paths}:
            server.stop(folder / data.name)
        for path in paths:
            self.delete(path)
        self.stdout.write("Deleted. Run `make run` to start over.")

    def delete(self, path):
        try:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        except OSError as error:
            raise CommandError(f"Cannot delete {path}: {error.strerror}.") from error
