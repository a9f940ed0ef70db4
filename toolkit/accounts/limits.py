"""Sign-in limits that all processes share, in the cache `limits` (a database table)."""

from allauth.core.internal import ratelimit
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.core.cache import caches
from django.utils.crypto import salted_hmac


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
