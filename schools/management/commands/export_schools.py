import os
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from schools.exchange import export


class Command(BaseCommand):
    help = "Write the whole register to a .csv or .xlsx file in our own layout, which import_schools can read."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *, file, **options):
        kind = file.suffix.lower().lstrip(".")
        if kind not in (export.CSV, export.XLSX):
            raise CommandError("Use a file name that ends with .csv or .xlsx.")
        data = b"".join(export.as_csv()) if kind == export.CSV else export.as_xlsx()
        part = file.with_name(f".{file.name}.part")
        try:
            part.write_bytes(data)
            os.replace(part, file)  # atomic: readers get the old file or the new one, never half of it
        except OSError as error:
            part.unlink(missing_ok=True)
            raise CommandError(f"Cannot write {file}: {error.strerror}.") from error
        self.stderr.write(f"{file}: {len(data):,} bytes")
