from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from alliance_site.signin.staff import reset_second_factor


class Command(BaseCommand):
    help = "Takes every second factor off a member of staff and ends all their sessions, for lost devices."

    def add_arguments(self, parser):
        parser.add_argument("person", metavar="EMAIL", help="e-mail or user name")

    def handle(self, *args, person, **options):
        found = get_user_model().objects.filter(Q(email__iexact=person) | Q(username=person))
        if len(found) != 1:
            raise CommandError(f"{len(found) or 'No'} accounts of {person}: name exactly one.")
        number = reset_second_factor(found[0])
        self.stdout.write(f"{number} taken off {found[0].get_username()}, who sets up a new one at the next sign-in.")
