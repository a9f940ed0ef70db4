"""Resolve a URL that staff paste: a document or page of this site, or an outside address."""

import re
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Site

from media.models import SiteDocument, public_documents
from schools.register import page_types
from schools.register.models import School, SchoolTeam
from toolkit.visibility import public

DOCUMENT = re.compile(r"^/documents/(\d+)/")
is_web_address = URLValidator(
    schemes=["http", "https"], message=_("Enter a full address, such as https://www.example.org/agenda, or /about/.")
)


def link_target(text: str, school: School | None = None) -> dict:
    """Return the `Posting` fields for the URL `text`: {"document": …}, {"page": …} or {"url": …}.

    `school`: for school editors, who cannot post other schools' documents and profiles. Posted content cannot be
    replaced or deleted, so posting it would lock it for the other school.

    Raises ValidationError if the URL is invalid, or if it is on this site and does not exist or is not public.
    """
    text = text.strip()
    path = _own_path(text)
    if path is None:
        is_web_address(text)
        return {"url": text}
    if match := DOCUMENT.match(path):
        return {"document": _document(match[1], school)}
    page = _page(path)
    if page is None:
        raise ValidationError(_("There is no public page with this address on this site."))
    if school and page_types.profiles().filter(pk=page.pk).exclude(school=school).exists():
        raise ValidationError(_("This is another school’s profile. Choose a page of your school or of the network."))
    return {"page": page}


def _document(key: str, school: School | None) -> SiteDocument:
    """Return the public document `key`. For `school`, all errors have the same message."""
    document = public_documents().filter(pk=key).select_related("collection").first()
    if document is None and school is None:
        raise ValidationError(_("There is no such document on this site, or the public cannot read it."))
    others = SchoolTeam.objects.exclude(school=school).exclude(collection=None) if school else SchoolTeam.objects.none()
    paths = tuple(others.values_list("collection__path", flat=True))
    if document is None or document.collection.path.startswith(paths):
        raise ValidationError(
            _("Your school can’t post this document. Choose one from your school’s library, or upload the file here.")
        )
    return document


def _own_path(text: str) -> str | None:
    """Return the path of a URL of this site, or None for other sites."""
    try:
        parts = urlsplit(text)
        host = parts.netloc.lower()
    except ValueError:
        return None
    own_hosts = {urlsplit(settings.WAGTAILADMIN_BASE_URL).netloc.lower()}
    own_hosts |= {urlsplit(site.root_url).netloc.lower() for site in Site.objects.all()}
    if (parts.scheme in ("http", "https") and host in own_hosts) or (
        text.startswith("/") and not text.startswith("//")
    ):
        return unquote(parts.path or "/")
    return None


def _page(path: str) -> Page | None:
    """Return the public page at `path`, or None."""
    name = path.rstrip("/").rpartition("/")[2]
    pages = public(Page.objects.filter(Q(slug=name) | Q(depth=2)))  # home pages too, as /es/ is one
    target = path if path.endswith("/") else f"{path}/"
    return next((page for page in pages if page.url and urlsplit(page.url).path == target), None)
