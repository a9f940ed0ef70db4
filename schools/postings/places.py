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
from schools.register import page_types
from schools.register.models import School, SchoolTeam
from toolkit.visibility import public

DOCUMENT = re.compile(r"^/documents/(\d+)/")
is_web_address = URLValidator(
    schemes=["http", "https"], message=_("Enter a full address, such as https://www.example.org/agenda, or /about/.")
)


def place(text: str, school: School | None = None) -> dict:
    """The fields of a `Posting` for the address `text`: {"document": …}, {"page": …} or {"url": …}.

    `school`: for its editors, who post nothing of other schools. What is posted can be neither replaced nor deleted,
    so one school would hold fast what is another's.

    Raises ValidationError for what is no address, leads nowhere on this site, or is not public there.
    """
    text = text.strip()
    path = _own_path(text)
    if path is None:
        is_web_address(text)
        return {"url": text}
    if match := DOCUMENT.match(path):
        found = SiteDocument.objects.filter(pk=match[1]).select_related("collection").first()
        if school:
            return {"document": _for_school(found, school)}
        if found is None:
            raise ValidationError(_("There is no such document on this site."))
        if not _is_public(found):
            raise ValidationError(_("This document is in a private collection, so the public could not read it."))
        return {"document": found}
    page = _page(path)
    if page is None:
        raise ValidationError(_("There is no public page with this address on this site."))
    if school and page_types.profiles().filter(pk=page.pk).exclude(school=school).exists():
        raise ValidationError(_("This is another school’s profile. Choose a page of your school or of the network."))
    return {"page": page}


def _for_school(found: SiteDocument | None, school: School) -> SiteDocument:
    """`found`, if it is public and in no other school's collection; says the same of all that is not."""
    others = SchoolTeam.objects.exclude(school=school).exclude(collection=None)
    paths = tuple(others.values_list("collection__path", flat=True))
    if found is None or found.collection.path.startswith(paths) or not _is_public(found):
        raise ValidationError(
            _("Your school can’t post this document. Choose one from your school’s library, or upload the file here.")
        )
    return found


def _is_public(document: SiteDocument) -> bool:
    return public_documents().filter(pk=document.pk).exists()


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
