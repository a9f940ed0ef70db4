"""Which of the network's copies of the site this one is (staff see it on every page of the admin), and its version."""

from enum import StrEnum
from pathlib import Path

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


def release(value: str, folder: Path) -> str:
    """The version of the code: `value` of the variable RELEASE, else the file RELEASE in `folder`, else nothing."""
    if value.strip():
        return value.strip()
    try:
        return (folder / "RELEASE").read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""
