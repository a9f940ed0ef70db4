"""Limits of signing in count for all processes together, in the cache `limits`: Redis by setting, else the database."""

from allauth.core.internal import ratelimit
from django.core.cache import caches
from django.utils.crypto import salted_hmac


def share() -> None:
    """allauth counts in the default cache, which each process has for itself."""
    ratelimit.cache = caches["limits"]


def key(name: str, prefix: str, version: int) -> str:
    """Under which a count is kept: a keyed digest, so that no network address and no account can be read in it."""
    return salted_hmac("limits", f"{prefix}:{version}:{name}", algorithm="sha256").hexdigest()
