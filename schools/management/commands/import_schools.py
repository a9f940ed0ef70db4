import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from schools.changes import engine
from schools.changes.agreement import Refused
from schools.exchange import conflicts, sheets, uploads
from schools.exchange.plan import OPTIONS, Plan, make
from schools.exchange.plan_display import table
from schools.management.progress import progress_on


class Command(BaseCommand):
    help = (
        "Import schools from a CSV, TSV, or XLSX file in our own layout or that of the state's directory. "
        "Everything is imported, or nothing. --dry-run shows the changes without making them."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="show the changes without making them")
        parser.add_argument("--json", action="store_true", help="print JSON")
        parser.add_argument("--reason", default="", help="the reason to record in each school's history")
        parser.add_argument(
            "--accept-zeros", action="store_true", help="restore leading zeros that state codes have lost"
        )
        parser.add_argument(
            "--accept-old",
            action="store_true",
            help="also import websites and map points from a state file that is old or has no dates",
        )
        parser.add_argument(
            "--on-conflict",
            choices=conflicts.CHOICES,
            help="for values that someone else has also changed since the download: keep theirs, or replace them with "
            "the file's; without this option, conflicts stop the import",
        )

    def handle(self, *, file, dry_run, reason, on_conflict, **options):
        try:
            with file.open("rb") as source:
                data = source.read(sheets.LIMITS.size + 1)
        except OSError as error:
            raise CommandError(f"Cannot read {file}: {error.strerror}.") from error
        self.options, self.decisions, number = [name for name in OPTIONS if options[name]], {}, None
        try:
            plan = self.plan(sheets.read(file.name, data), on_conflict)
        except sheets.SheetError as error:
            raise CommandError(f"{error} Nothing was changed.") from error
        if not dry_run and not plan.problems and not plan.undecided and plan.items:
            number = self.apply(file.name, data, plan, reason)
        if options["json"]:
            result = {"applied": number is not None, "number": number}
            self.stdout.write(json.dumps(plan.as_json() | result, ensure_ascii=False, indent=2))
        else:
            self.tell(plan)
            self.stdout.write(self.outcome(number, dry_run))
        if plan.problems:
            raise CommandError(
                "The file has problems, so nothing was changed." if not dry_run else "The file has problems."
            )
        if plan.undecided:
            raise CommandError(
                f"{plan.undecided} values are in conflict, so nothing was changed. "
                "Use --on-conflict keep to keep them, or --on-conflict replace to import the file's values."
            )

    def plan(self, sheet: sheets.Sheet, on_conflict: str | None) -> Plan:
        """Return what the file would change, with decisions about its conflicts."""
        choices = {**dict.fromkeys(self.options, True), "progress": progress_on(self.stderr)}
        plan = make(sheet, **choices)
        if plan.conflicts and on_conflict:
            self.decisions = conflicts.decide_all(plan.conflicts, on_conflict)
            plan = make(sheet, **choices, decisions=self.decisions)
        return plan

    def apply(self, name: str, data: bytes, plan: Plan, reason: str) -> int:
        """Import the file, and return the number of the import."""
        change_set = uploads.stored(name, data, options=self.options, decisions=self.decisions)
        try:
            engine.apply(
                change_set,
                reason=reason or f"Imported from {name}.",
                digest=plan.digest,
                progress=progress_on(self.stderr),
            )
        except Refused as error:
            change_set.delete()
            raise CommandError(f"{error} Nothing was changed.") from error
        except BaseException:
            change_set.delete()
            raise
        return change_set.pk

    def tell(self, plan: Plan) -> None:
        for caution in plan.reading.cautions:
            self.stdout.write(f"caution: {caution}")
        self.stdout.write(f"Layout: {plan.reading.layout}")
        for names, text in ((plan.reading.unused, "not used"), (plan.reading.missing, "not in the file")):
            if names:
                self.stdout.write(f"Columns {text}: {', '.join(names)}")
        for kind, *cells in table(plan.as_json()):
            if kind not in ("ignored", "unchanged"):
                self.stdout.write(" | ".join([kind, *map(str, cells)]))
        for note in plan.notes:
            self.stdout.write(f"note: {note}")
        self.stdout.write(", ".join(f"{count} {kind}" for kind, count in plan.counts.items()))

    def outcome(self, number: int | None, dry_run: bool) -> str:
        if number:
            return f"Imported as import {number}. To undo it, run `undo_import {number}`."
        return "Dry run: nothing was changed." if dry_run else "Nothing was changed."
