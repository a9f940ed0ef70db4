from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from quality import synthetic_schools
from toolkit.development_database.databases import is_embedded


class Command(BaseCommand):
    help = (
        "Fills the embedded database with made-up schools, for measuring, or removes them again. "
        "They are public there like any school, so no other database is accepted."
    )

    def add_arguments(self, parser):
        parser.add_argument("number", type=int, nargs="?", default=0, help="how many schools")
        parser.add_argument("--remove", action="store_true", help="remove them all")
        parser.add_argument("--yes", action="store_true", help="skip the confirmation")

    def handle(self, *, number, remove, yes, **options):
        if not is_embedded(connection.settings_dict):
            raise CommandError("DATABASE_URL is set: made-up schools are for the embedded PostgreSQL only.")
        if remove == (number > 0):
            raise CommandError("Say how many schools to make, or --remove.")
        there = synthetic_schools.schools().count()
        plan = f"remove {there}" if remove else f"add {number} to {there}"
        self.stdout.write(f"This will {plan} made-up schools (named {synthetic_schools.MARK}…) with their pages.")
        if not yes and not self.agreed():
            raise CommandError("Nothing was changed.")
        done = synthetic_schools.remove() if remove else synthetic_schools.add(number)
        self.stdout.write(f"{'Removed' if remove else 'Added'}: {done}.")

    def agreed(self):
        try:
            return input("Type yes to go on: ").strip().lower() == "yes"
        except EOFError:
            return False
