"""Every public address of the site that does not depend on a question, in the order in which it matters to be new."""

from django.db.models import Q
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from .contents import DOCUMENTS, Address, contents


def addresses(site: Site) -> list[Address]:
    """All addresses of `site` in all its languages."""
    documents = (Address(document.url, DOCUMENTS) for document in contents().documents())
    return sorted({*contents().addresses(site), *documents}, key=lambda address: (address.depth, address.path))


def redirects(site: Site) -> dict[bool, dict[str, str]]:
    """Old addresses and where they lead now: {True: for good, False: for the time being}."""
    found: dict[bool, dict[str, str]] = {True: {}, False: {}}
    rows = Redirect.objects.filter(Q(site=site) | Q(site=None)).select_related("redirect_page")
    for redirect in rows.order_by("site"):  # one of this site stands before one of all
        target = redirect.link
        if target and "?" not in redirect.old_path:
            found[redirect.is_permanent].setdefault(redirect.old_path, target)
    return found
