from collections import Counter

from django.core.management.base import BaseCommand, CommandError

from toolkit.accounts.wagtail_hooks import reset_second_factor
from toolkit.terminal import confirm

from .end_sessions import find_user


class Command(BaseCommand):
    help = "Remove a person's second factors and end all their sessions, for example after a lost device. Asks first."

    def add_arguments(self, parser):
        parser.add_argument("person", metavar="EMAIL", help="email address or user name")
        parser.add_argument("--yes", action="store_true", help="skip the confirmation")

    def handle(self, *args, person, yes, **options):
        user = find_user(person)
        kinds = Counter(factor.get_type_display() for factor in user.authenticator_set.all())
        factors = ", ".join(f"{number} × {kind}" for kind, number in kinds.items()) or "none"
        self.stdout.write(f"Second factors of {user.get_username()} ({user.email}): {factors}.")
        if not yes and not confirm("Remove them, end all sessions, and email the owner? [y/N]"):
            raise CommandError("Canceled. Nothing was changed.")
        removed = "Second factors removed." if reset_second_factor(user) else "This account had no second factor."
        self.stdout.write(f"{removed} The owner sets up a new one at the next sign-in.")
