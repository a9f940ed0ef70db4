"""Address prefixes of the staff area: the editor and the sign-in pages."""

from django.conf import settings

ADMIN_PREFIX = "/admin/"
DOOR = "accounts/"  # also below each language's prefix
PREFIXES = ("/" + DOOR, *(f"/{code}/{DOOR}" for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE))


def is_door(path: str) -> bool:
    """Return whether an address belongs to the sign-in pages, in any language."""
    return path.startswith(PREFIXES)
