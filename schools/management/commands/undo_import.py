from django.core.management.base import BaseCommand, CommandError

from schools.changes import kinds, undo
from schools.changes.agreement import Refused
from schools.changes.models import ChangeSet
from schools.management.progress import progress_on


class Command(BaseCommand):
    help = "Undo an import of schools. Everything it changed is restored, or nothing."

    def add_arguments(self, parser):
        parser.add_argument("number", type=int, help="the number that import_schools printed")
        parser.add_argument("--dry-run", action="store_true", help="show the changes without making them")
        parser.add_argument("--reason", default="", help="the reason to record in each school's history")

    def handle(self, *, number, dry_run, reason, **options):
        imports = ChangeSet.objects.filter(kind__in=kinds.waiting()).exclude(at=None)
        change_set = imports.filter(pk=number).first()
        if change_set is None:
            latest = imports[:10]
            latest_text = "; ".join(f"{item.pk} ({item.name}, {item.at:%Y-%m-%d})" for item in latest) or "none"
            raise CommandError(f"There is no import {number}. The latest are: {latest_text}.")
        if change_set.undone_at:
            raise CommandError(f"Import {number} was already undone on {change_set.undone_at:%Y-%m-%d}.")
        try:
            progress = progress_on(self.stderr)
            if dry_run:
                plan = undo.look(change_set, progress=progress)
            else:
                plan = undo.undo(change_set, reason=reason, progress=progress)
        except Refused as error:
            raise CommandError(f"{error} Nothing was changed.") from error
        outcomes = {"restored": plan.restored, "removed": plan.removed, "changed since the import": plan.changed}
        for outcome, names in outcomes.items():
            for name in names:
                self.stdout.write(f"{outcome}: {name}")
        if dry_run:
            self.stdout.write("Dry run: nothing was changed.")
            if plan.changed:
                raise CommandError("Undo the later changes listed above first.")
        else:
            self.stdout.write(f"Import {number} was undone.")
