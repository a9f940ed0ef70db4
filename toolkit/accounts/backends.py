"""Password checks that take the same time whether or not the account exists."""

from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.userkit import filter_users_by_email, get_user_by_username


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
