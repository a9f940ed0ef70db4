from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from schools.exchange import export
from toolkit.atomic_files import replacing


class Command(BaseCommand):
    help = "Write the whole register to a .csv or .xlsx file in our own layout, which import_schools can read."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *, file, **options):
        kind = file.suffix.lower().lstrip(".")
        if kind not in (export.CSV, export.XLSX):
            raise CommandError("Use a file name that ends with .csv or .xlsx.")
        data = b"".join(export.as_csv()) if kind == export.CSV else export.as_xlsx()
        try:
            with replacing(file) as fresh:
                fresh.write_bytes(data)
        except OSError as error:
            raise CommandError(f"Cannot write {file}: {error.strerror}.") from error
        self.stderr.write(f"{file}: {len(data):,} bytes")
