"""Addresses of other sites in the fields of pages, and whether they worked when they were last checked."""

from collections.abc import Iterator

from bs4 import BeautifulSoup
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.models import Page

from toolkit.visibility import public

LONGEST = 600  # characters; longer ones are not checked


class LinkStatus(models.TextChoices):
    WORKS = "works", _("Works")
    MOVED = "moved", _("Moved permanently")
    FAILED = "failed", _("Failed last night")
    BROKEN = "broken", _("Broken")
    UNKNOWN = "unknown", _("Could not be checked")


class CheckedLink(models.Model):
    """An address of another site that public pages link to, as it was last checked."""

    url = models.TextField(primary_key=True)
    status = models.CharField(max_length=10, choices=LinkStatus.choices)
    answer = models.CharField(max_length=40, blank=True)  # such as “404” or “SSLError”
    moved_to = models.TextField(blank=True)
    checked_on = models.DateField()

    def __str__(self):
        return self.url


def is_outside(text: str) -> bool:
    return text.startswith(("https://", "http://")) and len(text) <= LONGEST and not any(map(str.isspace, text))


def links_in(text: str) -> Iterator[str]:
    """Yield the addresses in a text: the text itself, or the links in rich text."""
    if is_outside(text):
        yield text
    elif "href=" in text:
        links = BeautifulSoup(text, "html.parser").find_all("a", href=True)
        yield from filter(is_outside, (link["href"] for link in links))


def addresses_of(page: Page) -> dict[str, str]:
    """Return the addresses that a specific page links to, each with the path of its field or block in the form."""
    paths: dict[str, str] = {}
    for field in page._meta.concrete_fields:
        for path, text in _texts(field, page):
            for address in links_in(text):
                paths.setdefault(address, path)
    return paths


def public_addresses() -> list[tuple[Page, dict[str, str]]]:
    """Return the public pages that link to other sites, with `addresses_of` each. One query for each page type."""
    pages = public(Page.objects.all()).specific().select_related("locale", "owner").order_by("path")
    pairs = ((page, addresses_of(page)) for page in pages)
    return [(page, addresses) for page, addresses in pairs if addresses]


def _texts(field, page) -> Iterator[tuple[str, str]]:
    """Yield the texts of a field, each with its path."""
    value = getattr(page, field.attname)
    if isinstance(field, StreamField):
        for block in value.get_prep_value():
            for text in _strings(block["value"]):
                yield f"{field.name}.{block['id']}", text
    elif isinstance(field, models.TextField | models.CharField) and value:
        yield field.name, value


def _strings(value) -> Iterator[str]:
    """Yield the texts in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _strings(item)
