from django.core.management.base import BaseCommand

from schools.finder.words import index_all


class Command(BaseCommand):
    help = (
        "Makes the school finder's index anew from the register: after writes in bulk, and each night beside "
        "update_index. Searches are answered from the old index until it is done."
    )

    def handle(self, **options):
        self.stdout.write(f"Indexed: {index_all()} schools.")
