import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from schools.changes import engine
from schools.changes.agreement import Refused
from schools.changes.models import ChangeSet
from schools.exchange import differences, sheets, uploads
from schools.exchange.plan import OPTIONS, can_apply
from schools.exchange.plan_display import KINDS, table
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
            choices=differences.CHOICES,
            help="for values that someone else has also changed since the download: keep theirs, or replace them with "
            "the file's; without this option, conflicts stop the import",
        )

    def handle(self, *, file, dry_run, reason, on_conflict, **options):
        try:
            with file.open("rb") as source:
                data = source.read(sheets.LIMITS.size + 1)
        except OSError as error:
            raise CommandError(f"Cannot read {file}: {error.strerror}.") from error
        number = None
        try:
            with transaction.atomic():  # a file that is not imported leaves no trace
                change_set = uploads.stored(file.name, data, options=[name for name in OPTIONS if options[name]])
                preview = self.preview(change_set, on_conflict)
                if can_apply(preview) and not dry_run:
                    reason, progress = reason or f"Imported from {file.name}.", progress_on(self.stderr)
                    engine.apply(change_set, reason=reason, digest=preview["digest"], progress=progress)
                    number = change_set.pk
                transaction.set_rollback(number is None)
        except Refused as error:
            raise CommandError(f"{error} Nothing was changed.") from error
        if options["json"]:
            result = {"applied": number is not None, "number": number}
            self.stdout.write(json.dumps(preview | result, ensure_ascii=False, indent=2))
        else:
            self.tell(preview)
            self.stdout.write(self.outcome(number, dry_run))
        if preview["problems"]:
            raise CommandError(
                "The file has problems, so nothing was changed." if not dry_run else "The file has problems."
            )
        if preview["undecided"]:
            raise CommandError(
                f"{preview['undecided']} values are in conflict, so nothing was changed. "
                "Use --on-conflict keep to keep them, or --on-conflict replace to import the file's values."
            )

    def preview(self, change_set: ChangeSet, on_conflict: str | None) -> dict:
        """Return what the file would change, with decisions about its conflicts. Raises Refused."""
        upload = change_set.upload
        engine.look(change_set, progress=progress_on(self.stderr))
        if on_conflict and (disputed := differences.stored_conflicts(change_set.preview)):
            upload.decisions = differences.decide_all(disputed, on_conflict)
            upload.save()
            engine.look(change_set, progress=progress_on(self.stderr))
        if change_set.error:
            raise Refused(change_set.error)
        return change_set.preview

    def tell(self, preview: dict) -> None:
        for caution in preview["cautions"]:
            self.stdout.write(f"caution: {caution}")
        self.stdout.write(f"Layout: {preview['layout']}")
        for names, text in ((preview["unused"], "not used"), (preview["missing"], "not in the file")):
            if names:
                self.stdout.write(f"Columns {text}: {', '.join(names)}")
        for kind, *cells in table(preview):
            if kind not in ("ignored", "unchanged"):
                self.stdout.write(" | ".join([kind, *map(str, cells)]))
        for note in preview["notes"]:
            self.stdout.write(f"note: {note}")
        counts = preview["counts"]  # read from the database, so without order
        self.stdout.write(", ".join(f"{counts[kind]} {kind}" for kind in KINDS))

    def outcome(self, number: int | None, dry_run: bool) -> str:
        if number:
            return f"Imported as import {number}. To undo it, run `undo_import {number}`."
        return "Dry run: nothing was changed." if dry_run else "Nothing was changed."
