"""Blocks that say what to do next: a button, and a form."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.models import Page

from pages.blocks.base import ACTION, AddressBlock, LinkBlock
from pages.link_targets import in_active_language
from pages.links.form_checks import check_words
from toolkit.visibility import public


class LinkValue(blocks.StructValue):
    def get_url(self, request=None):
        """Return the address of the live page in the active language, or the typed one; empty when the page is gone."""
        page = self.get("page")
        if page:
            page = in_active_language([page.pk]).get(page.pk, page)
            return page.get_url(request) if page.live else ""
        return self.get("url") or ""


class CallToActionBlock(LinkBlock):
    """One link, to a page of this site or to an external address."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=120)
    text = blocks.TextBlock(label=_("Text"), required=False, max_length=300)
    link_text = blocks.CharBlock(
        label=_("Button text"),
        max_length=50,
        help_text=_("Says what happens: “See our schools”, not “Click here”."),
    )
    page = blocks.PageChooserBlock(label=_("Page of this site"), required=False)
    url = AddressBlock(label=_("Or an external address"), required=False)

    def clean(self, value):
        cleaned = super().clean(value)
        if not self.is_deferred_validation:
            try:
                check_words(cleaned["link_text"])
            except ValidationError as error:
                raise blocks.StructBlockValidationError(block_errors={"link_text": error}) from error
        return cleaned

    class Meta:
        icon = "link"
        group = ACTION
        label = _("Call to action")
        description = _("What to do next: a heading, a sentence, and one button.")
        template = "components/blocks/call_to_action.html"
        value_class = LinkValue
        preview_value = {
            "heading": "Find a school near you",
            "text": "Every school, with its address and phone.",
            "link_text": "See our schools",
            "url": "https://example.org/",
        }


class FormValue(blocks.StructValue):
    @property
    def page(self):
        """The form in the active language; None if visitors cannot open it."""
        form = self.get("form")
        form = form and in_active_language([form.pk]).get(form.pk, form)
        return form.specific if form and public(Page.objects.filter(pk=form.pk)).exists() else None


class FormBlock(blocks.StructBlock):
    """A form on its own page."""

    form = blocks.PageChooserBlock("pages.FormPage", label=_("Form"))

    class Meta:
        icon = "form"
        group = ACTION
        label = _("Form")
        description = _("The title and summary of a form, and a button that opens it.")
        template = "components/blocks/form.html"
        value_class = FormValue
        preview_template = "components/blocks/form_preview.html"
