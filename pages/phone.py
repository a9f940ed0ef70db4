"""Phone numbers as staff enter them and as visitors tap them."""

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

PHONE = RegexValidator(r"^\(\d{3}\) \d{3}-\d{4}$", _("Use the format (213) 555-0100."))


def phone_link(phone: str) -> str:
    """Return `phone` as a link, `tel:+12135550100`; empty without a phone."""
    digits = "".join(filter(str.isdigit, phone))
    return f"tel:+1{digits}" if digits else ""
