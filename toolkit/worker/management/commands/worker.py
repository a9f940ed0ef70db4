from django.conf import settings
from django.core.management.base import BaseCommand

from toolkit.worker.process import run


class Command(BaseCommand):
    help = "Publish changes and run queued and scheduled jobs until stopped."

    def handle(self, **options):
        self.stdout.write("The worker is running.")
        run(publish=settings.PUBLISH)
