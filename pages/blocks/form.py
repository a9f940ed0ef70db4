from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.models import Page

from pages.links.targets import in_active_language
from toolkit.visibility import public

from .groups import ACTION


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
