from collections import Counter

from django.core.management.base import BaseCommand, CommandError

from toolkit.accounts.admin_views import reset_second_factor
from toolkit.accounts.management.people import confirm, find_user


class Command(BaseCommand):
    help = "Takes every second factor off somebody and ends all their sessions, after asking: for lost devices."

    def add_arguments(self, parser):
        parser.add_argument("person", metavar="EMAIL", help="e-mail or user name")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args, person, yes, **options):
        user = find_user(person)
        kinds = Counter(factor.get_type_display() for factor in user.authenticator_set.all())
        factors = ", ".join(f"{number} × {kind}" for kind, number in kinds.items()) or "none"
        self.stdout.write(f"Second factors of {user.get_username()} ({user.email}): {factors}.")
        if not yes and not confirm("Take them off, end all sessions and tell the owner?"):
            raise CommandError("Nothing was changed.")
        reset_second_factor(user)
        self.stdout.write("Taken off. The next sign-in sets up a new one.")
