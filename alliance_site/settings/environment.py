"""What the environment says of this copy of the site: which one it is (staff see it in the admin), its version, whom
to tell of a weakness."""

from datetime import date
from enum import StrEnum

from django.core.exceptions import ImproperlyConfigured

CONTACTS = ("https://", "mailto:", "tel:")  # how an address of SECURITY_CONTACT may begin


class Environment(StrEnum):
    DEVELOPMENT = "development"
    STAGING = "staging"
    PRODUCTION = "production"


def environment(value: str, default: Environment) -> Environment:
    """The `value` of the variable ENVIRONMENT, or `default` without one; refuses anything else in one line."""
    try:
        return Environment(value.strip().lower() or default)
    except ValueError:
        raise ImproperlyConfigured(f"ENVIRONMENT is '{value}': set it to {', '.join(Environment)}.") from None


def security_contact(contact: str, expires: str) -> tuple[list[str], date | None]:
    """The settings as the site keeps them: addresses, best first, and the last day. Raises ValueError in one line."""
    contacts = [one.strip() for one in contact.split(",") if one.strip()]
    for one in contacts:
        if not one.startswith(CONTACTS) or len(one.split()) != 1 or not one.isprintable():
            raise ValueError(
                f"SECURITY_CONTACT is '{one}': write an address that begins with https://, mailto: or tel:, "
                "for example mailto:security@example.org."
            )
    if bool(contacts) != bool(expires):
        raise ValueError("SECURITY_CONTACT and SECURITY_EXPIRES belong together: set both, or neither.")
    try:
        return contacts, date.fromisoformat(expires) if expires else None
    except ValueError:
        raise ValueError(f"SECURITY_EXPIRES is '{expires}': write a day as 2027-10-31.") from None
