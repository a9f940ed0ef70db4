"""Password rules against guessing with leaked passwords, names, dates, and words of this site."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Words that an attacker would try first on this site, such as role names and the network's name; any case.
WORDS = (
    *("alliance", "college", "ready", "college-ready", "collegeready", "public", "school", "schools", "charter"),
    *("scholar", "scholars", "teacher", "student", "staff", "writer", "publisher", "listings", "manager", "admin"),
    *("website", "editor", "wagtail", "django", "angeles", "losangeles", "california", "password", "welcome"),
)
GUESSES = Decimal(10) ** 10  # zxcvbn's highest score
MEASURED = 72  # characters that are checked; more only make the password harder to guess


class GuessableValidator:
    """Refuse passwords that zxcvbn can guess in too few attempts."""

    def validate(self, password, user=None):
        from zxcvbn import zxcvbn  # imported here because its word lists are large and few processes need them

        if zxcvbn(password[:MEASURED], user_inputs=[*WORDS, *self._own(user)])["guesses"] < GUESSES:
            raise ValidationError(
                _("This password is too easy to guess. Combine several unrelated words."),
                code="password_guessable",
            )

    def get_help_text(self):
        return _("It must not consist only of leaked passwords, names, dates, or words from this site.")

    def _own(self, user) -> list[str]:
        values = (getattr(user, name, "") for name in ("username", "first_name", "last_name", "email"))
        return [part for value in values for part in value.replace("@", " ").replace(".", " ").lower().split()]
