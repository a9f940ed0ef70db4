"""What a password must withstand: somebody who tries leaked passwords, names, dates and words of this site first."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Words that whoever guesses at this site's passwords tries early; names of roles and of the network, any case.
WORDS = (
    *("alliance", "college", "ready", "college-ready", "collegeready", "public", "school", "schools", "charter"),
    *("scholar", "scholars", "teacher", "student", "staff", "writer", "publisher", "listings", "manager", "admin"),
    *("website", "editor", "wagtail", "django", "angeles", "losangeles", "california", "password", "welcome"),
)
GUESSES = Decimal(10) ** 10  # zxcvbn's best mark
MEASURED = 72  # characters; more only make it harder


class GuessableValidator:
    """Refuses what zxcvbn, who knows leaked passwords and how people vary them, reaches in too few guesses."""

    def validate(self, password, user=None):
        from zxcvbn import zxcvbn  # its lists are large, and few processes ever need them

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
