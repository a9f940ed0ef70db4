"""What the head of a page of the editor shows: title, icon, the way there."""

from django.urls import reverse
from django.utils.translation import gettext as _


def head(title: str, icon: str, *before: tuple[str, str]) -> dict:
    """`before`: address and label of each page above."""
    items = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}]
    items += [{"url": address, "label": label} for address, label in before]
    return {"header_title": title, "header_icon": icon, "breadcrumbs_items": [*items, {"url": "", "label": title}]}


def below(school, title: str, icon: str) -> dict:
    """The same, of a page below the desk of `school`."""
    desks = (reverse("school_desks"), _("School desks"))
    return head(title, icon, desks, (reverse("school_desk", args=[school.slug]), school.short_name))
