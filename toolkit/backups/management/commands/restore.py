from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from toolkit.backups import encryption, restore
from toolkit.backups.errors import BackupError
from toolkit.backups.manifest import Manifest
from toolkit.backups.progress import size
from toolkit.backups.reader import Reader
from toolkit.backups.store import Missing, Store
from toolkit.backups.verification import verify

LATEST = "latest"


class Command(BaseCommand):
    help = "Lists backups; proves one (--verify); or puts one in place of the site's data, after asking."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("name", nargs="?", help=f"of a backup, or '{LATEST}'; without it they are listed")
        parser.add_argument(
            "--verify", action="store_true", help="change nothing: restore into a scratch database and compare"
        )
        parser.add_argument("--identity", type=Path, metavar="FILE", help="the secret key of an encrypted backup")
        parser.add_argument("--yes", action="store_true", help="do not ask")
        parser.add_argument(
            "--in-place", action="store_true", help="restore inside the site's database, not into a fresh one"
        )
        parser.add_argument(
            "--without-backup", action="store_true", help="make none of what is there, where that would be made"
        )
        parser.add_argument("--undo", action="store_true", help="exchange the data with what the last restore kept")
        parser.add_argument("--forget", action="store_true", help="delete what restores have kept")

    def handle(self, *, name, verify, identity, undo, forget, **options):
        try:
            if undo or forget:
                self.undo(options["yes"]) if undo else self.forget(options["yes"])
            elif not name and not verify:
                self.list(Store())
            else:
                store = Store()
                manifest = self.manifest(store, name or LATEST)
                secrets = encryption.identities(identity)
                if verify:
                    self.verify(Reader(store, manifest, secrets))
                else:
                    self.restore(store, manifest, secrets, options)
        except BackupError as error:
            raise CommandError(str(error)) from error

    def say(self, line):
        self.stdout.write(line)
        self.stdout.flush()

    def manifest(self, store, name):
        if name != LATEST:
            return store.manifest(name)
        whole = [one for one in store.whole() if not one.why]
        if not whole:
            raise BackupError(f"There is no backup in {store}.")
        return whole[-1]

    def list(self, store):
        found = list(store.each())
        for name, manifest in found:
            if isinstance(manifest, Manifest):
                self.say(
                    f"{name}  {manifest.rows:>9,} rows  {manifest.files['count']:>6,} files  "
                    f"{size(manifest.dump.size + manifest.files['bytes']):>9}  "
                    f"{'encrypted' if manifest.encrypted else 'open'}{f'  {manifest.why}' if manifest.why else ''}"
                )
            else:
                self.say(f"{name}  {'never finished' if isinstance(manifest, Missing) else manifest}")
        self.say(f"{len(found)} backups in {store}" if found else f"There is no backup in {store}.")
        for one in restore.kept():
            self.say(f"Kept from before a restore: {one} (--undo exchanges, --forget deletes)")
        for one in restore.left():
            self.say(f"Left by a restore or verification that was ended, or runs now: {one} (--forget deletes)")

    def verify(self, reader):
        self.say(f"Verifying {reader.manifest.name}")
        faults = verify(reader, self.say)
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise CommandError(f"{reader.manifest.name} is damaged in {len(faults)} places.")
        self.say(f"{reader.manifest.name} is whole.")

    def restore(self, store, manifest, secrets, options):
        plan = restore.plan(manifest, options["in_place"], options["without_backup"])
        for line in plan.lines():
            self.say(line)
        self.agree("replace the site's data", options["yes"])
        back = restore.restore(store, plan, secrets, self.say)
        self.say(f"Restored {manifest.name}. {back}".rstrip())
        self.afterwards()

    def afterwards(self):
        self.say("Now restart the application and the worker, which brings the published copy up to date.")

    def undo(self, yes):
        kept = restore.kept()
        if not kept:
            raise BackupError("Nothing is kept from before a restore.")
        self.say(f"This exchanges the site's data with what was kept: {kept[-1]}")
        self.agree("exchange them", yes)
        restore.undo(kept[-1])
        self.say("Exchanged. --undo again is the way back.")
        self.afterwards()

    def forget(self, yes):
        kept, left = restore.kept(), restore.left()
        if not kept + left:
            self.say("Nothing is kept from before a restore.")
            return
        self.say("This deletes for ever:")
        for one in kept:
            self.say(f"  {one}")
        for one in left:
            self.say(f"  {one}, left by a restore or verification that was ended (none may be running now)")
        self.agree("delete it", yes)
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
