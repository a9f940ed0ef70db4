"""Addresses of other sites."""

from django.core.validators import URLValidator
from wagtail import blocks

SCHEMES = ("http", "https")


class AddressBlock(blocks.URLBlock):
    """A web address. Anything else that may be stored, such as `javascript:`, is read as empty."""

    def __init__(self, **kwargs):
        super().__init__(validators=[URLValidator(schemes=SCHEMES)], **kwargs)

    def to_python(self, value):
        is_web = isinstance(value, str) and value.lower().startswith(tuple(f"{scheme}://" for scheme in SCHEMES))
        return value if is_web else ""

    def normalize(self, value):
        return self.to_python(value)
