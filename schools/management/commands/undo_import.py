from django.core.management.base import BaseCommand, CommandError

from schools.exchange import undo
from schools.exchange.models import BatchPurpose, ImportBatch
from schools.exchange.results import imports
from schools.management.progress import progress_on
from schools.register.agreement import Refused


class Command(BaseCommand):
    help = "Undo an import of schools. Everything it changed is restored, or nothing."

    def add_arguments(self, parser):
        parser.add_argument("batch", type=int, help="the number that import_schools printed")
        parser.add_argument("--dry-run", action="store_true", help="show the changes without making them")
        parser.add_argument("--reason", default="", help="the reason to record in each school's history")

    def handle(self, *, batch, dry_run, reason, **options):
        import_batch = ImportBatch.objects.of_files().exclude(at=None).filter(pk=batch).first()
        if import_batch is None:
            latest = ImportBatch.objects.of_files().exclude(at=None)[:10]
            latest_text = "; ".join(f"{item.pk} ({item.name}, {item.at:%Y-%m-%d})" for item in latest) or "none"
            raise CommandError(f"There is no import {batch}. The latest are: {latest_text}.")
        if import_batch.undone_at:
            raise CommandError(f"Import {batch} was already undone on {import_batch.undone_at:%Y-%m-%d}.")
        try:
            progress = progress_on(self.stderr)
            module = imports if import_batch.purpose == BatchPurpose.RESULTS else undo
            plan = (
                module.look(import_batch, progress=progress)
                if dry_run
                else module.undo(import_batch, reason=reason, progress=progress)
            )
        except Refused as error:
            raise CommandError(f"{error} Nothing was changed.") from error
        for names, outcome in ((plan.restored, "restored"), (plan.removed, "removed")):
            for name in names:
                self.stdout.write(f"{outcome}: {name}")
        for name in plan.changed:
            self.stdout.write(f"changed since the import: {name}")
        if dry_run:
            self.stdout.write("Dry run: nothing was changed.")
            if plan.changed:
                raise CommandError("Undo the later changes listed above first.")
        else:
            self.stdout.write(f"Import {batch} was undone.")
