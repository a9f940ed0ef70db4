"""Which public addresses show given objects: what a change of them would renew first, told before it is made."""

from wagtail.models import Page

from toolkit.published_copy.dependencies import pages_showing
from toolkit.visibility import public

from .models import PublishedFile


def addresses_showing(changed: list[tuple[str, str]]) -> list[str]:
    """Of (model's label, key) pairs: the pages that the reference index leads to, then those of the copy whose files
    link to them."""
    keys = pages_showing(changed)
    pages = public(Page.objects.filter(pk__in=keys)).select_related("locale").in_bulk()
    own = [url for key in keys if key in pages and (url := pages[key].url)]
    around = PublishedFile.objects.filter(links__overlap=own).order_by("address").values_list("address", flat=True)
    return list(dict.fromkeys([*own, *around]))
