from django.core.management.base import BaseCommand

from toolkit.backups import repository, swap
from toolkit.backups.repository import BackupError
from toolkit.backups.restore import plan, restore, undo, verify
from toolkit.terminal import confirm


class Command(BaseCommand):
    help = "Lists backups; proves one (--verify); or puts one in place of the site's data, after asking."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("name", nargs="?", help="of a backup, or 'latest'; without it they are listed")
        parser.add_argument(
            "--verify",
            action="store_true",
            help="change nothing: read every backup, restore one beside the site's database and compare",
        )
        parser.add_argument("--yes", action="store_true", help="do not ask")
        parser.add_argument("--undo", action="store_true", help="swap the data that the last restore replaced back")
        parser.add_argument("--forget", action="store_true", help="delete the data that restores replaced")

    def handle(self, *, name, verify, undo, forget, yes, **options):
        if undo:
            self.undo(yes)
        elif forget:
            self.forget(yes)
        elif verify:
            self.verify(repository.find(name or repository.LATEST))
        elif name:
            self.restore(repository.find(name), yes)
        else:
            self.list()

    def list(self):
        snapshots = repository.snapshots()
        for snapshot in snapshots:
            self.stdout.write(str(snapshot))
        self.stdout.write(f"{len(snapshots)} {'backup' if len(snapshots) == 1 else 'backups'} in {repository.place()}")
        for data in swap.replaced():
            self.stdout.write(f"Replaced by a restore: {data} (--undo swaps it back, --forget deletes it)")
        for data in swap.unfinished():
            self.stdout.write(f"Of a restore or verification that was ended, or runs now: {data} (--forget deletes it)")

    def verify(self, snapshot):
        self.stdout.write(f"Verifying {snapshot.id}")
        verify(snapshot, self.stdout.write)
        self.stdout.write(f"{snapshot.id} is whole.")

    def restore(self, snapshot, yes):
        chosen = plan(snapshot)
        for line in chosen.lines():
            self.stdout.write(line)
        self.agree("replace the site's data", yes)
        old = restore(chosen, self.stdout.write)
        self.stdout.write(
            f"Restored {snapshot.id}. The old data are kept: {old}. To go back: manage.py restore --undo."
        )
        self.afterwards()

    def afterwards(self):
        self.stdout.write("Now restart the application and the worker, which brings the published copy up to date.")

    def undo(self, yes):
        if folder := swap.half_done():
            self.stdout.write(f"A swap was killed in the middle. This puts back the site's uploads in {folder}.")
            self.agree("put them back", yes)
            swap.put_back(folder)
            self.stdout.write("The site has its own data again.")
            return
        replaced = swap.replaced()
        if not replaced:
            raise BackupError("There is no data from before a restore.")
        self.stdout.write(f"This swaps the site's data with those from before: {replaced[-1]}")
        self.agree("swap them", yes)
        undo(replaced[-1])
        self.stdout.write("The restore is undone: the site has the data from before it. Run --undo again to go back.")
        self.afterwards()

    def forget(self, yes):
        swap.refuse_if_half_done()
        data = swap.replaced() + swap.unfinished()
        if not data:
            self.stdout.write("There is no data from before a restore.")
            return
        self.stdout.write("This deletes permanently (no restore or verification may be running now):")
        for one in data:
            self.stdout.write(f"  {one}")
        self.agree("delete all of it", yes)
        for one in data:
            swap.delete(one)
        self.stdout.write("Deleted.")

    def agree(self, to_what, yes):
        if not yes and not confirm(f"Type yes to {to_what}:", ["yes"]):
            raise BackupError("Nothing was changed.")
