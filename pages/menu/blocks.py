"""The items of the menu and the footer."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from pages.blocks.base import AddressBlock, LinkBlock

from .items import LABEL


class MenuLinkBlock(LinkBlock):
    """A page, in the language of the reader, or an address of another site. With a label in each language."""

    page = blocks.PageChooserBlock(
        label=_("Page of this site"),
        required=False,
        help_text=_("Choose the page in the main language. Readers get it in theirs, if it is public there."),
    )
    address = AddressBlock(label=_("Or an external address"), required=False)
    address_name = "address"

    def __init__(self, local_blocks=(), **kwargs):
        labels = [
            (
                LABEL(code),
                blocks.CharBlock(
                    label=format_lazy(_("Label ({language})"), language=name),
                    required=False,
                    max_length=40,
                    help_text=_("Leave empty to use the title of the page. An address needs a label."),
                ),
            )
            for code, name in settings.WAGTAIL_CONTENT_LANGUAGES
        ]
        super().__init__([*labels, *local_blocks], **kwargs)

    def clean(self, value):
        cleaned = super().clean(value)
        if cleaned.get("address") and not self.is_deferred_validation:
            labels = [LABEL(code) for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES]
            if missing := [label for label in labels if not cleaned[label]]:
                error = ValidationError(_("Enter a label: an address has no title."))
                raise blocks.StructBlockValidationError(block_errors=dict.fromkeys(missing, error))
        return cleaned

    class Meta:
        icon = "link"
        label = _("Item")


BELOW = blocks.ListBlock(
    MenuLinkBlock(),
    label=_("Items below it"),
    default=[],
    collapsed=True,
    help_text=_("They open under this item. Pages below its page keep the order that they have there."),
)
HEADER = [("item", MenuLinkBlock([("below", BELOW)]))]
FOOTER = [("item", MenuLinkBlock())]
