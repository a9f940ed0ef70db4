"""The public addresses that show given objects, to preview the impact of a change."""

from wagtail.models import Page

from toolkit.published_copy.dependencies import pages_showing
from toolkit.visibility import public

from .models import PublishedFile


def addresses_showing(changed: list[tuple[str, str]]) -> list[str]:
    """Return addresses for (model label, key) pairs: pages from the reference index, then files that link to them."""
    keys = pages_showing(changed)
    pages = public(Page.objects.filter(pk__in=keys)).select_related("locale").in_bulk()
    own = [url for key in keys if key in pages and (url := pages[key].url)]
    linking_addresses = (
        PublishedFile.objects.filter(links__overlap=own).order_by("address").values_list("address", flat=True)
    )
    return list(dict.fromkeys([*own, *linking_addresses]))
