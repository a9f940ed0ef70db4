from django.core.management.base import BaseCommand, CommandError
from wagtail.models import Site

from toolkit.published_copy.contents import addresses
from toolkit.published_copy.models import Change, PublishedFile
from toolkit.published_copy.publisher import CHECK, SWEEP, Busy, publishing


class Command(BaseCommand):
    help = (
        "Update the published copy: render every public address and write the files that changed. If a worker is "
        "running, the worker does this instead."
    )

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="also read every file and correct those that differ")
        parser.add_argument("--dry-run", action="store_true", help="only list current, new, and removed addresses")

    def handle(self, *, check, dry_run, **options):
        if dry_run:
            self.preview()
            return
        Change.objects.create(label=CHECK if check else SWEEP, key="asked for")
        runs = []
        try:
            with publishing() as publisher:
                publisher.report = self.report
                while changes := publisher.pending():
                    runs.append(publisher.show(changes))
                runs.append(publisher.sweep_on())
                if check and not runs[-1].is_check:
                    runs.append(publisher.sweep_on())
        except Busy:
            self.stdout.write("A worker is running. It will check every page now.")
            return
        rendered, written, removed, failed = (
            sum(getattr(run, field) for run in runs) for field in ("rendered", "written", "removed", "failed")
        )
        self.stdout.write(f"{rendered} addresses rendered, {written} written, {removed} removed, {failed} failed.")
        if failed:
            raise CommandError("Pages that failed keep their old files. See the log for the reasons.")

    def report(self, path):
        self.stdout.write(f"  {path}")

    def preview(self):
        public = {address.path for address in addresses(Site.objects.get(is_default_site=True))}
        published = set(PublishedFile.objects.values_list("address", flat=True))
        for path in sorted(public | published):
            note = "" if path in public & published else "new" if path in public else "remove"
            self.stdout.write(f"{note:7}{path}")
