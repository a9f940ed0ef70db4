"""Every public address of the site that does not depend on a query string, most important first."""

from django.db.models import Q
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from toolkit.areas import is_of_staff

from .contents import DOCUMENTS, Address, contents


def addresses(site: Site) -> list[Address]:
    """Return all addresses of `site` in all its languages."""
    documents = (Address(document.url, DOCUMENTS) for document in contents().documents())
    return sorted({*contents().addresses(site), *documents}, key=lambda address: (address.depth, address.path))


def redirects(site: Site) -> dict[bool, dict[str, str]]:
    """Return old addresses and their targets: {True: permanent, False: temporary}."""
    targets: dict[bool, dict[str, str]] = {True: {}, False: {}}
    rows = Redirect.objects.filter(Q(site=site) | Q(site=None)).select_related("redirect_page")
    for redirect in rows.order_by("site"):  # a redirect of this site comes before one of all sites
        target = redirect.link
        if target and "?" not in redirect.old_path and not is_of_staff(redirect.old_path):
            targets[redirect.is_permanent].setdefault(redirect.old_path, target)
    return targets
