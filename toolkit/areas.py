"""Where the pages of signing in are: `/accounts/`, and below each language's prefix."""

from django.conf import settings

DOOR = "accounts/"
PREFIXES = ("/" + DOOR, *(f"/{code}/{DOOR}" for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE))


def is_door(path: str) -> bool:
    """Whether an address belongs to the pages of signing in, in any language."""
    return path.startswith(PREFIXES)
