from django.core.management.base import BaseCommand

from schools.finder.words import index_all


class Command(BaseCommand):
    help = (
        "Rebuild the school finder's index from the register. Run it after bulk changes; it also runs every night "
        "with update_index. Searches use the old index until it is done."
    )

    def handle(self, **options):
        self.stdout.write(f"Indexed {index_all()} schools.")
