from django.conf import settings
from django.core.management.base import BaseCommand

from toolkit.worker.process import run


class Command(BaseCommand):
    help = "Publishes what changes, does the jobs of the queue and those that are due. Runs until it is stopped."

    def handle(self, **options):
        self.stdout.write("The worker is at work.")
        run(publish=settings.PUBLISH)
