"""Parsers for environment variables: ENVIRONMENT and SERVES, SECURITY_CONTACT and SECURITY_EXPIRES."""

from datetime import date
from enum import StrEnum

from django.core.exceptions import ImproperlyConfigured

CONTACTS = ("https://", "mailto:", "tel:")  # allowed prefixes of addresses in SECURITY_CONTACT


class Environment(StrEnum):
    DEVELOPMENT = "development"
    STAGING = "staging"
    PRODUCTION = "production"


def choice(name: str, value: str, default: StrEnum) -> StrEnum:
    """Parse the `value` of the variable `name`, or return `default` if it is empty. Raises ImproperlyConfigured."""
    try:
        return type(default)(value.strip().lower() or default)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is '{value}': set it to one of {', '.join(type(default))}.") from None


def security_contact(contact: str, expires: str) -> tuple[list[str], date | None]:
    """Parse both variables into a list of addresses, best first, and the last day. Raises ImproperlyConfigured."""
    contacts = [address.strip() for address in contact.split(",") if address.strip()]
    for address in contacts:
        if not address.startswith(CONTACTS) or len(address.split()) != 1 or not address.isprintable():
            raise ImproperlyConfigured(
                f"SECURITY_CONTACT is '{address}': use an address that begins with https://, mailto:, or tel:, "
                "for example mailto:security@example.org."
            )
    if bool(contacts) != bool(expires):
        raise ImproperlyConfigured("SECURITY_CONTACT and SECURITY_EXPIRES belong together: set both or neither.")
    try:
        return contacts, date.fromisoformat(expires) if expires else None
    except ValueError:
        raise ImproperlyConfigured(f"SECURITY_EXPIRES is '{expires}': use a date such as 2027-10-31.") from None
