"""Parsers for the environment variables ENVIRONMENT, SECURITY_CONTACT and SECURITY_EXPIRES."""

from datetime import date
from enum import StrEnum

from django.core.exceptions import ImproperlyConfigured

CONTACTS = ("https://", "mailto:", "tel:")  # allowed prefixes of addresses in SECURITY_CONTACT


class Environment(StrEnum):
    DEVELOPMENT = "development"
    STAGING = "staging"
    PRODUCTION = "production"


def environment(value: str, default: Environment) -> Environment:
    """Parse `value`, the variable ENVIRONMENT, or return `default` if it is empty. Raises ImproperlyConfigured."""
    try:
        return Environment(value.strip().lower() or default)
    except ValueError:
        raise ImproperlyConfigured(f"ENVIRONMENT is '{value}': set it to one of {', '.join(Environment)}.") from None


def security_contact(contact: str, expires: str) -> tuple[list[str], date | None]:
    """Parse both variables into a list of addresses, best first, and the last day. Raises ValueError."""
    contacts = [address.strip() for address in contact.split(",") if address.strip()]
    for address in contacts:
        if not address.startswith(CONTACTS) or len(address.split()) != 1 or not address.isprintable():
            raise ValueError(
                f"SECURITY_CONTACT is '{address}': use an address that begins with https://, mailto:, or tel:, "
                "for example mailto:security@example.org."
            )
    if bool(contacts) != bool(expires):
        raise ValueError("SECURITY_CONTACT and SECURITY_EXPIRES belong together: set both or neither.")
    try:
        return contacts, date.fromisoformat(expires) if expires else None
    except ValueError:
        raise ValueError(f"SECURITY_EXPIRES is '{expires}': use a date such as 2027-10-31.") from None
