"""Template context for the header of an editor page: title, icon, and breadcrumbs."""

from django.urls import reverse
from django.utils.translation import gettext as _


def page_header(title: str, icon: str, *parents: tuple[str, str]) -> dict:
    """Return the context. `before` has the address and label of each page above."""
    items = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}]
    items += [{"url": address, "label": label} for address, label in parents]
    return {"header_title": title, "header_icon": icon, "breadcrumbs_items": [*items, {"url": "", "label": title}]}


def desk_page_header(school, title: str, icon: str) -> dict:
    """Return the same for a page below the desk of `school`."""
    parent = (reverse("school_desks"), _("School desks"))
    return page_header(title, icon, parent, (reverse("school_desk", args=[school.slug]), school.short_name))
