"""The header of an editor page: title, icon, and breadcrumbs."""

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.views.generic import WagtailAdminTemplateMixin


class OfficePage(WagtailAdminTemplateMixin):
    """A page of the editor whose breadcrumbs are its `parents` and its own title."""

    @property
    def parents(self) -> list[tuple[str, str]]:
        """The address and label of each page above."""
        return []

    def get_breadcrumbs_items(self) -> list[dict]:
        above = [{"url": address, "label": label} for address, label in self.parents]
        return [*self.breadcrumbs_items, *above, {"url": "", "label": self.get_page_title()}]


def page_header(title: str, icon: str, *parents: tuple[str, str]) -> dict:
    """Return the header of a page without a class. `parents` are the address and label of each page above."""
    items = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}]
    items += [{"url": address, "label": label} for address, label in parents]
    return {"header_title": title, "header_icon": icon, "breadcrumbs_items": [*items, {"url": "", "label": title}]}
