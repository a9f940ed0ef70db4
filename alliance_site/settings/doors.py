"""The two doors of the site: which requests a process answers."""

from enum import StrEnum

from django.core.exceptions import ImproperlyConfigured


class Door(StrEnum):
    BOTH = "both"  # development, tests, and commands
    PUBLIC = "public"
    EDITOR = "editor"


SESSIONS = "django.contrib.auth.middleware.AuthenticationMiddleware"
STAFF = {
    SESSIONS,
    "toolkit.session_store.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",  # forms for visitors need no cookie
    "toolkit.activity_log.events.AuditMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "toolkit.accounts.second_factor.SecondFactorMiddleware",
    "alliance_site.staff.school_gate.SchoolEditorGate",
}


def door(value: str) -> Door:
    """Parse `value`, the variable SERVES. Raises ImproperlyConfigured."""
    try:
        return Door(value.strip().lower() or Door.BOTH)
    except ValueError:
        raise ImproperlyConfigured(f"SERVES is '{value}': set it to one of {', '.join(Door)}.") from None


def for_visitors(middleware: list[str]) -> list[str]:
    """Return the middleware of the public door: without sessions, accounts, and the editor.

    allauth's own stays, because allauth refuses to start without it. It acts only on addresses that this door lacks.
    """
    visitors = "alliance_site.middleware.VisitorMiddleware"
    kept = [visitors if name == SESSIONS else name for name in middleware]
    return [name for name in kept if name not in STAFF]
