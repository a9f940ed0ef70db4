"""Checking a password: exactly once, whether or not there is such an account."""

from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.userkit import filter_users_by_email, get_user_by_username


class OneHashBackend(AuthenticationBackend):
    """allauth hashes a password once for each way that leads to an account: two or three times for somebody who types
    an e-mail address, once for nobody. The time would tell who has an account."""

    def _authenticate(self, request, **credentials):
        """Return the account whose password this is. Without an account, allauth hashes the password for nobody."""
        return self._check_password(_account(**credentials), credentials["password"])


def _account(username="", email="", **_others):
    """The account with this user name, else the one with this address: if several have it, the oldest active one."""
    if user := username and get_user_by_username(username):
        return user
    users = filter_users_by_email(email or username, prefer_verified=True, for_login=True)
    return min(users, key=lambda user: (not user.is_active, user.pk), default=None)
