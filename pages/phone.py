"""Phone numbers as staff enter them and as visitors tap them."""

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

PHONE = RegexValidator(r"^\(\d{3}\) \d{3}-\d{4}$", _("Use the format (213) 555-0100."))


def phone_link(phone: str, extension: str = "") -> str:
    """Return `phone` as a link, `tel:+12135550100` or `tel:+12135550100;ext=12`; empty without a phone."""
    digits = "".join(filter(str.isdigit, phone))
    return f"tel:+1{digits}{extension and f';ext={extension}'}" if digits else ""
