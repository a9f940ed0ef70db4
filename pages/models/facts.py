from urllib.parse import urljoin

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.routable_page.models import path

from pages.figures.facts import FILE, by_period, fact_feed, facts

from .base import RoutablePage

FEED = "feed"  # a path below the page


class FactsPage(RoutablePage):
    """All published figures with definition, source, and history, as a page, a feed, and JSON. One per language."""

    parent_page_types = ["pages.HomePage"]
    subpage_types = []
    max_count_per_parent = 1
    page_description = _("The list of all published figures, with their definitions, sources, and earlier values.")
    template = "pages/facts_page.html"

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
