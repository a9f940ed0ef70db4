"""Password rules against guessing with leaked passwords, names, dates, and words of this site."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

GUESSES = Decimal(10) ** 10  # zxcvbn's highest score
MEASURED = 72  # characters that are checked; more only make the password harder to guess


class GuessableValidator:
    """Refuse passwords that zxcvbn can guess in too few attempts. Attackers would try `words` first; any case."""

    def __init__(self, words=()):
        self.words = words

    def validate(self, password, user=None):
        from zxcvbn import zxcvbn  # imported here because its word lists are large and few processes need them

        if zxcvbn(password[:MEASURED], user_inputs=[*self.words, *self._own(user)])["guesses"] < GUESSES:
            raise ValidationError(
                _("This password is too easy to guess. Combine several unrelated words."),
                code="password_guessable",
            )

    def get_help_text(self):
        return _("It must not consist only of leaked passwords, names, dates, or words from this site.")

    def _own(self, user) -> list[str]:
        values = (getattr(user, name, "") for name in ("username", "first_name", "last_name", "email"))
        return [part for value in values for part in value.replace("@", " ").replace(".", " ").lower().split()]
