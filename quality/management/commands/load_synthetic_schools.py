from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from quality import synthetic_schools
from toolkit.development_database.databases import is_embedded


class Command(BaseCommand):
    help = (
        "Adds made-up schools to the embedded database, to measure with, or removes them. They are public there like "
        "any school, so no other database is accepted."
    )

    def add_arguments(self, parser):
        parser.add_argument("number", type=int, nargs="?", default=0, help="how many schools")
        parser.add_argument("--remove", action="store_true", help="remove all of them")

    def handle(self, *, number, remove, **options):
        if not is_embedded(connection.settings_dict):
            raise CommandError("DATABASE_URL is set: made-up schools are for the embedded PostgreSQL only.")
        if remove == (number > 0):
            raise CommandError("Enter how many schools to add, or --remove.")
        if remove:
            synthetic_schools.remove()
        else:
            synthetic_schools.add(number)
        count = synthetic_schools.schools().count()
        self.stdout.write(f"There are {count} made-up schools now (named {synthetic_schools.MARK}…).")
