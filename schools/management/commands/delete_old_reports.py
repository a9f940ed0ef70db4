from django.core.management.base import BaseCommand

from schools.mistakes.retention import delete_old


class Command(BaseCommand):
    help = "Deletes reported mistakes that were dealt with long enough ago, and all that are older than a year."

    def handle(self, **options):
        self.stdout.write(f"Deleted {delete_old()}.")
