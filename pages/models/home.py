from urllib.parse import urljoin

from django.conf import settings
from django.db import models
from django.http import Http404
from django.templatetags.static import static
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import Page

from pages.content_cache import memo
from pages.editor.forms import DateInput
from pages.models.lookup import page_at
from pages.models.network import PillarPage
from pages.models.page_form import HomePageForm
from pages.models.pictures import fetch_pictures
from pages.texts.fields import BodyField, PhoneField, phone_link
from toolkit.visibility import public

from .base import BasePage, FiguresMixin, searched
from .story import ON_A_PAGE, StoryPage


class HomePage(FiguresMixin, BasePage):
    """The site's front page: who we are, the figures, and where the schools are. One per language."""

    parent_page_types = ["wagtailcore.Page"]
    max_count = len(settings.LANGUAGES)
    shared_fields = ("phone", "email", "address")
    for_families = True
    homes = None  # the site's live home pages by language, if `pages.routing.sites` loaded them
    page_description = _("The site's front page, one per language.")

    headline = models.CharField(
        _("headline"),
        max_length=80,
        help_text=_("The largest text on the site: a promise in eight words or fewer."),
    )
    lead = models.TextField(
        _("lead"),
        max_length=400,
        help_text=_("One or two sentences under the headline: who we are, and who we serve."),
    )
    quote = models.TextField(_("quote"), max_length=300, blank=True, help_text=_("One sentence set large, if any."))
    quote_source = models.CharField(_("source of the quote"), max_length=160, blank=True)
    body = BodyField("pages.blocks.BODY", verbose_name=_("more"), blank=True)
    phone = PhoneField(
        _("phone of the network"),
        default="",
        help_text=_("The home office, in the format (555) 555-0100. Shown at the foot of every page."),
    )
    email = models.EmailField(
        _("email of the network"),
        blank=True,
        default="",
        help_text=_("Shown at the foot of every page."),
    )
    address = models.CharField(
        _("address of the home office"),
        max_length=160,
        blank=True,
        default="",
        help_text=_("Street, city, and ZIP code in one line. Shown at the foot of every page."),
    )

    featured = models.ForeignKey(
        StoryPage,
        verbose_name=_("featured story"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Its picture and title are in the opening, in each language that has the story."),
    )
    featured_from = models.DateField(
        _("from"), null=True, blank=True, help_text=_("The first day in the opening. If empty, right away.")
    )
    featured_until = models.DateField(
        _("until"), null=True, blank=True, help_text=_("The last day in the opening. If empty, it stays there.")
    )

    base_form_class = HomePageForm
    content_panels = [
        *BasePage.title_panels,
        MultiFieldPanel(["headline", "lead"], heading=_("Opening")),
        MultiFieldPanel(
            [
                "listing_image",
                "featured",
                FieldRowPanel([FieldPanel(name, widget=DateInput) for name in ("featured_from", "featured_until")]),
            ],
            heading=_("Picture or story in the opening"),
        ),
        "figures",
        MultiFieldPanel(["quote", "quote_source"], heading=_("Quote")),
        "body",
        MultiFieldPanel(["phone", "email", "address"], heading=_("How to reach the network")),
        *BasePage.beside_lead_panels[:1],  # the summary
    ]

    search_fields = [*BasePage.search_fields, *searched("headline", "lead", "quote", "body")]

    class Meta:
        verbose_name = _("home page")

    @property
    def localized(self):
        """Like Wagtail's, without a query if the page is in the active language or knows the site's `homes`."""
        if self.locale.language_code == get_language():
            return self
        return super().localized if self.homes is None else self.homes.get(get_language(), self)

    def route(self, request, path_components):
        """Find the deepest page that the address names, and let it route the rest."""
        if get_language() != settings.LANGUAGE_CODE and get_language() != self.locale.language_code:
            raise Http404  # no home page in this language; do not serve the English one
        page = page_at(self, path_components) if path_components else None
        if page is not None:
            return page.route(request, path_components[page.depth - self.depth :])
        return super().route(request, path_components)

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["pillars"] = memo(
            ("pillars", self.path), lambda: list(public(PillarPage.objects.descendant_of(self)).order_by("path"))
        )
        context["stories"] = StoryPage.newest_below(self.path)[:ON_A_PAGE]
        return context

    @property
    def featured_story(self) -> StoryPage | None:
        """The story in the opening today, in the language of the page."""
        if not (self.featured_id and self._is_featured):
            return None
        return memo(("featured story", self.featured_id, self.locale_id), self._find_featured)

    def _find_featured(self) -> StoryPage | None:
        keys = Page.objects.filter(pk=self.featured_id).values("translation_key")
        story = StoryPage.objects.filter(translation_key__in=keys, locale=self.locale_id).newest().first()
        fetch_pictures([story] if story else [])
        return story

    @property
    def _is_featured(self) -> bool:
        first, last, today = self.featured_from, self.featured_until, timezone.localdate()
        return (not first or first <= today) and (not last or today <= last)

    @property
    def opening_picture(self):
        """The picture in the opening today: that of the featured story, or the page's own; None: a landscape."""
        story = self.featured_story
        return (story and story.picture) or (self.picture if self._is_featured else None)

    @property
    def phone_link(self) -> str:
        return phone_link(self.phone)

    @property
    def share_title(self) -> str:
        return self.headline or self.title

    @property
    def share_landscape(self) -> tuple[str, str, str]:
        return settings.NETWORK.short, "hero", ""

    def structured_data(self, request):
        url = self.get_full_url(request)
        name = settings.WAGTAIL_SITE_NAME
        organization = {
            "@type": "EducationalOrganization",
            "@id": urljoin(url, "/#organization"),  # the same in every language
            "name": name,
            "url": url,
            "logo": urljoin(url, static("img/apple-touch-icon.png")),
            "areaServed": f"{settings.NETWORK.region.first}, {settings.NETWORK.state_name.first}",
            "telephone": self.phone_link.removeprefix("tel:"),
            "email": self.email,
            "address": self.address,
        }
        return [
            {name: value for name, value in organization.items() if value},
            {"@type": "WebSite", "name": name, "url": url, "inLanguage": get_language()},
        ]
