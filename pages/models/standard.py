from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from pages.fields import BodyField

from .base import BasePage


class StandardPage(BasePage):
    """A text page, such as contact, privacy, or accessibility."""

    for_families = True
    parent_page_types = ["pages.HomePage", "pages.AboutPage", "pages.StandardPage"]
    subpage_types = ["pages.FormPage", "pages.StandardPage"]
    page_description = _("A text page, for anything that no other page type fits.")
    template = "pages/standard_page.html"

    body = BodyField("pages.blocks.BODY", verbose_name=_("text"), blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("body")]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("standard page")
        verbose_name_plural = _("standard pages")
