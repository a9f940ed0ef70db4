"""Template context for the header of an editor page: title, icon, and breadcrumbs."""

from django.urls import reverse
from django.utils.translation import gettext as _


def page_header(title: str, icon: str, *parents: tuple[str, str]) -> dict:
    """Return the context. `parents` are the address and label of each page above."""
    items = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}]
    items += [{"url": address, "label": label} for address, label in parents]
    return {"header_title": title, "header_icon": icon, "breadcrumbs_items": [*items, {"url": "", "label": title}]}
