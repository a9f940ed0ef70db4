"""Against guessing: rules for passwords, one hash per attempt, and limits that all processes share."""

from decimal import Decimal

from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.userkit import filter_users_by_email, get_user_by_username
from allauth.core.internal import ratelimit
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.utils.crypto import salted_hmac
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


class OneHashBackend(AuthenticationBackend):
    """allauth's backend with exactly one password hash per attempt.

    allauth's own hashes two or three times for an email address and once for an unknown account, so the response time
    would reveal which accounts exist.
    """

    def _authenticate(self, request, **credentials):
        """Return the account if the password is right. Without an account, allauth still hashes the password."""
        return self._check_password(_account(**credentials), credentials["password"])


def _account(username="", email="", **_credentials):
    """Return the account with this user name or address; if several share the address, the oldest active one."""
    if user := username and get_user_by_username(username):
        return user
    users = filter_users_by_email(email or username, prefer_verified=True, for_login=True)
    return min(users, key=lambda user: (not user.is_active, user.pk), default=None)


def use_shared_cache() -> None:
    """Make allauth count in the shared cache. Its default cache belongs to one process."""
    ratelimit.cache = caches["limits"]
    totp.cache = UsedCodes()


class UsedCodes:
    """Used codes of authenticator apps. allauth forgets each after 30 seconds, but a code is valid for longer."""

    def add(self, key: str, value: str, timeout: int) -> bool:
        """Return whether the code was unused, and mark it as used."""
        return caches["limits"].add(key, value, timeout * (2 * settings.MFA_TOTP_TOLERANCE + 1))


def key(name: str, prefix: str, version: int) -> str:
    """Return a cache key that reveals no network address or account: a keyed digest."""
    return salted_hmac("limits", f"{prefix}:{version}:{name}", algorithm="sha256").hexdigest()
