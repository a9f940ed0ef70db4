from datetime import datetime, time, timedelta
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from toolkit.published_copy import archive
from toolkit.published_copy.copy import TEXT


class Command(BaseCommand):
    help = "Shows what the site said on a day: a page, a document, or the list of all addresses."

    def add_arguments(self, parser):
        parser.add_argument("address", nargs="?", help="for example /about/; without one, all addresses are listed")
        parser.add_argument("--save", metavar="FILE", type=Path, help="write the content there: for documents")
        parser.add_argument("--erase", action="store_true", help="delete all it ever said, or what it said --on a day")
        parser.add_argument("--on", help="a day, 2026-11-03 (as it was at its end), or a moment, 2026-11-03T09:30")

    def handle(self, *, address, on, save, erase, **options):
        when = self.parse_time(on)
        if not address:
            for edition in archive.editions(when):
                self.stdout.write(f"{moment(edition.since)}  {edition.address}")
            return
        is_all = erase and not on  # erased addresses are usually no longer public, so without --on take all editions
        editions = list(archive.history(address) if is_all else archive.editions(when).filter(address=address))
        if not editions:
            first = archive.first_edition(address)
            hint = f"Its record begins {moment(first.since)}" if first else "Without an address all are listed"
            raise CommandError(f"Nothing is remembered of {address} at {moment(when)}. {hint}.")
        for edition in editions:
            until = f"to {moment(edition.until)}" if edition.until else "until now"
            self.stderr.write(f"{address} said this from {moment(edition.since)} {until}.")
        if erase:
            if input(f"Delete what {address} said then from the record? [y/N] ").strip().lower() in ("y", "yes"):
                for edition in editions:
                    archive.erase(edition)
                self.stdout.write("Deleted. Backups made until now still have it.")
            return
        (edition,) = editions
        try:
            content = archive.content(edition)
        except FileNotFoundError:
            raise CommandError("Its content was erased from the record, or is lost.") from None
        if save:
            save.write_bytes(content)
            self.stderr.write(f"Saved in {save}.")
        elif edition.content_type.startswith(TEXT):
            self.stdout.write(content.decode("utf-8"))
            if edition.content_type.startswith("text/html"):
                self.stderr.write("To read it as a page: add --save page.html, and open that file in a browser.")
        else:
            raise CommandError(f"{address} is no text ({edition.content_type}): add --save and the name of a file.")

    def parse_time(self, text) -> datetime:
        if not text:
            return timezone.now()
        try:
            if day := parse_date(text):
                return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min)) - timedelta(seconds=1)
            when = parse_datetime(text)
        except ValueError:
            when = None
        if not when:
            raise CommandError(f"“{text}” is no day: write it like 2026-11-03, or 2026-11-03T09:30.")
        return when if timezone.is_aware(when) else timezone.make_aware(when)


def moment(at: datetime) -> str:
    """Format a time in the site's time zone, with the zone's name."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M %Z}"
