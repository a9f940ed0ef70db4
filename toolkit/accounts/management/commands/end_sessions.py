from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from toolkit.accounts import sessions
from toolkit.terminal import confirm


def find_user(person: str):
    """Return the user with this email address or user name. Raises CommandError unless there is exactly one."""
    users = get_user_model().objects.filter(Q(email__iexact=person) | Q(username=person))
    if len(users) != 1:
        found = f"{len(users)} accounts match" if users else "No account matches"
        raise CommandError(f"{found} “{person}”. Use the email address or user name of exactly one account.")
    return users[0]


class Command(BaseCommand):
    help = "Sign a staff member, or everyone, out of all devices. Asks first."

    def add_arguments(self, parser):
        target = parser.add_mutually_exclusive_group(required=True)
        target.add_argument("person", metavar="EMAIL", nargs="?", help="email address or user name")
        target.add_argument("--everybody", action="store_true", help="sign out all staff")
        parser.add_argument("--yes", action="store_true", help="skip the confirmation")

    def handle(self, *args, person, everybody, yes, **options):
        users = (
            get_user_model().objects.filter(usersession__isnull=False).distinct() if everybody else [find_user(person)]
        )
        self.stdout.write(f"To sign out everywhere: {', '.join(user.get_username() for user in users) or 'no one'}.")
        if not yes and not confirm("Sign out now? [y/N]"):
            raise CommandError("Canceled. Nothing was changed.")
        self.stdout.write(f"{sum(sessions.end(user) for user in users)} sessions ended.")
