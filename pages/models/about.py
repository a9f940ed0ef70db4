from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from pages.fields import BodyField
from toolkit.visibility import public

from .base import BasePage, FiguresMixin
from .mission import PillarPage


class AboutPage(FiguresMixin, BasePage):
    """Who we are: the story, our role in the community, the commitments (from their own pages), and a timeline."""

    parent_page_types = ["pages.HomePage"]
    subpage_types = ["pages.FormPage", "pages.StandardPage"]
    max_count_per_parent = 1
    page_description = _("Who we are: the story, the figures, the timeline.")
    template = "pages/about_page.html"

    lead = models.TextField(
        _("lead"), max_length=800, help_text=_("The opening paragraph, set larger. Three to five sentences.")
    )
    body = BodyField("pages.blocks.BODY", verbose_name=_("story"), blank=True)
    timeline = BodyField(
        "pages.blocks.TIMELINE",
        verbose_name=_("timeline"),
        blank=True,
        help_text=_("Oldest first. Each milestone names a source."),
    )

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("lead"),
        *FiguresMixin.figures_panels,
        FieldPanel("body"),
        FieldPanel("timeline"),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("lead"),
        index.SearchField("body"),
        index.SearchField("timeline"),
    ]

    class Meta:
        verbose_name = _("about page")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["pillars"] = public(PillarPage.objects.filter(locale_id=self.locale_id)).order_by("path")
        return context
