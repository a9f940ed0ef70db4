from urllib.parse import urljoin

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import path
from wagtail.models import PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from pages.content_cache import memoized
from pages.editor.forms import DateInput
from pages.feed import story_feed
from pages.models.pictures import fetch_pictures
from pages.texts.fields import BodyField
from toolkit.visibility import public

from .base import BasePage, RoutablePage, searched

PER_PAGE = 12
ON_A_PAGE = 3  # stories on a page of another type
IN_FEED = 20
FEED = "feed"


class StoryPageQuerySet(PageQuerySet):
    def newest(self):
        """Live, public stories, newest first, with their picture and without their text."""
        return public(self).select_related("listing_image").order_by("-date", "-pk").defer("body")


class StoryPage(BasePage):
    """A news item with its date and source. `schools.StorySchool` links it to the schools that it is about."""

    parent_page_types = ["pages.StoryIndexPage"]
    subpage_types = []
    page_description = _("A news item with its date and source.")

    date = models.DateField(
        _("date"),
        default=timezone.localdate,
        help_text=_("The day it happened or was announced. Newest stories come first."),
    )
    body = BodyField("pages.blocks.BODY", verbose_name=_("story"), blank=True)
    source = models.CharField(
        _("source"),
        max_length=200,
        blank=True,
        help_text=_(
            "Where readers can check the facts: “Press release of March 1, 2024”. Leave empty if we are the source."
        ),
    )
    source_url = models.URLField(
        _("address of the source"), blank=True, help_text=_("With https://, if the source is online.")
    )

    objects = PageManager.from_queryset(StoryPageQuerySet)()

    content_panels = [
        *BasePage.title_panels,
        FieldPanel("date", widget=DateInput),
        *BasePage.listing_panels,
        "body",
        MultiFieldPanel(["source", "source_url"], heading=_("Source")),
    ]
    search_fields = [*BasePage.search_fields, *searched("body", "source"), index.FilterField("date")]

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")

    def clean(self):
        super().clean()
        if self.slug == FEED:
            raise ValidationError({"slug": _("This address is used by the feed. Choose another one.")})

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        around = StoryPage.newest_below(self.path[: -self.steplen])
        context["more"] = [story for story in around if story.pk != self.pk][:ON_A_PAGE]
        return context

    @classmethod
    @memoized
    def newest_below(cls, path: str) -> list["StoryPage"]:
        """Return the newest stories below the tree path `path`: one more than shown, as a story leaves itself out."""
        stories = list(cls.objects.filter(path__startswith=path).newest()[: ON_A_PAGE + 1])
        fetch_pictures(stories)
        return stories

    @property
    def share_kicker(self) -> str:
        """The date."""
        return date_format(self.date, "DATE_FORMAT")

    def list_url(self, request=None) -> str:
        """Return the address of the story list above, without a query."""
        return urljoin(self.get_url(request) or "", "..")

    def feed_url(self, request=None) -> str:
        """Return the absolute address of the list's feed."""
        return urljoin(self.get_full_url(request) or "", f"../{FEED}/")

    def structured_data(self, request):
        """The story as a schema.org object. Unknown values are left out."""
        url = self.get_full_url(request)
        data = {
            "@type": "NewsArticle",
            "@id": f"{url}#story",
            "mainEntityOfPage": url,
            "headline": self.title,
            "description": self.description,
            "datePublished": self.date.isoformat(),
            "dateModified": timezone.localtime(self.last_published_at).isoformat() if self.last_published_at else "",
            "inLanguage": get_language(),
            "publisher": {"@type": "EducationalOrganization", "name": settings.WAGTAIL_SITE_NAME},
        }
        if self.source_url:
            data["citation"] = {"@type": "CreativeWork", "name": self.source or self.source_url, "url": self.source_url}
        return [{key: value for key, value in data.items() if value}]


class StoryIndexPage(RoutablePage):
    """All stories of one language, newest first, and their feed."""

    is_list = True
    parent_page_types = ["pages.HomePage"]
    subpage_types = ["pages.StoryPage"]
    max_count_per_parent = 1
    page_description = _("The list of all stories. Add stories below it.")

    class Meta:
        verbose_name = _("story list")

    @property
    def stories(self) -> StoryPageQuerySet:
        return StoryPage.objects.child_of(self).newest()

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        stories_page = Paginator(self.stories, PER_PAGE).get_page(request.GET.get("page"))
        stories = list(stories_page.object_list)
        fetch_pictures(stories)
        newest = stories.pop(0) if stories and stories_page.number == 1 else None
        return context | {"found": stories_page, "newest": newest, "stories": stories}

    def feed_url(self, request=None) -> str:
        """Return the absolute address of the feed."""
        return f"{self.get_full_url(request)}{self.reverse_subpage(FEED)}"

    @path(f"{FEED}/", name=FEED)
    def feed(self, request):
        feed = story_feed(self, list(self.stories[:IN_FEED]), request)
        return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
