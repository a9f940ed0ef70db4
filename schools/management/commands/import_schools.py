import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from schools.exchange import sheets
from schools.exchange.apply import Refused, apply
from schools.exchange.models import BatchState, ImportBatch
from schools.exchange.plan import Plan, make
from schools.management.progress import tell_on


class Command(BaseCommand):
    help = (
        "Imports schools from a CSV, TSV or XLSX file in our own layout or in that of the state's directory (CDE). "
        "--dry-run says what it would change. All of it is imported, or nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="change nothing: only say what would change")
        parser.add_argument("--json", action="store_true", help="say it as JSON")
        parser.add_argument("--reason", default="", help="why; the history of each school says it")
        parser.add_argument(
            "--accept-zeros", action="store_true", help="put back leading zeros that CDS codes have lost"
        )

    def handle(self, *, file, dry_run, reason, accept_zeros, **options):
        try:
            with file.open("rb") as source:
                data = source.read(sheets.MAX_BYTES + 1)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        try:
            plan = make(sheets.read(file.name, data), accept_zeros=accept_zeros, progress=tell_on(self.stderr))
        except sheets.SheetError as error:
            raise CommandError(f"{error} Nothing was changed.") from error
        batch = None
        if not dry_run and not plan.problems and plan.items:
            batch = self.apply(file.name, data, plan, reason, accept_zeros)
        if options["json"]:
            done = {"applied": batch is not None, "batch": batch and batch.pk}
            self.stdout.write(json.dumps(plan.as_json() | done, ensure_ascii=False, indent=2))
        else:
            self.tell(plan)
            self.stdout.write(self.outcome(plan, batch, dry_run))
        if plan.problems:
            raise CommandError(
                "The file has problems, so nothing was changed." if not dry_run else "There are problems."
            )

    def apply(self, name, data, plan: Plan, reason: str, accept_zeros: bool) -> ImportBatch:
        batch = ImportBatch(name=name[:200], accept_zeros=accept_zeros, sha256=sheets.digest(data), plan=plan.as_json())
        batch.data, batch.state = data, BatchState.APPLYING
        batch.save()
        try:
            apply(batch, reason=reason or f"Imported from {name}.", digest=plan.digest, progress=tell_on(self.stderr))
        except Refused as error:
            batch.delete()
            raise CommandError(f"{error} Nothing was changed.") from error
        except BaseException:
            batch.delete()
            raise
        return batch

    def tell(self, plan: Plan) -> None:
        self.stdout.write(f"Layout: {plan.reading.layout}")
        for names, text in ((plan.reading.unused, "not used"), (plan.reading.missing, "not in the file")):
            if names:
                self.stdout.write(f"Columns {text}: {', '.join(names)}")
        for item in plan.items:
            self.stdout.write(f"{item.kind}: {item.name} (row {item.row})")
            for one in item.differences:
                note = " ".join(filter(None, (one.how, one.warning)))
                self.stdout.write(f"    {one.label}: {one.before} → {one.after}{f'  [{note}]' if note else ''}")
        for problem in plan.problems:
            where = f"row {problem.row}" + (f", column {problem.column}" if problem.column else "")
            self.stdout.write(f"problem: {where}: {problem.text}")
        for note in plan.notes:
            self.stdout.write(f"note: {note}")
        self.stdout.write(", ".join(f"{count} {kind}" for kind, count in plan.counts.items()))

    def outcome(self, plan: Plan, batch: ImportBatch | None, dry_run: bool) -> str:
        if batch:
            return f"Imported as batch {batch.pk}. `undo_import {batch.pk}` takes it back."
        return "Dry run: nothing was changed." if dry_run else "Nothing was changed."
