import time

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from toolkit.monitoring.alerts import look


class Command(BaseCommand):
    help = "Checks the site and this machine, and emails ALERTS_TO what begins to fail and what works again."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--every", type=int, metavar="SECONDS", help="look again and again, until stopped")

    def handle(self, *, every, **options):
        while True:
            try:
                self.stdout.write("\n".join(look()) or "Nothing is wrong.")
            except OSError as error:  # also of the mail server
                reason = f"The look for alerts failed: {type(error).__name__}: {error}"
                if not every:
                    raise CommandError(reason) from error
                self.stderr.write(reason)
            if not every:
                return
            connection.close()
            time.sleep(every)
