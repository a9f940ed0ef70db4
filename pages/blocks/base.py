"""What blocks share: the headings under which editors choose one, and links to a page or to an address."""

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

TEXT, PICTURES, EVIDENCE, ACTION = _("Text"), _("Pictures and files"), _("Numbers and tables"), _("Next step")
SCHEMES = ("http", "https")


class AddressBlock(blocks.URLBlock):
    """A web address. Anything else that may be stored, such as `javascript:`, is read as empty."""

    def __init__(self, **kwargs):
        super().__init__(validators=[URLValidator(schemes=SCHEMES)], **kwargs)

    def to_python(self, value):
        is_web = isinstance(value, str) and value.lower().startswith(tuple(f"{scheme}://" for scheme in SCHEMES))
        return value if is_web else ""

    normalize = to_python


def optional_heading() -> blocks.CharBlock:
    """Return a field for a heading that a block may have."""
    return blocks.CharBlock(
        label=_("Heading"), required=False, max_length=120, help_text=_("Leave it empty right after a section.")
    )


class LinkBlock(blocks.StructBlock):
    """Has a field `page` and one for an address, `address_name`: exactly one is filled in, except in a draft."""

    address_name = "url"

    def clean(self, value):
        cleaned = super().clean(value)
        page, address = bool(cleaned.get("page")), bool(cleaned.get(self.address_name))
        unfinished = self.is_deferred_validation and not (page or address)
        if page == address and not unfinished:
            message = _("Choose a page of this site or enter an address, not both.")
            raise blocks.StructBlockValidationError(block_errors={"page": ValidationError(message)})
        return cleaned
