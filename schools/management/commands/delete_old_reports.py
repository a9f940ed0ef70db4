from django.core.management.base import BaseCommand

from schools.mistakes.retention import delete_old


class Command(BaseCommand):
    help = "Delete reported mistakes: handled ones after MISTAKE_REPORT_DAYS, and all others after a year."

    def handle(self, **options):
        self.stdout.write(f"Deleted {delete_old()} reports.")
