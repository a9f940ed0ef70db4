from datetime import timedelta
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from toolkit.backups import cleanup, encryption
from toolkit.backups.creation import alone, make
from toolkit.backups.errors import BackupError
from toolkit.backups.progress import size
from toolkit.backups.store import Store


class Command(BaseCommand):
    help = "Backs up database, uploads and the archive of the published copy, then deletes backups that are old enough."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="make nothing; show which backups would be deleted")
        parser.add_argument(
            "--check", type=float, metavar="HOURS", help="make nothing; fail if the newest backup is older"
        )
        parser.add_argument("--keep-all", action="store_true", help="delete no old backup")
        parser.add_argument(
            "--anew", action="store_true", help="write every upload again, in place of one that rotted in the store"
        )
        parser.add_argument(
            "--new-key", type=Path, metavar="FILE", help="make no backup but a key: the secret one into FILE"
        )

    def handle(self, *, dry_run, check, keep_all, anew, new_key, **options):
        try:
            if new_key:
                self.key(new_key)
            elif check is not None:
                self.check_age(Store(), timedelta(hours=check))
            elif dry_run:
                self.show(cleanup.doomed(Store(), cleanup.keep()), "would be deleted")
            else:
                self.back_up(Store(), keep_all, anew)
        except BackupError as error:
            raise CommandError(str(error)) from error

    def say(self, line):
        self.stdout.write(line)
        self.stdout.flush()

    def key(self, file):
        public = encryption.new_identity(file)
        self.say(f"{file} opens what is encrypted for its public key. Keep it off this machine. From now on:")
        self.say(f"BACKUP_RECIPIENT={public}")

    def check_age(self, store, allowed):
        whole = [manifest for manifest in store.whole() if not manifest.why]
        if not whole:
            raise BackupError(f"There is no backup in {store}.")
        age = timezone.now() - whole[-1].made
        if age > allowed:
            raise BackupError(f"The newest backup, {whole[-1].name}, is {age.total_seconds() / 3600:.0f} hours old.")
        self.say(f"The newest backup is {whole[-1].name}.")

    def back_up(self, store, keep_all, anew):
        try:
            made = make(store, self.say, anew=anew)
        except BackupError as error:
            raise BackupError(f"{error} No backup was made; those before it are as they were.") from error
        self.say(
            f"Backup {made.name} in {store}: {made.rows:,} rows, {made.files['count']:,} files "
            f"({size(made.dump.size + made.files['bytes'])}){', encrypted' if made.encrypted else ''}"
        )
        if keep_all:
            return
        try:
            with alone():
                found = cleanup.doomed(store, cleanup.keep())
                cleanup.clean(store, found)
        except BackupError as error:
            raise BackupError(f"The backup is made, but old ones could not be deleted: {error}") from error
        self.show(found, "deleted")

    def show(self, found, what):
        for manifest in found.backups:
            self.say(f"{what}: {manifest.name}")
        for name in found.unfinished:
            self.say(f"{what}: {name}, which was never finished")
        if found.objects:
            self.say(f"{what}: {len(found.objects)} files that no backup has")
        if not found:
            self.say(f"nothing {what}")
        for line in found.unreadable:
            self.stderr.write(f"Not deleted, and no file of any backup with it: {line}")
