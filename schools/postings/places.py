"""What an address that staff paste stands for: a document or a page of this site, or something elsewhere."""

import re
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Site

from media.models import SiteDocument
from media.visibility import public_documents
from pages.visibility import public

DOCUMENT = re.compile(r"^/documents/(\d+)/")
is_web_address = URLValidator(
    schemes=["http", "https"], message=_("Write a whole address, as https://www.example.org/agenda, or /about/.")
)


def place(text: str) -> dict:
    """The fields of a `Posting` for the address `text`: {"document": …}, {"page": …} or {"url": …}.

    Raises ValidationError for what is no address, leads nowhere on this site, or is not public there.
    """
    text = text.strip()
    path = _own_path(text)
    if path is None:
        is_web_address(text)
        return {"url": text}
    if match := DOCUMENT.match(path):
        found = SiteDocument.objects.filter(pk=match[1]).first()
        if found is None:
            raise ValidationError(_("There is no such document on this site."))
        if not public_documents().filter(pk=found.pk).exists():
            raise ValidationError(_("This document is in a private collection: nobody could read it."))
        return {"document": found}
    page = _page(path)
    if page is not None:
        return {"page": page}
    raise ValidationError(_("There is no public page with this address on this site."))


def _own_path(text: str) -> str | None:
    """The path of an address of this site; None for one elsewhere."""
    try:
        parts = urlsplit(text)
        host = parts.netloc.lower()
    except ValueError:
        return None
    ours = {urlsplit(settings.WAGTAILADMIN_BASE_URL).netloc.lower()}
    ours |= {urlsplit(site.root_url).netloc.lower() for site in Site.objects.all()}
    if (parts.scheme in ("http", "https") and host in ours) or (text.startswith("/") and not text.startswith("//")):
        return unquote(parts.path or "/")
    return None


def _page(path: str) -> Page | None:
    """The public page at `path`."""
    name = path.rstrip("/").rpartition("/")[2]
    found = public(Page.objects.filter(slug=name) if name else Page.objects.filter(depth=2))
    homes = public(Page.objects.filter(depth=2))  # in another language at /es/
    wanted = path if path.endswith("/") else f"{path}/"
    return next((page for page in (*found, *homes) if page.url and urlsplit(page.url).path == wanted), None)
