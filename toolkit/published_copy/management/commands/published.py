from datetime import datetime, time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from toolkit.dates import moment
from toolkit.published_copy import archive
from toolkit.published_copy.copy import TEXT
from toolkit.terminal import confirm


class Command(BaseCommand):
    help = "Show a page or document as the site served it on a given day, or list all addresses of that day."

    def add_arguments(self, parser):
        parser.add_argument("address", nargs="?", help="for example /about/; omit it to list all addresses")
        parser.add_argument("--save", metavar="FILE", type=Path, help="write the content to FILE (for documents)")
        parser.add_argument("--erase", action="store_true", help="delete all past versions, or the one given by --on")
        parser.add_argument("--on", help="a date (2026-11-03, at the end of that day) or time (2026-11-03T09:30)")

    def handle(self, *, address, on, save, erase, **options):
        when = moment(on, time.max) if on else timezone.now()
        if not address:
            for edition in archive.editions(when):
                self.stdout.write(f"{local(edition.since)}  {edition.address}")
            return
        is_all = erase and not on  # erased addresses are usually no longer public, so without --on take all editions
        editions = list(archive.history(address) if is_all else archive.editions(when).filter(address=address))
        if not editions:
            first = archive.history(address).first()
            hint = f"Its history begins {local(first.since)}" if first else "Omit the address to list all addresses"
            raise CommandError(f"{address} has no version for {local(when)}. {hint}.")
        for edition in editions:
            until = f"to {local(edition.until)}" if edition.until else "to now"
            self.stderr.write(f"Version of {address} from {local(edition.since)} {until}.")
        if erase:
            if confirm(f"Delete these versions of {address}? [y/N]"):
                for edition in editions:
                    archive.erase(edition)
                self.stdout.write("Deleted. Existing backups still contain them.")
            return
        (edition,) = editions
        try:
            content = archive.content(edition)
        except FileNotFoundError:
            raise CommandError("The content of this version was erased or is missing.") from None
        if save:
            save.write_bytes(content)
            self.stderr.write(f"Saved in {save}.")
        elif TEXT.match(edition.content_type):
            self.stdout.write(content.decode("utf-8"))
            if edition.content_type.startswith("text/html"):
                self.stderr.write("To see it as a page, add --save page.html and open that file in a browser.")
        else:
            raise CommandError(f"{address} is not a text file ({edition.content_type}). Add --save FILE.")


def local(at: datetime) -> str:
    """Format a time in the site's time zone, with the zone's name."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M %Z}"
