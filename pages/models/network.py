"""Pages about the network: its mission and pillars, who we are, its figures, and plain text."""

from urllib.parse import urljoin

from django.conf import settings
from django.db import models
from django.http import HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import MultiFieldPanel
from wagtail.contrib.routable_page.models import path
from wagtail.fields import RichTextField

from pages.figures.facts import FILE, by_period, fact_feed, facts
from pages.models.base import BasePage, FiguresMixin, RoutablePage, searched
from pages.texts.fields import BodyField
from toolkit.visibility import public

FEED = "feed"  # a path below the page


class MissionPage(FiguresMixin, BasePage):
    """The promise and its pillars, which are its child pages in tree order."""

    parent_page_types = ["pages.HomePage"]
    subpage_types = ["pages.PillarPage"]
    max_count_per_parent = 1
    page_description = _("The promise and its pillars. Sort the pillars to change their order.")

    promise = models.TextField(
        _("promise"),
        max_length=400,
        help_text=_("The mission in one or two sentences, as large as a headline."),
    )
    body = BodyField("pages.blocks.BODY", verbose_name=_("more"), blank=True)

    content_panels = [*BasePage.content_panels, "promise", "figures", "body"]
    search_fields = [*BasePage.search_fields, *searched("promise", "body")]

    class Meta:
        verbose_name = _("mission page")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["pillars"] = public(PillarPage.objects.child_of(self)).order_by("path")
        return context


class PillarPage(FiguresMixin, BasePage):
    """One commitment: its statement and evidence. About shows its title; Mission shows its summary, too."""

    parent_page_types = ["pages.MissionPage"]
    subpage_types = []
    page_description = _("One of the commitments of the mission.")

    short_title = models.CharField(
        _("short title"), max_length=40, help_text=_("For menus and cards, one to four words: “Equity”.")
    )
    statement = RichTextField(_("statement"), help_text=_("What the commitment means. Shown only on this page."))
    quote = models.TextField(_("quote"), max_length=300, blank=True, help_text=_("One sentence set large, if any."))
    body = BodyField("pages.blocks.BODY", verbose_name=_("evidence and stories"), blank=True)

    content_panels = [
        *BasePage.content_panels,
        "short_title",
        MultiFieldPanel(["statement", "quote"], heading=_("The commitment")),
        "figures",
        "body",
    ]
    search_fields = [*BasePage.search_fields, *searched("short_title", "statement", "quote", "body")]

    class Meta:
        verbose_name = _("pillar page")
        verbose_name_plural = _("pillar pages")

    @cached_property
    def pillars(self) -> list["PillarPage"]:
        """All public commitments in tree order."""
        return list(public(PillarPage.objects.sibling_of(self)).order_by("path"))

    @property
    def number(self) -> int | None:
        """Its position among them, from 1; None for a draft."""
        return next((n for n, pillar in enumerate(self.pillars, 1) if pillar.pk == self.pk), None)

    @property
    def share_kicker(self) -> str:
        if not self.number:
            return ""
        return _("Commitment %(number)s of %(total)s") % {"number": self.number, "total": len(self.pillars)}

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        return context | {"pillars": self.pillars, "number": self.number}


class AboutPage(FiguresMixin, BasePage):
    """Who we are: the story, our role in the community, the commitments (from their own pages), and a timeline."""

    parent_page_types = ["pages.HomePage"]
    subpage_types = ["pages.FormPage", "pages.StandardPage"]
    max_count_per_parent = 1
    page_description = _("Who we are: the story, the figures, the timeline.")

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

    content_panels = [*BasePage.title_panels, *BasePage.beside_lead_panels, "lead", "figures", "body", "timeline"]
    search_fields = [*BasePage.search_fields, *searched("lead", "body", "timeline")]

    class Meta:
        verbose_name = _("about page")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["pillars"] = public(PillarPage.objects.filter(locale_id=self.locale_id)).order_by("path")
        return context


class StandardPage(BasePage):
    """A text page, such as contact, privacy, or accessibility."""

    for_families = True
    parent_page_types = ["pages.HomePage", "pages.AboutPage", "pages.StandardPage"]
    subpage_types = ["pages.FormPage", "pages.StandardPage"]
    page_description = _("A text page, for anything that no other page type fits.")

    body = BodyField("pages.blocks.BODY", verbose_name=_("text"), blank=True)

    content_panels = [*BasePage.content_panels, "body"]
    search_fields = [*BasePage.search_fields, *searched("body")]

    class Meta:
        verbose_name = _("standard page")
        verbose_name_plural = _("standard pages")


class FactsPage(RoutablePage):
    """All published figures with definition, source, and history, as a page, a feed, and JSON. One per language."""

    parent_page_types = ["pages.HomePage"]
    subpage_types = []
    max_count_per_parent = 1
    page_description = _("The list of all published figures, with their definitions, sources, and earlier values.")

    class Meta:
        verbose_name = _("list of figures")
        verbose_name_plural = _("lists of figures")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        return context | {"periods": by_period(facts()), "file_url": self.file_url(request)}

    def feed_url(self, request=None) -> str:
        """Return the absolute address of the feed."""
        return f"{self.get_full_url(request)}{FEED}/"

    def file_url(self, request=None) -> str:
        """Return the absolute address of the file for software."""
        with translation.override(self.locale.language_code):
            return urljoin(self.get_full_url(request), reverse(FILE))

    @path(f"{FEED}/", name=FEED)
    def feed(self, request):
        feed = fact_feed(self, facts(render=str), request)
        return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)

    def structured_data(self, request):
        """The list as a schema.org Dataset with its files. It has no license, because none has been set."""
        url = self.get_full_url(request)
        files = (("application/json", self.file_url(request)), ("application/atom+xml", self.feed_url(request)))
        return [
            {
                "@type": "Dataset",
                "@id": f"{url}#facts",
                "url": url,
                "name": self.title,
                "description": self.description,
                "inLanguage": get_language(),
                "creator": {"@type": "EducationalOrganization", "name": settings.WAGTAIL_SITE_NAME},
                "distribution": [
                    {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": address} for kind, address in files
                ],
            }
        ]
