"""What an address leads to: the staff area, by its prefixes (the editor and the sign-in pages), and its view."""

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils import translation

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


def view_at(path: str) -> str | None:
    """Return the URL name for `path`, or the view's own name if it has none; None if nothing matches."""
    with translation.override(translation.get_language_from_path(path) or settings.LANGUAGE_CODE):
        try:
            match = resolve(path)
        except Resolver404:
            return None
    return match.url_name or match.view_name
