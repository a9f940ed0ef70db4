from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from alliance_site.staff.invitations import CHOICES, invite
from alliance_site.staff.school_editors import PREFIX


class Command(BaseCommand):
    help = "Create an account for a staff member and email them a link to choose a password."

    def add_arguments(self, parser):
        parser.add_argument("email")
        roles = ", ".join(CHOICES)
        parser.add_argument("--role", required=True, help=f"{roles}, or “{PREFIX}” followed by a school's name")
        parser.add_argument("--name", default="", help="first and last name")
        parser.add_argument("--language", default="", choices=[code for code, _name in settings.LANGUAGES])

    def handle(self, *args, email, role, name, language, **options):
        try:
            user = invite(email, role, language, name)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        except OSError as error:
            reason = f"{type(error).__name__}: {error}"
            raise CommandError(
                f"The mail server (EMAIL_URL) refused the email, so no one was invited. {reason}"
            ) from error
        self.stdout.write(f"Invited {user.email} as {role}.")
