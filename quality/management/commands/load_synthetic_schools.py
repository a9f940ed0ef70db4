from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from quality import synthetic_schools
from toolkit.development_database.databases import is_embedded


class Command(BaseCommand):
    help = (
        "Adds made-up schools to the embedded database, to measure with. They are public there like any school, so no "
        "other database is accepted. `make reset` removes them, with all other data."
    )

    def add_arguments(self, parser):
        parser.add_argument("number", type=int, help="how many schools")

    def handle(self, *, number, **options):
        if not is_embedded(connection.settings_dict):
            raise CommandError("DATABASE_URL is set: made-up schools are for the embedded PostgreSQL only.")
        synthetic_schools.add(number)
        count = synthetic_schools.schools().count()
        self.stdout.write(f"There are {count} made-up schools now (named {synthetic_schools.MARK}…).")
