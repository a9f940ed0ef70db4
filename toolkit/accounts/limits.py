"""Sign-in limits count for all processes together, in the cache `limits` (a database table)."""

from allauth.core.internal import ratelimit
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.core.cache import caches
from django.utils.crypto import salted_hmac


def share() -> None:
    """allauth counts in the default cache, which each process has for itself."""
    ratelimit.cache = caches["limits"]
    totp.cache = UsedCodes()


class UsedCodes:
    """Codes of an app that were used. allauth forgets each after its half minute, but it is good for longer."""

    def add(self, key: str, value: str, timeout: int) -> bool:
        """Whether it was not there yet."""
        return caches["limits"].add(key, value, timeout * (2 * settings.MFA_TOTP_TOLERANCE + 1))


def key(name: str, prefix: str, version: int) -> str:
    """Under which a count is kept: a keyed digest, so that no network address and no account can be read in it."""
    return salted_hmac("limits", f"{prefix}:{version}:{name}", algorithm="sha256").hexdigest()
