"""Which of the network's copies of the site this one is. Staff see it on every page of the admin."""

from enum import StrEnum

from django.core.exceptions import ImproperlyConfigured


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
