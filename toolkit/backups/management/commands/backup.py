from datetime import timedelta

from django.core.management.base import BaseCommand
from django.utils import timezone

from toolkit.backups import creation, repository
from toolkit.backups.repository import BackupError


class Command(BaseCommand):
    help = "Backs up database, uploads, and the archive of the published copy, then deletes old backups."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "--dry-run", action="store_true", help="back up nothing; show which backups would be deleted"
        )
        parser.add_argument(
            "--check", type=float, metavar="HOURS", help="back up nothing; fail if the latest backup is older"
        )
        parser.add_argument("--keep-all", action="store_true", help="delete no old backup")

    def handle(self, *, dry_run, check, keep_all, **options):
        if check is not None:
            self.check_age(timedelta(hours=check))
        elif dry_run:
            repository.forget(dry_run=True)
        else:
            self.back_up(keep_all)

    def check_age(self, allowed):
        latest = repository.find(repository.LATEST)
        age = timezone.now() - latest.time
        if age > allowed:
            raise BackupError(f"The latest backup, {latest.id}, is {age.total_seconds() / 3600:.0f} hours old.")
        self.stdout.write(f"The latest backup is {latest.id}, of {latest.time:%Y-%m-%d %H:%M}.")

    def back_up(self, keep_all):
        try:
            made = creation.make(self.stdout.write)
        except BackupError as error:
            raise BackupError(f"{error} No backup was made. Earlier ones are as they were.") from error
        self.stdout.write(f"Backup {made.id} is in {repository.place()}.")
        if keep_all:
            return
        try:
            repository.forget(dry_run=False)
        except BackupError as error:
            raise BackupError(f"The backup is made, but old ones could not be deleted: {error}") from error
