"""Template context for the header of an editor page: title, icon, and breadcrumbs."""

from django.urls import reverse
from django.utils.translation import gettext as _


def head(title: str, icon: str, *before: tuple[str, str]) -> dict:
    """Return the context. `before` has the address and label of each page above."""
    items = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}]
    items += [{"url": address, "label": label} for address, label in before]
    return {"header_title": title, "header_icon": icon, "breadcrumbs_items": [*items, {"url": "", "label": title}]}


def below(school, title: str, icon: str) -> dict:
    """Return the same for a page below the desk of `school`."""
    desks = (reverse("school_desks"), _("School desks"))
    return head(title, icon, desks, (reverse("school_desk", args=[school.slug]), school.short_name))
