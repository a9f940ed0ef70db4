"""Address prefixes of the staff area: the editor and the sign-in pages."""

from django.conf import settings

ADMIN_PREFIX = "/admin/"
DOOR = "accounts/"  # also below each language's prefix
LANGUAGES = ("", *(f"/{code}" for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE))
PREFIXES = tuple(f"{language}/{DOOR}" for language in LANGUAGES)
OF_STAFF = (*PREFIXES, *(f"{language}{ADMIN_PREFIX}" for language in LANGUAGES))


def is_door(path: str) -> bool:
    """Return whether an address belongs to the sign-in pages, in any language."""
    return path.startswith(PREFIXES)


def is_of_staff(path: str) -> bool:
    """Return whether an address, with or without its final slash, belongs to the editor or the sign-in pages."""
    return f"{path.rstrip('/')}/".startswith(OF_STAFF)
