from django.core.management.base import BaseCommand, CommandError

from toolkit.backups import manifest, repository, restore
from toolkit.backups.errors import BackupError
from toolkit.backups.verification import verify


class Command(BaseCommand):
    help = "Lists backups; proves one (--verify); or puts one in place of the site's data, after asking."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("name", nargs="?", help="of a backup, or 'latest'; without it they are listed")
        parser.add_argument(
            "--verify",
            action="store_true",
            help="change nothing: read every backup, restore one into a scratch database and compare",
        )
        parser.add_argument("--yes", action="store_true", help="do not ask")
        parser.add_argument(
            "--in-place", action="store_true", help="restore inside the site's database, not into a fresh one"
        )
        parser.add_argument("--without-backup", action="store_true", help="do not back up the present data first")
        parser.add_argument("--undo", action="store_true", help="exchange the data with those the last restore kept")
        parser.add_argument("--forget", action="store_true", help="delete the data that restores have kept")

    def handle(self, *, name, verify, undo, forget, **options):
        try:
            if undo or forget:
                self.undo(options["yes"]) if undo else self.forget(options["yes"])
            elif verify:
                self.verify(repository.find(name or repository.LATEST))
            elif name:
                self.restore(repository.find(name), options)
            else:
                self.list()
        except BackupError as error:
            raise CommandError(str(error)) from error

    def say(self, line):
        self.stdout.write(line)
        self.stdout.flush()

    def list(self):
        snapshots = repository.snapshots()
        for snapshot in snapshots:
            self.say(str(snapshot))
        self.say(f"{len(snapshots)} {'backup' if len(snapshots) == 1 else 'backups'} in {repository.place()}")
        for one in restore.kept():
            self.say(f"Kept from before a restore: {one} (--undo exchanges, --forget deletes)")
        for one in restore.left():
            self.say(f"Left by a restore or verification that was ended, or runs now: {one} (--forget deletes)")

    def verify(self, snapshot):
        self.say(f"Verifying {snapshot.id}")
        faults = verify(snapshot, self.say)
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise CommandError(f"{snapshot.id} failed verification: see the {len(faults)} lines above.")
        self.say(f"{snapshot.id} is whole.")

    def restore(self, snapshot, options):
        plan = restore.plan(snapshot, manifest.read(snapshot), options["in_place"], options["without_backup"])
        for line in plan.lines():
            self.say(line)
        self.agree("replace the site's data", options["yes"])
        back = restore.restore(plan, self.say)
        self.say(f"Restored {snapshot.id}. {back}".rstrip())
        self.afterwards()

    def afterwards(self):
        self.say("Now restart the application and the worker, which brings the published copy up to date.")

    def undo(self, yes):
        kept = restore.kept()
        if not kept:
            raise BackupError("There is no data kept from before a restore.")
        self.say(f"This exchanges the site's data with the data kept from before: {kept[-1]}")
        self.agree("exchange them", yes)
        restore.undo(kept[-1])
        self.say("Exchanged. Run --undo again to go back.")
        self.afterwards()

    def forget(self, yes):
        kept, left = restore.kept(), restore.left()
        if not kept + left:
            self.say("There is no data kept from before a restore.")
            return
        self.say("This deletes permanently:")
        for one in kept:
            self.say(f"  {one}")
        for one in left:
            self.say(f"  {one}, left by a restore or verification that was ended (none may be running now)")
        self.agree("delete all of it", yes)
        for one in kept + left:
            restore.forget(one)
        self.say("Deleted.")

    def agree(self, to_what, yes):
        if yes:
            return
        try:
            agreed = input(f"Type yes to {to_what}: ").strip().lower() == "yes"
        except EOFError:
            agreed = False
        if not agreed:
            raise BackupError("Nothing was changed.")
